#include "models/gradient_parameters.h"
#include "models/implicit_parameters.h"
#include "models/model_list.h"
#include "models/torch_guard.h"
#include "models/tower_recommender.h"

#include <matinee/model_file.h>
#include <matinee/state_file.h>

#include <utility>

namespace matinee {

namespace {

/// GMF and MLP side by side, each with vectors of its own, joined in the last layer. With pretraining the two learn
/// apart in the first epochs, from the same examples, each with its own output; then their outputs are joined with
/// equal shares (the paper's alpha = 0.5) and training goes on with what they have become. Until then the model
/// predicts what joining would give, the mean of the two logits, so nothing jumps at the join. The paper goes on with
/// plain SGD because Adam's moments are lost between its two programs; here they are not.
class NeuralMatrixFactorisation : public TowerRecommender
{
public:
    explicit NeuralMatrixFactorisation(const Hyperparameters& hyperparameters)
        : TowerRecommender(hyperparameters)
    {}

    /// Both vectors of a film, one behind the other.
    Matrix itemEmbeddings() const override
    {
        return guarded([&] { return toMatrix(torch::cat({parameter(itemFactors()), towerItems()}, 1)); });
    }

    torch::Tensor loss(const torch::Tensor& users, const torch::Tensor& items,
                       const torch::Tensor& labels) const override
    {
        const auto [product, deep] = parts(users, items, true);
        if (m_joined)
            return torch::binary_cross_entropy_with_logits(product + deep, labels);
        return (torch::binary_cross_entropy_with_logits(product, labels) +
                torch::binary_cross_entropy_with_logits(deep, labels)) /
               2;
    }

    void save(ModelFile& file) const override
    {
        TowerRecommender::save(file);
        file.put("joined", {1}, {m_joined ? 1.0F : 0.0F});
    }

    void load(const ModelFile& file, const Dataset& data, const ComputeOptions& options) override
    {
        TowerRecommender::load(file, data, options);
        m_joined = file.get("joined", {1}).values[0] > 0;
    }

    bool saveState(StateFile& state) const override
    {
        state.putNumber("joined", std::uint8_t{m_joined});
        return TowerRecommender::saveState(state);
    }

    void restoreState(const StateFile& state) override
    {
        m_joined = state.number<std::uint8_t>("joined") != 0;
        TowerRecommender::restoreState(state);
    }

protected:
    void declareParameters() override
    {
        m_joined = !hyperparameters().flag("pretraining");
        const auto factors = hyperparameters().integer("factors");
        declareTower();
        declare("user_factors", initialFactors(userCount()));
        declare("item_factors", initialFactors(itemCount()));
        const auto inputs = m_joined ? 2 * factors : factors;
        declare("gmf_weights", initialOutput(factors, inputs));
        declare("mlp_weights", initialOutput(factors, inputs));
        declare("gmf_bias", torch::zeros({1}));
        declare("mlp_bias", torch::zeros({1}));
    }

    void beginEpoch(int epoch) override
    {
        if (m_joined || epoch <= hyperparameters().integer("pretraining_epochs"))
            return;
        const torch::NoGradGuard noGrad;
        for (std::size_t output = 0; output < kOutputs; ++output)
            parameter(firstOutput() + output).mul_(0.5);
        m_joined = true;
    }

    torch::Tensor forward(const torch::Tensor& users, const torch::Tensor& items, bool training) const override
    {
        const auto [product, deep] = parts(users, items, training);
        return joined(product, deep);
    }

    torch::Tensor scoreBatch(const torch::Tensor& users) const override
    {
        const auto p = userRows(parameter(userFactors()), users, false) * parameter(firstOutput());
        const auto product = p.mm(parameter(itemFactors()).t()) + parameter(firstOutput() + 2);
        const auto deep = deepLogits(towerOfAll(users)).view({users.size(0), itemCount()});
        return joined(product, deep);
    }

private:
    torch::Tensor joined(const torch::Tensor& product, const torch::Tensor& deep) const
    {
        const auto sum = product + deep;
        return m_joined ? sum : sum / 2;
    }

    /// The logits of the two models.
    std::pair<torch::Tensor, torch::Tensor> parts(const torch::Tensor& users, const torch::Tensor& items,
                                                  bool training) const
    {
        auto product =
            userRows(parameter(userFactors()), users, training) * parameter(itemFactors()).index_select(0, items);
        if (training)
            product = dropout(product);
        return {product.mv(parameter(firstOutput())) + parameter(firstOutput() + 2),
                deepLogits(tower(users, items, training))};
    }

    torch::Tensor deepLogits(const torch::Tensor& values) const
    {
        return values.mv(parameter(firstOutput() + 1)) + parameter(firstOutput() + 3);
    }

    std::size_t userFactors() const { return afterTower(); }
    std::size_t itemFactors() const { return afterTower() + 1; }
    std::size_t firstOutput() const { return afterTower() + 2; }

    static constexpr std::size_t kOutputs = 4; ///< gmf_weights, mlp_weights, gmf_bias, mlp_bias

    bool m_joined = true;
};

Parameter pretrainingParameter()
{
    Parameter parameter;
    parameter.key = "pretraining";
    parameter.label = "Pretraining";
    parameter.help =
        "Lets the two halves, GMF and MLP, learn apart at first and then joins them. Without it the easier "
        "half leaves the other little to learn.";
    parameter.kind = ParameterKind::Boolean;
    parameter.defaultValue = true;
    return parameter;
}

Parameter pretrainingEpochsParameter(std::int64_t value)
{
    auto parameter = epochsParameter(value);
    parameter.key = "pretraining_epochs";
    parameter.label = "Pretraining epochs";
    parameter.help = "With pretraining: how many of the epochs the halves learn apart. If it is all of them, their "
                     "logits are averaged in the end.";
    return parameter;
}

} // namespace

ModelInfo neumfModel()
{
    ModelInfo info;
    info.id = "neumf";
    info.name = "Neural matrix factorisation";
    info.summary = "Learns from who rated what: generalised matrix factorisation and a small neural network side by "
                   "side, each with vectors of its own, and one output on top of both.";
    info.formula = "P(u,i) = σ(h · [p(u) ∘ q(i), tower([p′(u), q′(i)])] + b)";
    info.paper = "He, Liao, Zhang, Nie, Hu, Chua, Neural Collaborative Filtering, WWW 2017";
    info.fallback =
        "An unknown user gets the mean vectors of the others; an unknown film has only been met as a negative.";
    info.hasEmbeddings = true;
    info.output = ModelOutput::Probabilities;
    // Joined, the halves overfit within a few epochs, so most of the training is theirs.
    info.parameters = {factorsParameter(32),
                       layersParameter(3),
                       epochsParameter(8),
                       pretrainingParameter(),
                       pretrainingEpochsParameter(6),
                       positivesParameter(1024),
                       negativesParameter(4),
                       learningRateParameter(0.003),
                       optimiserParameter("adam"),
                       momentumParameter(),
                       weightDecayParameter(2e-6),
                       dropoutParameter(0),
                       initParameter("normal"),
                       initScaleParameter(0.01),
                       outputInitParameter("lecun-uniform")};
    info.create = [](const Hyperparameters& hyperparameters) {
        return std::make_unique<NeuralMatrixFactorisation>(hyperparameters);
    };
    return info;
}

} // namespace matinee
