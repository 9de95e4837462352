#include <matinee/dataset_source.h>
#include <matinee/error.h>
#include <matinee/rate_finder.h>
#include <matinee/run_materials.h>
#include <matinee/sample.h>
#include <matinee/trainer.h>

#include <QFile>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

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

std::shared_ptr<const TrainedRun> trained(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& data,
                                          RunMaterials* materials = nullptr)
{
    TrainingControl control;
    TrainingObserver observer;
    return train(spec, data, control, observer, {.materials = materials});
}

/// Every loss of a run and its predictions, bit by bit.
std::vector<double> figures(const TrainedRun& run)
{
    std::vector<double> figures = {run.result.test.rmse, run.result.test.mae};
    for (const auto& epoch : run.history)
        figures.insert(figures.end(), {epoch.trainLoss, epoch.validationLoss});
    for (const auto& sample : run.result.samples)
        figures.push_back(sample.predicted);
    return figures;
}

/// NaN is equal to itself here.
bool same(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::ranges::equal(a, b, [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

std::vector<std::string> modelsWithRates()
{
    std::vector<std::string> ids;
    for (const auto& info : models())
        if (ExperimentSpec::forModel(info.id).hyperparameters.has("learning_rate"))
            ids.push_back(info.id);
    return ids;
}

} // namespace

class TestRateFinder : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data = makeSample({.users = 120, .items = 160, .ratings = 5000, .seed = 3});

private Q_SLOTS:
    void everyModelHasACurve_data()
    {
        QTest::addColumn<QString>("model");
        for (const auto& id : modelsWithRates())
            QTest::newRow(id.c_str()) << QString::fromStdString(id);
    }

    void everyModelHasACurve()
    {
        QFETCH(QString, model);
        const auto spec = quickSpec(model.toStdString());
        const auto curve = findRate(spec, m_data);
        QVERIFY(curve.points.size() > 20);
        for (std::size_t i = 1; i < curve.points.size(); ++i) {
            const double ratio = curve.points[i].rate / curve.points[i - 1].rate;
            QVERIFY(std::abs(ratio - std::pow(10.0, 1.0 / RateFinderOptions().perDecade)) < 1e-9);
            if (i + 1 < curve.points.size())
                QVERIFY(std::isfinite(curve.points[i].loss));
        }
        QVERIFY(std::isfinite(curve.suggestion));
        QVERIFY(curve.suggestion >= curve.points.front().rate && curve.suggestion <= curve.points.back().rate);

        // Training with it gets somewhere.
        auto suggested = spec;
        suggested.hyperparameters.set("learning_rate", curve.suggestion);
        const auto run = trained(suggested, m_data);
        QVERIFY(run->result.status == RunStatus::Completed);
        QVERIFY(run->history.back().trainLoss < run->history[1].trainLoss);
    }

    void theSameExperimentGivesTheSameCurve()
    {
        const auto spec = quickSpec("biased-mf");
        const auto first = findRate(spec, m_data);
        const auto second = findRate(spec, m_data);
        QCOMPARE(first.points.size(), second.points.size());
        for (std::size_t i = 0; i < first.points.size(); ++i) {
            QVERIFY(first.points[i].loss == second.points[i].loss || !std::isfinite(first.points[i].loss));
        }
        QCOMPARE(first.suggestion, second.suggestion);
    }

    /// The experiment's own rate says nothing about the others.
    void theRateThatIsSetDoesNotMatter()
    {
        auto spec = quickSpec("biased-mf");
        const auto first = findRate(spec, m_data);
        spec.hyperparameters.set("learning_rate", 0.5);
        QCOMPARE(findRate(spec, m_data).suggestion, first.suggestion);
    }

    void aRunIsTheSameWithASearchBeforeIt_data() { everyModelHasACurve_data(); }

    void aRunIsTheSameWithASearchBeforeIt()
    {
        QFETCH(QString, model);
        const auto spec = quickSpec(model.toStdString());
        const auto alone = figures(*trained(spec, m_data));
        RunMaterials materials;
        const auto first = figures(*trained(spec, m_data, &materials));
        findRate(spec, m_data);
        const auto second = figures(*trained(spec, m_data, &materials));
        QVERIFY(same(alone, first));
        QVERIFY(same(alone, second));
    }

    /// And when the search comes between two epochs of it, on the same thread.
    void aSearchWithinARunChangesNothing()
    {
        struct Searching : TrainingObserver
        {
            const ExperimentSpec& spec;
            std::shared_ptr<const Dataset> data;
            int searches = 0;

            Searching(const ExperimentSpec& of, std::shared_ptr<const Dataset> on)
                : spec(of)
                , data(std::move(on))
            {}
            void onEpoch(const EpochStats& epoch, const Recommender&) override
            {
                if (epoch.epoch != 1)
                    return;
                findRate(spec, data);
                ++searches;
            }
        };
        for (const char* engine : {"fused", "autograd"}) {
            auto spec = quickSpec("biased-mf");
            spec.engine = engine;
            spec.hyperparameters.set("dropout", 0.2);
            const auto alone = figures(*trained(spec, m_data));
            TrainingControl control;
            Searching observer(spec, m_data);
            const auto run = train(spec, m_data, control, observer);
            QCOMPARE(observer.searches, 1);
            QVERIFY(same(figures(*run), alone));
        }
    }

    /// A loss that falls by a tenth from point to point and then stays: where 98 % are done is known.
    void theSuggestionFollowsItsRule()
    {
        std::vector<RatePoint> points;
        for (int i = 0; i <= 40; ++i) {
            const double loss = std::max(0.0, std::min(1.0, (30 - i) / 10.0));
            points.push_back({.rate = std::pow(10.0, -5 + i / 10.0), .loss = 5, .smoothed = 5, .validation = loss});
        }
        auto settings = quickSpec("biased-mf").hyperparameters;
        // 98 % are done at i = 29.8: a quarter of 10^-2.02.
        QCOMPARE(suggestedRate(points, settings), 0.0024);
        settings.setText("schedule", "one-cycle");
        // Half cosines have the mean of their ends: 0.3 (1/25 + 1) / 2 + 0.7 (1 + 1/25000) / 2 = 0.506.
        QCOMPARE(suggestedRate(points, settings), 0.0047);

        // Without validation rows the smoothed training loss says it.
        for (auto& point : points)
            point.smoothed = 7 + std::exchange(point.validation, std::numeric_limits<double>::quiet_NaN());
        settings.setText("schedule", "constant");
        QCOMPARE(suggestedRate(points, settings), 0.0024);

        // What does not fall suggests nothing.
        for (auto& point : points)
            point.smoothed = 1 + point.rate;
        QVERIFY(std::isnan(suggestedRate(points, settings)));
        QVERIFY(std::isnan(suggestedRate({}, settings)));
    }

    void isStopped()
    {
        std::stop_source stop;
        RunContext context;
        context.stop = stop.get_token();
        double last = -1;
        context.progress = [&](double fraction, std::string_view) {
            QVERIFY(fraction >= last && fraction <= 1);
            last = fraction;
            if (fraction > 0.2)
                stop.request_stop();
        };
        try {
            findRate(quickSpec("biased-mf"), m_data, {}, context);
            QFAIL("A search that was stopped has no result.");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::Stopped);
        }
        QVERIFY(last > 0.2 && last < 0.3);
    }

    void aModelWithoutRateIsRefused()
    {
        try {
            findRate(quickSpec("ease"), m_data);
            QFAIL("There is no learning rate.");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::InvalidArgument);
            QVERIFY(error.message().find("'ease'") != std::string::npos);
        }
    }

    /// MovieLens 100K: what training with the suggestion comes to beside the best of seven rates over three decades.
    void comesNearTheBestOfAGrid_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("schedule");
        for (const char* model : {"biased-mf", "mf"})
            for (const char* schedule : {"constant", "one-cycle"})
                QTest::addRow("%s, %s", model, schedule) << QString::fromLatin1(model) << QString::fromLatin1(schedule);
    }

    void comesNearTheBestOfAGrid()
    {
        const auto folder = qEnvironmentVariable("MATINEE_TEST_DATA") + QStringLiteral("/ml-100k");
        if (!qEnvironmentVariableIsSet("MATINEE_TEST_DATA") || !QFile::exists(folder))
            QSKIP("MATINEE_TEST_DATA names no folder with ml-100k in it.");
        QFETCH(QString, model);
        QFETCH(QString, schedule);
        const auto data = loadDataset(folder.toStdString());
        auto spec = ExperimentSpec::forModel(model.toStdString());
        spec.device = "cpu";
        spec.split = SplitSpec::parse("random:0.8/0.1/0.1");
        spec.hyperparameters.setText("schedule", schedule.toStdString());
        RunMaterials materials;
        const auto rmse = [&](double rate) {
            spec.hyperparameters.set("learning_rate", rate);
            return trained(spec, data, &materials)->result.test.rmse;
        };
        const auto curve = findRate(spec, data);
        const double suggested = rmse(curve.suggestion);
        qInfo("found in %.2f s: %g, test RMSE %.4f", curve.seconds, curve.suggestion, suggested);
        double best = std::numeric_limits<double>::infinity();
        for (int i = 0; i < 7; ++i) {
            const double rate = std::pow(10.0, -4 + i / 2.0);
            const double error = rmse(rate);
            qInfo("    grid: %8.2g, test RMSE %.4f", rate, error);
            best = std::min(best, error);
        }
        qInfo("difference from the best of the grid: %+.4f", suggested - best);
        QVERIFY(suggested <= best + 0.01);
        QVERIFY2(curve.seconds < 60, "It takes 5 s at most on a machine that is not busy.");
    }
};

QTEST_GUILESS_MAIN(TestRateFinder)
#include "tst_rate_finder.moc"
