#include "models/gradient_parameters.h"
#include "models/implicit_parameters.h"
#include "models/model_list.h"
#include "models/tower_recommender.h"

namespace matinee {

namespace {

class MultilayerPerceptron : public TowerRecommender
{
public:
    explicit MultilayerPerceptron(const Hyperparameters& hyperparameters)
        : TowerRecommender(hyperparameters)
    {}

    Matrix itemEmbeddings() const override { return toMatrix(towerItems()); }

protected:
    void declareParameters() override
    {
        declareTower();
        declare("output_weights", initialOutput(hyperparameters().integer("factors")));
        if (hyperparameters().flag("output_bias"))
            declare("output_bias", torch::zeros({1}));
    }

    torch::Tensor forward(const torch::Tensor& users, const torch::Tensor& items, bool training) const override
    {
        return logits(tower(users, items, training));
    }

    torch::Tensor scoreBatch(const torch::Tensor& users) const override
    {
        return logits(towerOfAll(users)).view({users.size(0), itemCount()});
    }

private:
    torch::Tensor logits(const torch::Tensor& values) const
    {
        const auto sum = values.mv(parameter(afterTower()));
        return hyperparameters().flag("output_bias") ? sum + parameter(afterTower() + 1) : sum;
    }
};

} // namespace

ModelInfo mlpModel()
{
    ModelInfo info;
    info.id = "mlp";
    info.name = "Multilayer perceptron";
    info.summary = "Learns from who rated what: the vectors of a user and a film go through a small neural network, "
                   "which may find out for itself how they match.";
    info.formula = "P(u,i) = σ(h · tower([p(u), q(i)]) + b)";
    info.paper = "He, Liao, Zhang, Nie, Hu, Chua, Neural Collaborative Filtering, WWW 2017";
    info.fallback =
        "An unknown user gets the mean vector of the others; an unknown film has only been met as a negative.";
    info.hasEmbeddings = true;
    info.output = ModelOutput::Probabilities;
    info.parameters = {factorsParameter(32),
                       layersParameter(3),
                       epochsParameter(10),
                       positivesParameter(1024),
                       negativesParameter(4),
                       learningRateParameter(0.002),
                       optimiserParameter("adam"),
                       momentumParameter(),
                       weightDecayParameter(0),
                       dropoutParameter(0),
                       initParameter("normal"),
                       initScaleParameter(0.01),
                       outputInitParameter("lecun-uniform"),
                       outputBiasParameter(true)};
    info.create = [](const Hyperparameters& hyperparameters) {
        return std::make_unique<MultilayerPerceptron>(hyperparameters);
    };
    return info;
}

} // namespace matinee
