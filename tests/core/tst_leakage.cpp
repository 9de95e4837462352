#include "support/score_table.h"
#include "support/toy_data.h"

#include <matinee/ranking.h>
#include <matinee/trainer.h>

#include <QTest>

#include <cmath>
#include <numeric>

using namespace matinee;

namespace {

constexpr int kUsers = 150;
constexpr int kItems = 120;

/// Ratings in which there is nothing to learn: user, film and stars are drawn apart from each other, no pair twice.
std::shared_ptr<const Dataset> noise()
{
    Random random(17);
    DatasetParts parts;
    parts.name = "noise";
    parts.provenance.source = "noise";
    parts.provenance.layout = "noise";
    for (int user = 0; user < kUsers; ++user) {
        for (int item = 0; item < kItems; ++item) {
            if (random.uniform() > 0.12)
                continue;
            parts.ratings.user.push_back(1 + user);
            parts.ratings.item.push_back(1 + item);
            parts.ratings.value.push_back(static_cast<float>(1 + random.below(5)));
            parts.ratings.time.push_back(static_cast<std::int64_t>(random.below(1'000'000)));
        }
    }
    return std::make_shared<Dataset>(assembleDataset(std::move(parts)));
}

/// Small and quick, whatever the model.
Hyperparameters quick(const ModelInfo& info)
{
    Hyperparameters settings(info.parameters);
    const auto set = [&settings](const char* key, const ParameterValue& value) {
        if (settings.has(key))
            settings.set(key, value);
    };
    set("factors", std::int64_t{4});
    set("epochs", std::int64_t{6});
    set("batch_size", std::int64_t{64});
    set("burn_in", std::int64_t{2});
    set("shrinkage", 10.0);
    return settings;
}

ExperimentSpec specOf(const ModelInfo& info, const std::string& split)
{
    auto spec = ExperimentSpec::forModel(info.id);
    spec.hyperparameters = quick(info);
    spec.split = SplitSpec::parse(split);
    spec.device = "cpu";
    spec.threads = 1;
    return spec;
}

std::vector<float> predictions(const ModelInfo& info, const std::shared_ptr<const Dataset>& data,
                               const std::vector<RowIndex>& rows)
{
    auto model = info.create(quick(info));
    model->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", 1, 5});
    TrainingControl control;
    for (int e = 0; e < 3; ++e)
        model->trainEpoch({control, {}});
    std::vector<std::int32_t> users;
    std::vector<std::int32_t> items;
    for (std::int32_t user = 0; user < data->userCount(); ++user) {
        for (std::int32_t item = 0; item < data->itemCount(); ++item) {
            users.push_back(user);
            items.push_back(item);
        }
    }
    std::vector<float> out(users.size());
    model->predict(users, items, out);
    return out;
}

} // namespace

/// Nothing that is tested may be learned from. Every model of the registry, through the trainer and past it.
class TestLeakage : public QObject
{
    Q_OBJECT

private:
    static void eachModel()
    {
        QTest::addColumn<QString>("id");
        for (const auto& info : models())
            QTest::newRow(info.id.c_str()) << QString::fromStdString(info.id);
    }

private Q_SLOTS:
    void rowsThatAreNotForTrainingDoNotMatter_data() { eachModel(); }
    void rowsThatAreNotForTrainingDoNotMatter()
    {
        QFETCH(QString, id);
        const auto& info = modelInfo(id.toStdString());
        const auto data = test::toyData(); // its first rows touch every user and film
        std::vector<RowIndex> rows(450);
        std::iota(rows.begin(), rows.end(), RowIndex{0});
        auto other = *data;
        const auto change = [&](auto& column, auto changed) {
            std::vector values(column.begin(), column.end());
            for (std::size_t row = rows.size(); row < values.size(); ++row)
                values[row] = changed(values[row]);
            column = std::move(values);
        };
        change(other.ratings.user, [&](std::int32_t user) { return (user + 7) % other.userCount(); });
        change(other.ratings.item, [&](std::int32_t item) { return (item + 11) % other.itemCount(); });
        change(other.ratings.value, [](float value) { return 6 - value; });
        change(other.ratings.time, [](std::int64_t time) { return time + 1000; });
        QVERIFY(predictions(info, data, rows) == predictions(info, std::make_shared<Dataset>(other), rows));
    }

    void nobodyBeatsNoise_data() { eachModel(); }
    void nobodyBeatsNoise()
    {
        QFETCH(QString, id);
        const auto& info = modelInfo(id.toStdString());
        const auto data = noise();
        TrainingControl control;
        TrainingObserver silent;
        if (info.isImplicit()) {
            const auto run = train(specOf(info, "leave-one-out:validation=last"), data, control, silent);
            // 150 test films against 99 each: chance is 0.1 with a standard error of 0.025. Popularity is a little
            // better, as a film of more ratings is more likely to be the newest.
            const double hitRatio = run->result.rankingSampled.hitRatio;
            QVERIFY2(hitRatio < 0.22, std::to_string(hitRatio).c_str());
        } else {
            const auto run = train(specOf(info, "random:0.8/0.1/0.1"), data, control, silent);
            // The stars have a standard deviation of 1.41 that nothing explains.
            const double mean = run->result.baselines.front().test.rmse;
            QVERIFY2(run->result.test.rmse > mean - 0.05, std::to_string(run->result.test.rmse - mean).c_str());
        }
    }

    /// One that has learned its training rows by heart and nothing else.
    void whoOnlyKnowsTheTrainingRowsDoesNotWin()
    {
        const auto data = noise();
        const auto split = makeSplit(*data, SplitSpec::parse("leave-one-out"), 1);
        std::vector<float> scores(static_cast<std::size_t>(data->userCount() * data->itemCount()), 0.0F);
        for (const auto row : split.train)
            scores[static_cast<std::size_t>(data->ratings.user[row] * data->itemCount() + data->ratings.item[row])] = 1;
        const test::ScoreTable cheat(static_cast<std::size_t>(data->itemCount()), scores);
        std::vector<RowIndex> all(data->ratings.size());
        std::iota(all.begin(), all.end(), RowIndex{0});
        const auto lists = drawCandidates(*data, split.test, all, 99, 1);
        QCOMPARE(rankCandidates(cheat, *data, lists, "").hitRatio, 0.0);
        QCOMPARE(rankAllFilms(cheat, *data, split.test, split.train).hitRatio, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestLeakage)
#include "tst_leakage.moc"
