#include "support/toy_data.h"

#include <matinee/error.h>
#include <matinee/evaluate_run.h>
#include <matinee/trainer.h>

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <functional>
#include <thread>

using namespace matinee;

namespace {

ExperimentSpec quickSpec(const std::string& model = "biased-mf", int epochs = 5)
{
    auto spec = ExperimentSpec::forModel(model);
    spec.threads = 1;
    spec.device = "cpu";
    if (spec.hyperparameters.has("factors")) {
        spec.hyperparameters.set("factors", std::int64_t{4});
        if (spec.hyperparameters.has("batch_size"))
            spec.hyperparameters.set("batch_size", std::int64_t{16});
        spec.hyperparameters.set("epochs", std::int64_t{epochs});
    }
    return spec;
}

struct Recorder : TrainingObserver
{
    std::vector<EpochStats> epochs;
    std::vector<BatchStats> batches;
    int starts = 0;
    int finishes = 0;
    std::function<void(const EpochStats&)> atEpoch;

    void onStart(const RunStart&) override { ++starts; }
    void onBatch(const BatchStats& batch) override { batches.push_back(batch); }
    void onEpoch(const EpochStats& epoch, const Recommender&) override
    {
        epochs.push_back(epoch);
        if (atEpoch)
            atEpoch(epoch);
    }
    void onFinish(const RunResult&) override { ++finishes; }
};

} // namespace

class TestTrainer : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data = test::toyData();

private Q_SLOTS:
    void tellsTheWholeStory()
    {
        TrainingControl control;
        Recorder recorder;
        const auto run = train(quickSpec(), m_data, control, recorder);
        QCOMPARE(recorder.starts, 1);
        QCOMPARE(recorder.finishes, 1);
        QCOMPARE(recorder.epochs.size(), std::size_t{6}); // 0 is before training
        QCOMPARE(run->history.size(), std::size_t{6});
        QCOMPARE(recorder.epochs.front().epoch, 0);
        QCOMPARE(run->result.epochs, 5);
        QVERIFY(run->result.status == RunStatus::Completed);
        QCOMPARE(run->start.train + run->start.validation + run->start.test, m_data->ratings.size());
        QCOMPARE(run->result.test.count, run->start.test);
        QCOMPARE(run->result.samples.size(), run->start.test);
        QCOMPARE(run->result.baselines.size(), std::size_t{2});
        QVERIFY(std::isfinite(run->result.baselines[0].test.rmse));
        QVERIFY(!recorder.batches.empty());
        for (std::size_t b = 1; b < recorder.batches.size(); ++b)
            QVERIFY(recorder.batches[b].position > recorder.batches[b - 1].position);
        QVERIFY(recorder.batches.back().position > 4 && recorder.batches.back().position <= 5);
        QVERIFY(run->result.bestEpoch >= 1);

        // The loss of every single step, however seldom it is reported; their means are those of the epochs.
        std::size_t steps = 0;
        for (const auto& batch : recorder.batches) {
            steps += batch.losses.size();
            QCOMPARE(batch.step, std::uint64_t{steps});
        }
        QCOMPARE(steps, std::size_t{run->history.back().steps});
        QCOMPARE(run->start.parameters, std::uint64_t{(40 + 30) * 5 + 1});
    }

    void metricsAreMeansOverRatings()
    {
        TrainingControl control;
        Recorder recorder;
        const auto run = train(quickSpec(), m_data, control, recorder);
        // Recomputed from the sample predictions, which are all the test rows here.
        double squares = 0;
        double absolute = 0;
        for (const auto& sample : run->result.samples) {
            squares += std::pow(static_cast<double>(sample.predicted) - sample.actual, 2);
            absolute += std::abs(static_cast<double>(sample.predicted) - sample.actual);
        }
        const auto n = static_cast<double>(run->result.samples.size());
        QVERIFY(std::abs(run->result.test.rmse - std::sqrt(squares / n)) < 1e-9);
        QVERIFY(std::abs(run->result.test.loss - squares / n) < 1e-9);
        QVERIFY(std::abs(run->result.test.mae - absolute / n) < 1e-9);
    }

    void sameSeedSameRun()
    {
        const auto losses = [&](std::uint64_t seed) {
            auto spec = quickSpec();
            spec.seed = seed;
            TrainingControl control;
            Recorder recorder;
            const auto run = train(spec, m_data, control, recorder);
            std::vector<double> all;
            for (const auto& epoch : run->history)
                all.insert(all.end(), {epoch.trainLoss, epoch.validationLoss});
            all.push_back(run->result.test.rmse);
            return all;
        };
        QVERIFY(losses(3) == losses(3)); // bit for bit
        QVERIFY(losses(3) != losses(4));
    }

    void stopKeepsWhatWasTrained()
    {
        TrainingControl control;
        Recorder recorder;
        recorder.atEpoch = [&](const EpochStats& epoch) {
            if (epoch.epoch == 2)
                control.stop();
        };
        const auto run = train(quickSpec("biased-mf", 100'000), m_data, control, recorder);
        QVERIFY(run->result.status == RunStatus::Stopped);
        QCOMPARE(run->result.epochs, 2);
        QVERIFY(std::isfinite(run->result.test.rmse));
        QVERIFY(run->model != nullptr);
        QCOMPARE(recorder.finishes, 1);
    }

    void pauseHoldsAndResumeGoesOn()
    {
        TrainingControl control;
        control.pause();
        QVERIFY(control.isPaused());
        Recorder recorder;
        std::atomic<int> epochs = 0;
        recorder.atEpoch = [&](const EpochStats& epoch) { epochs = epoch.epoch; };
        std::shared_ptr<const TrainedRun> run;
        std::thread worker([&] { run = train(quickSpec(), m_data, control, recorder); });
        // It cannot be shown that nothing will ever happen; a while without an epoch is what can be seen.
        QTest::qSleep(200);
        QCOMPARE(epochs.load(), 0);
        control.resume();
        worker.join();
        QVERIFY(run->result.status == RunStatus::Completed);
        QCOMPARE(epochs.load(), 5);
    }

    void pausedRunEqualsUnpausedRun()
    {
        const auto run = [&](bool pause) {
            TrainingControl control;
            Recorder recorder;
            std::thread resumer;
            recorder.atEpoch = [&](const EpochStats& epoch) {
                if (pause && epoch.epoch == 2) {
                    control.pause();
                    resumer = std::thread([&] {
                        QTest::qSleep(30);
                        control.resume();
                    });
                }
            };
            const auto result = train(quickSpec(), m_data, control, recorder);
            if (resumer.joinable())
                resumer.join();
            return result->result.test.rmse;
        };
        QCOMPARE(run(true), run(false));
    }

    void stopEndsAPause()
    {
        TrainingControl control;
        control.pause();
        control.stop();
        Recorder recorder;
        const auto run = train(quickSpec(), m_data, control, recorder);
        QVERIFY(run->result.status == RunStatus::Stopped);
        QCOMPARE(run->result.epochs, 0);
    }

    void abandonedTrainingKeepsNothing()
    {
        TrainingControl control;
        Recorder recorder;
        recorder.atEpoch = [&](const EpochStats& epoch) {
            if (epoch.epoch == 2)
                control.abandon();
        };
        try {
            train(quickSpec("biased-mf", 100'000), m_data, control, recorder);
            QFAIL("it kept something");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::Stopped);
        }
        QCOMPARE(recorder.epochs.back().epoch, 2);
        QCOMPARE(recorder.finishes, 0);
    }

    void learningRateChangesWhileRunning()
    {
        auto spec = quickSpec("biased-mf", 4);
        TrainingControl control;
        Recorder recorder;
        recorder.atEpoch = [&](const EpochStats& epoch) {
            if (epoch.epoch == 2)
                control.setLive("learning_rate", 0);
        };
        spec.hyperparameters.set("weight_decay", 0.0);
        const auto run = train(spec, m_data, control, recorder);
        QVERIFY(run->history[1].validationLoss != run->history[2].validationLoss);
        // Without a step size Adam moves nothing more.
        QCOMPARE(run->history[3].validationLoss, run->history[2].validationLoss);
        QCOMPARE(run->history[4].validationLoss, run->history[2].validationLoss);
    }

    void changesWhileRunningAreTold()
    {
        TrainingControl control;
        Recorder recorder;
        recorder.atEpoch = [&](const EpochStats& epoch) {
            if (epoch.epoch == 2) {
                control.setLive("learning_rate", 0.25);
                control.setLive("dropout", 0.0); // as it was: no change
            }
        };
        const auto spec = quickSpec("biased-mf", 4);
        const auto run = train(spec, m_data, control, recorder);
        QCOMPARE(run->changes.size(), std::size_t{1});
        const auto& change = run->changes.front();
        QCOMPARE(change, (LiveChange{2, run->history[2].steps, "learning_rate",
                                     spec.hyperparameters.real("learning_rate"), 0.25}));
        QCOMPARE(run->history[2].learningRate, change.from);
        QCOMPARE(run->history[3].learningRate, 0.25);
    }

    void divergenceEndsTheEpoch_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("engine");
        QTest::addRow("fused") << "biased-mf"
                               << "auto";
        QTest::addRow("autograd") << "biased-mf"
                                  << "autograd";
        QTest::addRow("svdpp") << "svdpp"
                               << "auto";
    }

    /// A rate a thousand times as large, live: the guard trips within the epoch, and the last good state comes back.
    void divergenceEndsTheEpoch()
    {
        QFETCH(const QString, model);
        QFETCH(const QString, engine);
        const QTemporaryDir folder;
        auto spec = quickSpec(model.toStdString(), 50);
        spec.engine = engine.toStdString();
        if (spec.hyperparameters.has("optimiser"))
            spec.hyperparameters.set("optimiser", std::string("sgd"));
        TrainingControl control;
        Recorder recorder;
        recorder.atEpoch = [&](const EpochStats& epoch) {
            if (epoch.epoch == 3)
                control.setLive("learning_rate", 1000 * spec.hyperparameters.real("learning_rate") + 100);
        };
        TrainOptions options;
        options.checkpoint = folder.filePath(QStringLiteral("checkpoint.bin")).toStdString();
        const auto run = train(spec, m_data, control, recorder, options);
        QVERIFY(run->result.status == RunStatus::Diverged);
        QCOMPARE(run->result.epochs, 3);
        QVERIFY2(run->result.warning.find("epoch 4") != std::string::npos, run->result.warning.c_str());
        QVERIFY(run->result.keptEpoch >= 1 && run->result.keptEpoch <= 3);
        QCOMPARE(run->result.validation.loss,
                 run->history[static_cast<std::size_t>(run->result.keptEpoch)].validationLoss);
        QVERIFY(std::isfinite(run->result.test.rmse));
        QVERIFY(!control.isStopped());
    }

    void theBestEpochComesBack()
    {
        const QTemporaryDir folder;
        auto spec = quickSpec("biased-mf", 40);
        spec.hyperparameters.set("learning_rate", 0.05); // learns by heart
        TrainingControl control;
        Recorder recorder;
        TrainOptions options;
        options.checkpoint = folder.filePath(QStringLiteral("checkpoint.bin")).toStdString();
        const auto run = train(spec, m_data, control, recorder, options);
        QVERIFY(run->result.bestEpoch < 40);
        QVERIFY(run->best);
        const auto restored = restoreBest(*run);
        QCOMPARE(restored->result.keptEpoch, run->result.bestEpoch);
        const double best = run->history[static_cast<std::size_t>(run->result.bestEpoch)].validationRmse;
        QVERIFY(std::abs(restored->result.validation.rmse - best) < 1e-6);
        QVERIFY(run->result.validation.rmse > best);
        QVERIFY_EXCEPTION_THROWN(restoreBest(*restored), Error);
    }

    void twoPartsTrainWithoutValidation()
    {
        auto spec = quickSpec();
        spec.split = SplitSpec::parse("random:0.8/0.2");
        TrainingControl control;
        Recorder recorder;
        const auto run = train(spec, m_data, control, recorder);
        QVERIFY(std::isnan(run->history.back().validationLoss));
        QVERIFY(std::isfinite(run->result.test.rmse));
    }

    void wildStartIsTold()
    {
        auto spec = quickSpec("mf");
        spec.hyperparameters.set("init", std::string("normal"));
        spec.hyperparameters.set("init_scale", 5.0);
        TrainingControl control;
        Recorder recorder;
        const auto wild = train(spec, m_data, control, recorder);
        QVERIFY(!wild->start.warning.empty());
        spec.hyperparameters.set("init_scale", 0.1);
        const auto tame = train(spec, m_data, control, recorder);
        QVERIFY2(tame->start.warning.empty(), tame->start.warning.c_str());
    }

    void clippingIsASwitch()
    {
        auto spec = quickSpec("mf", 1);
        spec.hyperparameters.set("init", std::string("normal"));
        spec.hyperparameters.set("init_scale", 5.0);
        TrainingControl control;
        Recorder recorder;
        const auto raw = train(spec, m_data, control, recorder);
        spec.hyperparameters.set("clip", true);
        const auto clipped = train(spec, m_data, control, recorder);
        QCOMPARE(clipped->result.test.loss, raw->result.test.loss);
        QVERIFY(clipped->result.test.rmse <= 4);
        QVERIFY(clipped->result.test.rmse < raw->result.test.rmse);
    }

    void absentDeviceIsToldBeforeTraining()
    {
        auto spec = quickSpec();
        spec.device = "cuda:77";
        TrainingControl control;
        Recorder recorder;
        QVERIFY_EXCEPTION_THROWN(train(spec, m_data, control, recorder), Error);
        QCOMPARE(recorder.starts, 0);
    }

    /// The test rows must not be read before the end: a data set whose test rows are poisoned trains the same.
    void testRowsDoNotReachTraining()
    {
        const auto spec = quickSpec();
        const auto split = makeSplit(*m_data, spec.split, spec.seed);
        auto poisoned = std::make_shared<Dataset>(*m_data);
        std::vector<float> values(m_data->ratings.value.begin(), m_data->ratings.value.end());
        for (const auto row : split.test)
            values[row] = 6 - values[row];
        poisoned->ratings.value = std::move(values);
        TrainingControl control;
        Recorder clean;
        Recorder dirty;
        const auto a = train(spec, m_data, control, clean);
        const auto b = train(spec, poisoned, control, dirty);
        for (std::size_t e = 0; e < a->history.size(); ++e) {
            QCOMPARE(a->history[e].trainLoss, b->history[e].trainLoss);
            QCOMPARE(a->history[e].validationLoss, b->history[e].validationLoss);
        }
        QVERIFY(a->result.test.rmse != b->result.test.rmse);
    }
};

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
