#include "models/gradient_parameters.h"
#include "models/gradient_recommender.h"
#include "models/model_list.h"

namespace matinee {

namespace {

class BiasedMatrixFactorisation : public GradientRecommender
{
public:
    explicit BiasedMatrixFactorisation(const Hyperparameters& hyperparameters)
        : GradientRecommender(hyperparameters)
    {}

    Matrix itemEmbeddings() const override { return toMatrix(kItemFactors); }
    Matrix userEmbeddings() const override { return toMatrix(kUserFactors); }

    std::vector<float> itemBiases() const override { return toVector(parameter(kItemBiases)); }

protected:
    void declareParameters() override
    {
        const auto biasScale = hyperparameters().real("bias_init_scale");
        declare("user_factors", initialFactors(userCount()));
        declare("item_factors", initialFactors(itemCount()));
        declare("user_biases", normal({userCount()}, biasScale));
        declare("item_biases", normal({itemCount()}, biasScale));
        declare("global_bias",
                torch::full({1}, hyperparameters().text("global_bias") == "mean" ? mean() : 0.0, torch::kFloat));
        penalise(kUserFactors, Rated::Users, "regularisation");
        penalise(kItemFactors, Rated::Items, "regularisation");
        penalise(kUserBiases, Rated::Users, "bias_regularisation");
        penalise(kItemBiases, Rated::Items, "bias_regularisation");
    }

    torch::Tensor forward(const torch::Tensor& users, const torch::Tensor& items, bool training) const override
    {
        auto p = parameter(kUserFactors).index_select(0, users);
        auto q = parameter(kItemFactors).index_select(0, items);
        if (training) {
            p = dropout(p);
            q = dropout(q);
        }
        return (p * q).sum(1) + parameter(kUserBiases).index_select(0, users) +
               parameter(kItemBiases).index_select(0, items) + parameter(kGlobalBias);
    }

    std::optional<FactorArrays> factorArrays() const override
    {
        return FactorArrays{
            .users = userCount(),
            .items = itemCount(),
            .factors = hyperparameters().integer("factors"),
            .userFactors = host(kUserFactors),
            .itemFactors = host(kItemFactors),
            .userBiases = host(kUserBiases),
            .itemBiases = host(kItemBiases),
            .globalBias = host(kGlobalBias),
        };
    }

    bool describeFused(FusedModel& model) override
    {
        model.users = {userCount(),
                       {columnsOf(kUserFactors), columnsOf(kUserBiases), constantColumn(1)},
                       penaltyScales(Rated::Users)};
        model.items = {itemCount(),
                       {columnsOf(kItemFactors), constantColumn(1), columnsOf(kItemBiases)},
                       penaltyScales(Rated::Items)};
        model.shared = {1, {columnsOf(kGlobalBias)}, {}};
        model.hasConstant = true;
        return true;
    }

private:
    static constexpr std::size_t kUserFactors = 0;
    static constexpr std::size_t kItemFactors = 1;
    static constexpr std::size_t kUserBiases = 2;
    static constexpr std::size_t kItemBiases = 3;
    static constexpr std::size_t kGlobalBias = 4;
};

} // namespace

ModelInfo biasedMfModel()
{
    ModelInfo info;
    info.id = "biased-mf";
    info.name = "Biased matrix factorisation";
    info.summary =
        "Mean, user bias and film bias carry what has nothing to do with taste; the vectors are free to learn "
        "what has.";
    info.formula = "r̂(u,i) = μ + b(u) + b(i) + p(u) · q(i)";
    info.paper = "Koren, Bell, Volinsky, Matrix Factorization Techniques for Recommender Systems, Computer 42(8), 2009";
    info.fallback = "An unknown user's or film's bias and vector are zero, so the rest of the sum is left.";
    info.hasEmbeddings = true;
    info.hasFusedEngine = true;
    // Without penalties, as the textbook has it: ten gentle epochs end where overfitting begins on 100,000 ratings.
    info.parameters = {factorsParameter(20),
                       epochsParameter(10),
                       batchSizeParameter(256),
                       learningRateParameter(0.001),
                       optimiserParameter("adam"),
                       momentumParameter(),
                       regularisationParameter(0),
                       biasRegularisationParameter(0),
                       regularisationScalingParameter("count"),
                       weightDecayParameter(0),
                       dropoutParameter(0),
                       initParameter("normal"),
                       initScaleParameter(0.01),
                       globalBiasParameter(),
                       biasInitScaleParameter(),
                       deterministicParameter()};
    info.create = [](const Hyperparameters& hyperparameters) {
        return std::make_unique<BiasedMatrixFactorisation>(hyperparameters);
    };
    return info;
}

ModelInfo biasedMfDropoutModel()
{
    auto info = biasedMfModel();
    info.id = "biased-mf-dropout";
    info.name = "Biased matrix factorisation with dropout";
    info.summary =
        "The biased model with other defaults: each step looks at all ratings at once and leaves out a tenth "
        "of each vector at random instead of holding it back.";
    info.paper += "; Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, Dropout, JMLR 15, 2014";
    const auto preset = [&info](const Parameter& parameter) {
        for (auto& other : info.parameters)
            if (other.key == parameter.key)
                other = parameter;
    };
    preset(epochsParameter(100));
    preset(batchSizeParameter(0));
    preset(learningRateParameter(0.01));
    preset(dropoutParameter(0.1));
    preset(initScaleParameter(0.1));
    return info;
}

} // namespace matinee
