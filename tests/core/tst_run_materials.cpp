#include "experiments/metrics_json.h"

#include <matinee/dataset_source.h>
#include <matinee/error.h>
#include <matinee/run_materials.h>
#include <matinee/sample.h>
#include <matinee/trainer.h>

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

using namespace matinee;

namespace {

ExperimentSpec quickSpec(const std::string& model)
{
    auto spec = ExperimentSpec::forModel(model);
    spec.threads = 1;
    spec.device = "cpu";
    spec.split = SplitSpec::parse("random:0.8/0.1/0.1");
    if (spec.hyperparameters.has("factors"))
        spec.hyperparameters.set("factors", std::int64_t{4});
    if (spec.hyperparameters.has("epochs"))
        spec.hyperparameters.set("epochs", std::int64_t{2});
    return spec;
}

/// What a run came to, without the times.
nlohmann::json figures(const TrainedRun& run)
{
    auto json = nlohmann::json::array();
    const auto& result = run.result;
    for (const auto* metrics : {&result.train, &result.validation, &result.test})
        json.push_back(metricsJson(*metrics));
    for (const auto* ranking : {&result.ranking, &result.rankingAll, &result.rankingSampled})
        json.push_back(rankingJson(*ranking));
    for (const auto& baseline : result.baselines) {
        json.push_back(baseline.model);
        json.push_back(metricsJson(baseline.validation));
        json.push_back(metricsJson(baseline.test));
        json.push_back(rankingJson(baseline.ranking));
    }
    for (const auto& epoch : run.history)
        json.push_back({epoch.epoch, epoch.trainLoss, epoch.validationLoss, epoch.validationNdcg});
    for (const auto& sample : result.samples)
        json.push_back({sample.user, sample.item, sample.predicted});
    json.push_back(run.counts.items);
    json.push_back(run.start.warning);
    return json;
}

std::shared_ptr<const TrainedRun> trainAlone(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& data)
{
    TrainingControl control;
    TrainingObserver observer;
    return train(spec, data, control, observer);
}

std::shared_ptr<const TrainedRun> trainWith(RunMaterials& materials, const ExperimentSpec& spec,
                                            const std::shared_ptr<const Dataset>& data)
{
    TrainingControl control;
    TrainingObserver observer;
    return train(spec, data, control, observer, {.materials = &materials});
}

/// Abandons the training at an epoch.
struct Abandoner : TrainingObserver
{
    TrainingControl& control;
    int at;

    Abandoner(TrainingControl& whose, int epoch)
        : control(whose)
        , at(epoch)
    {}
    void onEpoch(const EpochStats& epoch, const Recommender&) override
    {
        if (epoch.epoch == at)
            control.abandon();
    }
};

/// Notes when the epochs come.
struct Clock : TrainingObserver
{
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    std::vector<double> milliseconds;

    void onEpoch(const EpochStats&, const Recommender&) override
    {
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    }
};

} // namespace

/// Runs that share what need not be made again.
class TestRunMaterials : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data = makeSample({.users = 80, .items = 120, .ratings = 3000, .seed = 5});

private Q_SLOTS:
    void sharedAndAloneAreTheSame_data()
    {
        QTest::addColumn<QString>("model");
        for (const auto* model : {"bias", "mf", "biased-mf", "als", "bpr", "neumf", "ease"})
            QTest::newRow(model) << QString::fromLatin1(model);
    }

    void sharedAndAloneAreTheSame()
    {
        QFETCH(const QString, model);
        RunMaterials materials;
        auto spec = quickSpec(model.toStdString());
        std::vector<ExperimentSpec> specs = {spec, spec};
        const auto add = [&](auto change) {
            spec = specs.back();
            change(spec);
            specs.push_back(spec);
        };
        const auto& parameters = spec.hyperparameters;
        if (parameters.has("factors"))
            add([](auto& s) { s.hyperparameters.set("factors", std::int64_t{6}); });
        if (parameters.has("clip"))
            add([](auto& s) { s.hyperparameters.set("clip", !s.hyperparameters.flag("clip")); });
        if (parameters.has("ranking"))
            add([](auto& s) { s.hyperparameters.set("ranking", true); });
        if (parameters.has("threshold"))
            add([](auto& s) { s.hyperparameters.set("threshold", 3.0); });
        if (parameters.has("refit"))
            add([](auto& s) { s.hyperparameters.set("refit", true); });
        add([](auto& s) { s.seed = 7; });
        add([](auto& s) { s.split = SplitSpec::parse("folds:4/2:validation=0.1"); });
        add([](auto& s) { s.rows = "first:2000"; });
        specs.push_back(specs.front());
        for (const auto& each : specs) {
            const auto shared = figures(*trainWith(materials, each, m_data));
            QVERIFY2(shared.dump() == figures(*trainAlone(each, m_data)).dump(), toJson(each).dump().c_str());
        }
    }

    void theSplitAndTheRowsAreShared()
    {
        RunMaterials materials;
        auto spec = quickSpec("biased-mf");
        spec.rows = "first:2000";
        const auto first = trainWith(materials, spec, m_data);
        spec.hyperparameters.set("factors", std::int64_t{5});
        const auto second = trainWith(materials, spec, m_data);
        QVERIFY(first->split == second->split);
        QVERIFY(first->dataset == second->dataset);
        spec.seed = 8;
        QVERIFY(trainWith(materials, spec, m_data)->split != first->split);
        const auto other = makeSample({.users = 80, .items = 120, .ratings = 3000, .seed = 6});
        QCOMPARE(figures(*trainWith(materials, spec, other)).dump(), figures(*trainAlone(spec, other)).dump());
    }

    void aBrokenRunLeavesNothingWrong()
    {
        RunMaterials materials;
        for (const auto* model : {"biased-mf", "bpr"}) {
            const auto spec = quickSpec(model);
            auto wrong = spec;
            wrong.split = SplitSpec::parse("files:/nowhere,/nowhere");
            QVERIFY_EXCEPTION_THROWN(trainWith(materials, wrong, m_data), Error);
            for (const int epoch : {-1, 0, 1}) {
                TrainingControl control;
                Abandoner abandoner(control, epoch);
                if (epoch < 0)
                    control.abandon();
                QVERIFY_EXCEPTION_THROWN(train(spec, m_data, control, abandoner, {.materials = &materials}), Error);
            }
            TrainingControl stopped;
            stopped.stop();
            TrainingObserver observer;
            QVERIFY(train(spec, m_data, stopped, observer, {.materials = &materials})->result.status ==
                    RunStatus::Stopped);
            QCOMPARE(figures(*trainWith(materials, spec, m_data)).dump(), figures(*trainAlone(spec, m_data)).dump());
        }
    }

    /// A stopped run ranks a part of the users; what a run before it left must not make it more.
    void aStoppedRunIsTheSameToo()
    {
        auto spec = quickSpec("biased-mf");
        spec.hyperparameters.set("ranking", true);
        RunMaterials materials;
        trainWith(materials, spec, m_data);
        TrainingObserver observer;
        TrainingControl one;
        one.stop();
        const auto shared = train(spec, m_data, one, observer, {.materials = &materials});
        TrainingControl other;
        other.stop();
        QCOMPARE(shared->result.ranking.protocol, train(spec, m_data, other, observer)->result.ranking.protocol);
    }

    /// Prints how long a run takes to its first and its 20th epoch, and to its end.
    void timesOnMovieLens_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("threads");
        for (const auto* model : {"bias", "als", "biased-mf"})
            for (const int threads : {1, 2})
                QTest::addRow("%s, %d threads", model, threads) << QString::fromLatin1(model) << threads;
    }

    void timesOnMovieLens()
    {
        const auto folder = qEnvironmentVariable("MATINEE_TEST_DATA") + QStringLiteral("/ml-100k");
        if (!QFile::exists(folder))
            QSKIP("MATINEE_TEST_DATA names no folder with ml-100k in it.");
        QFETCH(const QString, model);
        QFETCH(const int, threads);
        static const auto data = loadDataset(folder.toStdString());
        auto spec = ExperimentSpec::forModel(model.toStdString());
        spec.threads = threads;
        spec.device = "cpu";
        if (spec.hyperparameters.has("factors"))
            spec.hyperparameters.set("factors", std::int64_t{50});
        if (spec.hyperparameters.has("epochs"))
            spec.hyperparameters.set("epochs", std::int64_t{model == QLatin1String("biased-mf") ? 2 : 20});
        RunMaterials materials;
        for (const auto* what : {"alone", "sharing"}) {
            Clock clock;
            TrainingControl control;
            train(spec, data, control, clock, {.materials = &materials});
            const auto end = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - clock.begin);
            qInfo("%s: first point after %.1f ms, epoch %d after %.1f ms, end after %.1f ms", what,
                  clock.milliseconds.front(), static_cast<int>(clock.milliseconds.size()) - 1,
                  clock.milliseconds.back(), end.count());
        }
    }
};

QTEST_GUILESS_MAIN(TestRunMaterials)
#include "tst_run_materials.moc"
