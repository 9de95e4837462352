#include "models/ials.h"

#include "support/toy_data.h"

#include <matinee/dataset_source.h>
#include <matinee/random.h>
#include <matinee/recommender.h>

#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

using namespace matinee;

namespace {

/// The last rating of each user by time (then by row) is left out.
struct LeaveOneOut
{
    TrainingData training;
    std::vector<RowIndex> test;
};

LeaveOneOut leaveOneOut(std::shared_ptr<const Dataset> data)
{
    const auto& ratings = data->ratings;
    std::vector<std::int64_t> last(static_cast<std::size_t>(data->userCount()), -1);
    for (RowIndex r = 0; r < ratings.size(); ++r) {
        auto& best = last[static_cast<std::size_t>(ratings.user[r])];
        if (best < 0 || ratings.time[r] >= ratings.time[static_cast<std::size_t>(best)])
            best = r;
    }
    LeaveOneOut result;
    for (RowIndex r = 0; r < ratings.size(); ++r)
        (last[static_cast<std::size_t>(ratings.user[r])] == r ? result.test : result.training.rows).push_back(r);
    result.training.counts = TrainingCounts(*data, result.training.rows);
    result.training.dataset = std::move(data);
    return result;
}

} // namespace

class TestIals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The settings of arXiv 2110.14037 for MovieLens 1M, each user's last film against 99 drawn ones.
    void reachesItsPublishedRanking()
    {
        const auto folder = qEnvironmentVariable("MATINEE_TEST_DATA");
        if (folder.isEmpty())
            QSKIP("MATINEE_TEST_DATA is not set; this needs MovieLens 1M.");
        const auto split = leaveOneOut(loadDataset((folder + QStringLiteral("/ml-1m")).toStdString()));
        const auto& data = *split.training.dataset;
        Hyperparameters settings(modelInfo("ials").parameters);
        settings.set("factors", std::int64_t{192});
        settings.set("regularisation", 0.007);
        settings.set("unobserved_weight", 0.3);
        settings.set("init_scale", 0.1);
        Ials model(settings);
        model.prepare(split.training, {"cpu", 2, 1});
        TrainingControl control;
        for (int sweep = 1; sweep <= 12; ++sweep) {
            const auto start = std::chrono::steady_clock::now();
            const auto outcome = model.trainEpoch({control, {}});
            const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
            qInfo("sweep %d: loss %.4f, objective %.0f, %.2f s", sweep, outcome.loss, outcome.objective,
                  seconds.count());
        }

        std::set<std::pair<std::int32_t, std::int32_t>> seen;
        for (RowIndex r = 0; r < data.ratings.size(); ++r)
            seen.emplace(data.ratings.user[r], data.ratings.item[r]);
        Random random(5);
        double hits = 0;
        double ndcg = 0;
        for (const auto row : split.test) {
            const auto user = data.ratings.user[row];
            std::vector<std::int32_t> items = {data.ratings.item[row]};
            std::set<std::int32_t> drawn;
            while (items.size() < 100) {
                const auto item = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(data.itemCount())));
                if (!seen.contains({user, item}) && drawn.insert(item).second)
                    items.push_back(item);
            }
            std::vector<float> scores(items.size());
            model.predict(std::vector<std::int32_t>(items.size(), user), items, scores);
            const auto before = std::count_if(scores.begin() + 1, scores.end(),
                                              [&scores](float score) { return score >= scores[0]; });
            if (before < 10) {
                hits += 1;
                ndcg += 1 / std::log2(static_cast<double>(before) + 2);
            }
        }
        hits /= static_cast<double>(split.test.size());
        ndcg /= static_cast<double>(split.test.size());
        qInfo("HR@10 %.4f, NDCG@10 %.4f", hits, ndcg);
        QVERIFY(hits >= 0.72);
        QVERIFY(ndcg >= 0.44);
    }
};

QTEST_GUILESS_MAIN(TestIals)
#include "tst_ials.moc"
