#include "models/gradient_parameters.h"
#include "models/gradient_recommender.h"
#include "models/model_list.h"

namespace matinee {

namespace {

class MatrixFactorisation : public GradientRecommender
{
public:
    explicit MatrixFactorisation(const Hyperparameters& hyperparameters)
        : GradientRecommender(hyperparameters)
    {}

    Matrix itemEmbeddings() const override { return toMatrix(kItemFactors); }
    Matrix userEmbeddings() const override { return toMatrix(kUserFactors); }

protected:
    void declareParameters() override
    {
        declare("user_factors", initialFactors(userCount()));
        declare("item_factors", initialFactors(itemCount()));
        penalise(kUserFactors, Rated::Users, "regularisation");
        penalise(kItemFactors, Rated::Items, "regularisation");
    }

    torch::Tensor forward(const torch::Tensor& users, const torch::Tensor& items, bool training) const override
    {
        auto p = parameter(kUserFactors).index_select(0, users);
        auto q = parameter(kItemFactors).index_select(0, items);
        if (training) {
            p = dropout(p);
            q = dropout(q);
        }
        return (p * q).sum(1);
    }

    std::optional<FactorArrays> factorArrays() const override
    {
        return FactorArrays{
            .users = userCount(),
            .items = itemCount(),
            .factors = hyperparameters().integer("factors"),
            .userFactors = host(kUserFactors),
            .itemFactors = host(kItemFactors),
        };
    }

    void fallBack(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                  std::span<float> predicted) const override
    {
        const auto* knownUser = knownUsers().data_ptr<float>();
        const auto* knownItem = knownItems().data_ptr<float>();
        for (std::size_t i = 0; i < predicted.size(); ++i)
            if (knownUser[users[i]] == 0 || knownItem[items[i]] == 0)
                predicted[i] = static_cast<float>(mean());
    }

    bool describeFused(FusedModel& model) override
    {
        model.users = {userCount(), {columnsOf(kUserFactors)}, penaltyScales(Rated::Users)};
        model.items = {itemCount(), {columnsOf(kItemFactors)}, penaltyScales(Rated::Items)};
        return true;
    }

    torch::Tensor predictBatch(const torch::Tensor& users, const torch::Tensor& items) const override
    {
        // A dot product with an unknown vector says nothing: the mean says at least that.
        const auto known = knownUsers().index_select(0, users) * knownItems().index_select(0, items);
        return known * forward(users, items, false) + (1 - known) * mean();
    }

private:
    static constexpr std::size_t kUserFactors = 0;
    static constexpr std::size_t kItemFactors = 1;
};

} // namespace

ModelInfo mfModel()
{
    ModelInfo info;
    info.id = "mf";
    info.name = "Matrix factorisation";
    info.summary = "A vector of tastes for each user, one of traits for each film; the rating is how well they match. "
                   "No biases: the vectors must learn the scale of stars, too.";
    info.formula = "r̂(u,i) = p(u) · q(i)";
    info.paper = "Koren, Bell, Volinsky, Matrix Factorization Techniques for Recommender Systems, Computer 42(8), 2009";
    info.fallback = "The mean of the training ratings where the user or the film is unknown.";
    info.hasEmbeddings = true;
    info.hasFusedEngine = true;
    info.parameters = {factorsParameter(20),       epochsParameter(10),
                       batchSizeParameter(256),    learningRateParameter(0.002),
                       optimiserParameter("adam"), momentumParameter(),
                       regularisationParameter(0), regularisationScalingParameter("count"),
                       weightDecayParameter(0),    dropoutParameter(0),
                       initParameter("normal"),    initScaleParameter(0.1),
                       deterministicParameter()};
    info.create = [](const Hyperparameters& hyperparameters) {
        return std::make_unique<MatrixFactorisation>(hyperparameters);
    };
    return info;
}

} // namespace matinee
