#include "experiments/reproduction_tools.h"

#include <matinee/error.h>
#include <matinee/preset.h>

#include <fmt/format.h>

#include <cmath>
#include <span>
#include <unordered_map>

namespace matinee {

namespace {

ExperimentSpec presetSpec(const std::string& id, std::uint64_t seed)
{
    auto spec = presetInfo(id).spec;
    spec.seed = seed;
    return spec;
}

/// A notebook whose one number is a test RMSE.
Reproduction testRmse(const std::string& preset, const std::string& data, double published, double low, double high)
{
    Reproduction reproduction;
    reproduction.id = preset;
    reproduction.data = data;
    reproduction.rows = [=](const ReproductionContext& context, const Dataset& dataset) {
        std::vector<ReproductionRow> rows = {expected(preset, "test RMSE", published, low, high)};
        measure(context, false, rows, [&](std::uint64_t seed) -> std::vector<double> {
            return {trainQuietly(context, presetSpec(preset, seed), dataset)->result.test.rmse};
        });
        return rows;
    };
    return reproduction;
}

Reproduction notebook001()
{
    Reproduction reproduction;
    reproduction.id = "notebook-001-small";
    reproduction.data = "ml-latest-small";
    reproduction.rows = [](const ReproductionContext& context, const Dataset& dataset) {
        const std::string note = "the notebook's 100 steps on another data set: its own 2,000,000 rows of ml-32m gave "
                                 "train MSE 0.4052 and test RMSE 0.8474";
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        std::vector<ReproductionRow> rows = {expected("notebook-001-small", "train MSE", kNone, 0.145, 0.165, note),
                                             expected("notebook-001-small", "test RMSE", kNone, 0.950, 0.980, note)};
        measure(context, false, rows, [&](std::uint64_t seed) -> std::vector<double> {
            auto spec = presetSpec("notebook-001", seed);
            spec.rows.clear(); // the first 2,000,000 of another data set
            const auto run = trainQuietly(context, spec, dataset);
            return {run->result.train.loss, run->result.test.rmse};
        });
        return rows;
    };
    return reproduction;
}

/// What the notebook made of the test rows: it numbered their users and films anew, by first appearance among them, and
/// so asked the model about others than those who rated.
class Renumbered
{
public:
    Renumbered(std::span<const std::int32_t> column, const Split& split)
        : m_trained(byAppearance(column, split.train))
        , m_test(byAppearance(column, split.test))
    {
        for (std::size_t n = 0; n < m_test.size(); ++n)
            m_number.emplace(m_test[n], n);
    }

    /// The index that the model was trained with under the number that the test gives to this one.
    std::int32_t operator()(std::int32_t index) const { return m_trained.at(m_number.at(index)); }

private:
    static std::vector<std::int32_t> byAppearance(std::span<const std::int32_t> column,
                                                  const std::vector<RowIndex>& rows)
    {
        std::vector<std::int32_t> order;
        std::unordered_map<std::int32_t, bool> seen;
        for (const auto row : rows) {
            if (seen.emplace(column[row], true).second)
                order.push_back(column[row]);
        }
        return order;
    }

    std::vector<std::int32_t> m_trained;
    std::vector<std::int32_t> m_test;
    std::unordered_map<std::int32_t, std::size_t> m_number;
};

double renumberedTestMse(const Recommender& model, const Dataset& data, const Split& split)
{
    const Renumbered user(data.ratings.user, split);
    const Renumbered item(data.ratings.item, split);
    std::vector<std::int32_t> users;
    std::vector<std::int32_t> items;
    for (const auto row : split.test) {
        users.push_back(user(data.ratings.user[row]));
        items.push_back(item(data.ratings.item[row]));
    }
    std::vector<float> predicted(users.size());
    model.predict(users, items, predicted);
    double squares = 0;
    for (std::size_t i = 0; i < users.size(); ++i) {
        const double error = static_cast<double>(predicted[i]) - data.ratings.value[split.test[i]];
        squares += error * error;
    }
    return squares / static_cast<double>(users.size());
}

/// Notes train and test MSE after one epoch on the way.
class AtEpoch : public TrainingObserver
{
public:
    AtEpoch(int epoch, const Dataset& data, const Split& split)
        : m_epoch(epoch)
        , m_data(data)
        , m_split(split)
        , m_counts(data, split.train)
    {}

    void onEpoch(const EpochStats& epoch, const Recommender& model) override
    {
        if (epoch.epoch != m_epoch)
            return;
        trainMse = epoch.trainLoss;
        testMse = evaluateRatings(model, m_data, m_split.test, m_counts).loss;
    }

    double trainMse = std::numeric_limits<double>::quiet_NaN();
    double testMse = std::numeric_limits<double>::quiet_NaN();

private:
    int m_epoch;
    const Dataset& m_data;
    const Split& m_split;
    TrainingCounts m_counts;
};

Reproduction notebook002()
{
    Reproduction reproduction;
    reproduction.id = "notebook-002";
    reproduction.data = "ml-100k";
    reproduction.rows = [](const ReproductionContext& context, const Dataset& dataset) {
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        std::vector<ReproductionRow> rows = {
            expected("notebook-002", "train MSE, epoch 32", kNone, 0.833, 0.873, "one id map"),
            expected("notebook-002", "test MSE, epoch 32", kNone, 0.884, 0.924, "one id map"),
            expected("notebook-002", "train MSE, epoch 128", kNone, 0.523, 0.563, "one id map"),
            expected("notebook-002", "test MSE, epoch 128", kNone, 0.978, 1.038, "one id map"),
            expected("notebook-002", "test MSE, its renumbering", 2.149, 2.07, 2.19,
                     "the same weights, asked with the test ids numbered anew as in the notebook")};
        measure(context, false, rows, [&](std::uint64_t seed) -> std::vector<double> {
            const auto spec = presetSpec("notebook-002", seed);
            const auto split = makeSplit(dataset, spec.split, seed);
            AtEpoch early(32, dataset, split);
            const auto run = trainQuietly(context, spec, dataset, &early);
            return {early.trainMse, early.testMse, run->history.back().trainLoss, run->result.test.loss,
                    renumberedTestMse(*run->model, dataset, split)};
        });
        return rows;
    };
    return reproduction;
}

/// Log-posterior and train RMSE of chosen sweeps.
Reproduction notebook003()
{
    Reproduction reproduction;
    reproduction.id = "notebook-003";
    reproduction.data = "ml-latest-small";
    reproduction.rows = [](const ReproductionContext& context, const Dataset& dataset) {
        const std::string note = "the notebook's own first line, -17,571 and 0.5816, is of vectors trained before";
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        const auto posterior = [&](int sweep, double value, double share) {
            return expected("notebook-003", fmt::format("log-posterior, sweep {}", sweep), kNone, value * (1 + share),
                            value * (1 - share), note);
        };
        const auto rmse = [&](int sweep, double published, double value, double band) {
            return expected("notebook-003", fmt::format("train RMSE, sweep {}", sweep), published, value - band,
                            value + band, note);
        };
        std::vector<ReproductionRow> rows = {posterior(1, -26'350, 0.02),   rmse(1, kNone, 0.708, 0.01),
                                             posterior(10, -18'670, 0.02),  rmse(10, kNone, 0.597, 0.006),
                                             posterior(100, -16'810, 0.01), rmse(100, 0.575, 0.570, 0.003)};
        measure(context, false, rows, [&](std::uint64_t seed) {
            const auto run = trainQuietly(context, presetSpec("notebook-003", seed), dataset);
            std::vector<double> values;
            for (const int sweep : {1, 10, 100}) {
                const auto& epoch = run->history.at(static_cast<std::size_t>(sweep));
                values.push_back(epoch.objective);
                values.push_back(std::sqrt(epoch.trainLoss));
            }
            return values;
        });
        return rows;
    };
    return reproduction;
}

Reproduction notebook003HeldOut()
{
    Reproduction reproduction;
    reproduction.id = "notebook-003-held-out";
    reproduction.data = "ml-latest-small";
    reproduction.rows = [](const ReproductionContext& context, const Dataset& dataset) {
        const std::string note = "its commented lines: a fifth of the rows held out";
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        std::vector<ReproductionRow> rows = {
            expected("notebook-003-held-out", "test RMSE, sweep 1", kNone, 0.96, 1.02, note),
            expected("notebook-003-held-out", "test RMSE, sweep 100", kNone, 1.25, 1.37, note)};
        measure(context, false, rows, [&](std::uint64_t seed) -> std::vector<double> {
            auto spec = presetSpec("notebook-003", seed);
            spec.split = SplitSpec::parse("random:0.8/0.2");
            const auto split = makeSplit(dataset, spec.split, seed);
            AtEpoch first(1, dataset, split);
            const auto run = trainQuietly(context, spec, dataset, &first);
            return {std::sqrt(first.testMse), run->result.test.rmse};
        });
        return rows;
    };
    return reproduction;
}

Reproduction notebook004()
{
    Reproduction reproduction;
    reproduction.id = "notebook-004";
    reproduction.data = "ml-1m";
    reproduction.rows = [](const ReproductionContext& context, const Dataset& dataset) {
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        const auto count = [](const char* metric, double value) {
            return expected("notebook-004", metric, value, value, value);
        };
        const std::string note = "no training loop in the notebook; 99 drawn films against each test film";
        std::vector<ReproductionRow> rows = {count("training and validation rows", 994'169),
                                             count("training rows", 892'037),
                                             count("validation rows", 102'132),
                                             count("test rows", 6'040),
                                             expected("notebook-004", "HR@10", kNone, 0.43, 0.49, note),
                                             expected("notebook-004", "NDCG@10", kNone, 0.22, 0.28, note)};
        measure(context, true, rows, [&](std::uint64_t seed) -> std::vector<double> {
            const auto run = trainQuietly(context, presetSpec("notebook-004", seed), dataset);
            const auto& start = run->start;
            return {static_cast<double>(start.train + start.validation),
                    static_cast<double>(start.train),
                    static_cast<double>(start.validation),
                    static_cast<double>(start.test),
                    run->result.ranking.hitRatio,
                    run->result.ranking.ndcg};
        });
        return rows;
    };
    return reproduction;
}

} // namespace

std::vector<Reproduction> notebookReproductions()
{
    auto large = testRmse("notebook-001", "ml-32m", 0.8474, 0.83, 0.865);
    return {testRmse("notebook-000-mf", "ml-100k", 1.4166, 1.35, 1.49),
            testRmse("notebook-000-mf-bias", "ml-100k", 1.2934, 1.26, 1.34),
            notebook001(),
            std::move(large),
            notebook002(),
            notebook003(),
            notebook003HeldOut(),
            notebook004()};
}

} // namespace matinee
