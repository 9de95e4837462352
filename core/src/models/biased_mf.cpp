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

    std::vector<float> itemBiases() const override
    {
        const auto host = parameter(kItemBiases).detach().to(torch::kCPU).contiguous();
        return {host.data_ptr<float>(), host.data_ptr<float>() + host.numel()};
    }

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

private:
    static constexpr std::size_t kUserFactors = 0;
    static constexpr std::size_t kItemFactors = 1;
    static constexpr std::size_t kUserBiases = 2;
    static constexpr std::size_t kItemBiases = 3;
    static constexpr std::size_t kGlobalBias = 4;
};

Parameter globalBiasParameter()
{
    Parameter parameter;
    parameter.key = "global_bias";
    parameter.label = "Global bias";
    parameter.help =
        "Where the constant term starts: at the mean of the training ratings, or at zero, whence it has to "
        "be learned.";
    parameter.kind = ParameterKind::Choice;
    parameter.choices = {{"mean", "Mean"}, {"zero", "Zero"}};
    parameter.defaultValue = std::string("mean");
    parameter.advanced = true;
    return parameter;
}

Parameter biasInitScaleParameter()
{
    auto parameter = initScaleParameter(0.01);
    parameter.key = "bias_init_scale";
    parameter.label = "Initial bias scale";
    parameter.help = "Standard deviation of the user and film biases before training, in stars.";
    return parameter;
}

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
    // Without weight decay, as the textbook has it: ten gentle epochs end where overfitting begins on 100,000 ratings.
    info.parameters = {factorsParameter(20),         epochsParameter(10),        batchSizeParameter(256),
                       learningRateParameter(0.001), optimiserParameter("adam"), momentumParameter(),
                       weightDecayParameter(0),      dropoutParameter(0),        initParameter("normal"),
                       initScaleParameter(0.01),     globalBiasParameter(),      biasInitScaleParameter()};
    info.create = [](const Hyperparameters& hyperparameters) {
        return std::make_unique<BiasedMatrixFactorisation>(hyperparameters);
    };
    return info;
}

} // namespace matinee
