#include "models/gradient_parameters.h"
#include "models/implicit_parameters.h"
#include "models/implicit_recommender.h"
#include "models/model_list.h"

namespace matinee {

namespace {

class GeneralisedMatrixFactorisation : public ImplicitRecommender
{
public:
    explicit GeneralisedMatrixFactorisation(const Hyperparameters& hyperparameters)
        : ImplicitRecommender(hyperparameters)
    {}

    Matrix itemEmbeddings() const override { return toMatrix(kItemFactors); }
    /// With the output weights in them, so that the product with a film is the logit.
    Matrix userEmbeddings() const override
    {
        const torch::NoGradGuard noGrad;
        return toMatrix(parameter(kUserFactors) * parameter(kOutputWeights));
    }

    torch::Tensor loss(const torch::Tensor& users, const torch::Tensor& items,
                       const torch::Tensor& labels) const override
    {
        const auto p = parameter(kUserFactors).index_select(0, users);
        const auto q = parameter(kItemFactors).index_select(0, items);
        return torch::binary_cross_entropy_with_logits(logits(dropout(p * q)), labels) + penalty({p, q});
    }

protected:
    void declareParameters() override
    {
        const auto factors = hyperparameters().integer("factors");
        declare("user_factors", initialFactors(userCount()));
        declare("item_factors", initialFactors(itemCount()));
        declare("output_weights", initialOutput(factors));
        if (hyperparameters().flag("output_bias"))
            declare("output_bias", torch::zeros({1}));
    }

    torch::Tensor forward(const torch::Tensor& users, const torch::Tensor& items, bool training) const override
    {
        const auto product =
            userRows(parameter(kUserFactors), users, training) * parameter(kItemFactors).index_select(0, items);
        return logits(training ? dropout(product) : product);
    }

    torch::Tensor scoreBatch(const torch::Tensor& users) const override
    {
        const auto p = userRows(parameter(kUserFactors), users, false) * parameter(kOutputWeights);
        const auto scores = p.mm(parameter(kItemFactors).t());
        return hyperparameters().flag("output_bias") ? scores + parameter(kOutputBias) : scores;
    }

    bool describeFused(FusedModel& model) override
    {
        model.loss = FusedLoss::CrossEntropies;
        model.users = {userCount(), {penalised(columnsOf(kUserFactors))}, {}};
        model.items = {itemCount(), {penalised(columnsOf(kItemFactors))}, {}};
        model.shared = {1, {columnsOf(kOutputWeights)}, {}};
        // Weights are one row, not a column.
        model.shared.columns.front().count = hyperparameters().integer("factors");
        model.weighted = true;
        model.penaltyFactor = 1;
        if (hyperparameters().flag("output_bias")) {
            model.shared.columns.push_back(columnsOf(kOutputBias));
            model.hasConstant = true;
        }
        return true;
    }

private:
    torch::Tensor logits(const torch::Tensor& product) const
    {
        const auto sum = product.mv(parameter(kOutputWeights));
        return hyperparameters().flag("output_bias") ? sum + parameter(kOutputBias) : sum;
    }

    static constexpr std::size_t kUserFactors = 0;
    static constexpr std::size_t kItemFactors = 1;
    static constexpr std::size_t kOutputWeights = 2;
    static constexpr std::size_t kOutputBias = 3;
};

} // namespace

ModelInfo gmfModel()
{
    ModelInfo info;
    info.id = "gmf";
    info.name = "Generalised matrix factorisation";
    info.summary =
        "Learns from who rated what, not from the stars: how likely a user is to watch a film. The matches of "
        "tastes and traits are weighed one by one before they are added up.";
    info.formula = "P(u,i) = σ(h · (p(u) ∘ q(i)) + b)";
    info.paper = "He, Liao, Zhang, Nie, Hu, Chua, Neural Collaborative Filtering, WWW 2017";
    info.fallback =
        "An unknown user gets the mean vector of the others; an unknown film has only been met as a negative.";
    info.hasEmbeddings = true;
    info.hasFusedEngine = true;
    info.output = ModelOutput::Probabilities;
    // The paper takes 4 negatives, 256 rows a batch, a rate of 0.001 and no penalty; on ml-1m these validate better,
    // as do the light weight decay and the shorter training.
    info.parameters = {factorsParameter(32),
                       epochsParameter(16),
                       positivesParameter(512),
                       negativesParameter(8),
                       learningRateParameter(0.0015),
                       optimiserParameter("adam"),
                       momentumParameter(),
                       weightDecayParameter(2e-6),
                       exampleRegularisationParameter(0),
                       dropoutParameter(0),
                       initParameter("normal"),
                       initScaleParameter(0.01),
                       outputInitParameter("lecun-uniform"),
                       outputBiasParameter(true)};
    info.create = [](const Hyperparameters& hyperparameters) {
        return std::make_unique<GeneralisedMatrixFactorisation>(hyperparameters);
    };
    return info;
}

} // namespace matinee
