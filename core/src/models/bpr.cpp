#include "models/gradient_parameters.h"
#include "models/implicit_parameters.h"
#include "models/implicit_recommender.h"
#include "models/model_list.h"

namespace matinee {

namespace {

class BayesianPersonalisedRanking : public ImplicitRecommender
{
public:
    explicit BayesianPersonalisedRanking(const Hyperparameters& hyperparameters)
        : ImplicitRecommender(hyperparameters)
    {}

    Matrix itemEmbeddings() const override { return toMatrix(kItemFactors); }
    Matrix userEmbeddings() const override { return toMatrix(kUserFactors); }

    /// The examples come in pairs, a positive and its negative: how much likelier the right order is than the wrong
    /// one.
    torch::Tensor loss(const torch::Tensor& users, const torch::Tensor& items, const torch::Tensor&) const override
    {
        const auto pairs = items.view({-1, 2});
        const auto positives = pairs.select(1, 0);
        const auto negatives = pairs.select(1, 1);
        const auto p = parameter(kUserFactors).index_select(0, users.view({-1, 2}).select(1, 0));
        const auto qi = parameter(kItemFactors).index_select(0, positives);
        const auto qj = parameter(kItemFactors).index_select(0, negatives);
        const auto bi = parameter(kItemBiases).index_select(0, positives);
        const auto bj = parameter(kItemBiases).index_select(0, negatives);
        const auto difference = (dropout(p) * (qi - qj)).sum(1) + bi - bj;
        return torch::softplus(-difference).mean() + penalty({p, qi, qj, bi, bj});
    }

protected:
    std::int64_t negativesPerRow() const override { return 1; }

    void declareParameters() override
    {
        declare("user_factors", initialFactors(userCount()));
        declare("item_factors", initialFactors(itemCount()));
        declare("item_biases", torch::zeros({itemCount()}));
    }

    torch::Tensor forward(const torch::Tensor& users, const torch::Tensor& items, bool training) const override
    {
        const auto p = userRows(parameter(kUserFactors), users, training);
        return (p * parameter(kItemFactors).index_select(0, items)).sum(1) +
               parameter(kItemBiases).index_select(0, items);
    }

    torch::Tensor predictBatch(const torch::Tensor& users, const torch::Tensor& items) const override
    {
        return forward(users, items, false);
    }

    torch::Tensor scoreBatch(const torch::Tensor& users) const override
    {
        return torch::addmm(parameter(kItemBiases), userRows(parameter(kUserFactors), users, false),
                            parameter(kItemFactors).t());
    }

    bool describeFused(FusedModel& model) override
    {
        model.loss = FusedLoss::Pairs;
        model.users = {userCount(), {penalised(columnsOf(kUserFactors)), constantColumn(1)}, {}};
        model.items = {itemCount(), {penalised(columnsOf(kItemFactors)), penalised(columnsOf(kItemBiases))}, {}};
        // The penalty is a mean over pairs. A user is in both examples of a pair, a film in one.
        model.items.penaltyScales.assign(static_cast<std::size_t>(itemCount()), 2.0F);
        model.penaltyFactor = 1;
        return true;
    }

private:
    static constexpr std::size_t kUserFactors = 0;
    static constexpr std::size_t kItemFactors = 1;
    static constexpr std::size_t kItemBiases = 2;
};

} // namespace

ModelInfo bprModel()
{
    ModelInfo info;
    info.id = "bpr";
    info.name = "Bayesian personalised ranking";
    info.summary =
        "Learns the order of films, not their stars: one that the user has rated is to score higher than one "
        "drawn at random that they have not.";
    info.formula = "s(u,i) = b(i) + p(u) · q(i),  max Σ ln σ(s(u,i) − s(u,j))";
    info.paper = "Rendle, Freudenthaler, Gantner, Schmidt-Thieme, BPR: Bayesian Personalized Ranking from Implicit "
                 "Feedback, UAI 2009";
    info.fallback =
        "An unknown user gets the mean vector of the others; an unknown film has only been met as a negative.";
    info.hasEmbeddings = true;
    info.hasFusedEngine = true;
    info.output = ModelOutput::Scores;
    info.parameters = {factorsParameter(32),       epochsParameter(20),
                       positivesParameter(512),    learningRateParameter(0.003),
                       optimiserParameter("adam"), momentumParameter(),
                       weightDecayParameter(0),    exampleRegularisationParameter(0.01),
                       dropoutParameter(0),        initParameter("normal"),
                       initScaleParameter(0.01)};
    info.create = [](const Hyperparameters& hyperparameters) {
        return std::make_unique<BayesianPersonalisedRanking>(hyperparameters);
    };
    return info;
}

} // namespace matinee
