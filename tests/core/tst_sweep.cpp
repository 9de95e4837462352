#include "support/toy_data.h"

#include <matinee/error.h>
#include <matinee/recorded_sweep.h>
#include <matinee/run_record.h>
#include <matinee/sweep.h>

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>

using namespace matinee;
using nlohmann::ordered_json;

namespace {

SweepSpec sweepOf(const char* json)
{
    auto object = ordered_json::parse(R"({"experiment":{"data":"toy","model":"biased-mf","seed":3,"device":"cpu",
        "threads":1,"hyperparameters":{"epochs":4,"factors":4,"batch_size":64}},
        "parameters":{"learning_rate":{"min":0.001,"max":0.1},"regularisation":{"min":0.001,"max":1}},"trials":6})");
    const auto changes = ordered_json::parse(json);
    for (const auto& [key, value] : changes.items())
        object[key] = value;
    return sweepFromJson(object);
}

/// What a sweep came to, without the times.
std::string figures(const std::vector<SweepTrial>& trials)
{
    std::string text;
    for (const auto& trial : trials) {
        text += std::to_string(trial.number) + toText(trial.state) + std::to_string(trial.bestEpoch);
        for (const auto& value : trial.point)
            text += ' ' + toText(value);
        for (const auto& epoch : trial.history)
            text += ' ' + toText(epoch.trainLoss) + ' ' + toText(epoch.validationRmse);
        text += '\n';
    }
    return text;
}

/// Does something at an epoch, counted over the whole sweep.
struct At : SweepObserver
{
    int epoch;
    std::function<void()> act;
    int seen = 0;
    std::map<int, std::vector<TrialState>> states;

    At(int when, std::function<void()> what)
        : epoch(when)
        , act(std::move(what))
    {}
    void onTrial(const SweepTrial& trial) override { states[trial.number].push_back(trial.state); }
    void onProblem(const std::string& sentence) override { qWarning("%s", sentence.c_str()); }
    void onEpoch(const SweepTrial&, const EpochStats& stats) override
    {
        if (stats.epoch > 0 && ++seen == epoch)
            act();
    }
};

SweepResult runAlone(const SweepSpec& spec, const std::shared_ptr<const Dataset>& data, SweepStore* store = nullptr)
{
    SweepControl control;
    SweepObserver observer;
    return runSweep(spec, data, control, observer, store);
}

/// A store in a folder of its own, with a sweep in it.
struct Recorded
{
    RunStore store;
    RecordedSweep sweep;

    Recorded(const QTemporaryDir& folder, const SweepSpec& spec, const std::shared_ptr<const Dataset>& data)
        : store(RunStore::open(folder.path().toStdString()))
        , sweep(store, spec, data)
    {}
};

} // namespace

class TestSweep : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data = test::toyData();

    /// Whether a training of it leaves a checkpoint.
    bool keepsState(const ExperimentSpec& experiment) const
    {
        const QTemporaryDir folder;
        TrainOptions options;
        options.checkpoint = folder.filePath(QStringLiteral("checkpoint.bin")).toStdString();
        TrainingControl control;
        TrainingObserver observer;
        train(experiment, m_data, control, observer, options);
        return std::filesystem::exists(options.checkpoint);
    }

private Q_SLOTS:
    void everyTrialIsTrainedAsAlone()
    {
        const auto spec = sweepOf(R"({"method":"grid","parameters":{"factors":{"values":[2,4]},
                                      "learning_rate":{"values":[0.01,0.1]}}})");
        const auto result = runAlone(spec, m_data);
        QCOMPARE(result.trials.size(), std::size_t{4});
        QCOMPARE(result.epochs, 16);
        for (const auto& trial : result.trials) {
            QVERIFY(trial.state == TrialState::Done);
            TrainingControl control;
            TrainingObserver observer;
            const auto run = train(trialExperiment(spec, trial.point), m_data, control, observer);
            double best = std::numeric_limits<double>::infinity();
            for (std::size_t e = 0; e < run->history.size(); ++e) {
                QCOMPARE(trial.history.at(e).trainLoss, run->history[e].trainLoss);
                if (e > 0)
                    best = std::min(best, run->history[e].validationRmse);
            }
            QCOMPARE(trial.value, best);
        }
    }

    void seedsAreTrialsOfOnePoint()
    {
        const auto result = runAlone(sweepOf(R"({"trials":2,"seeds":2})"), m_data);
        QCOMPARE(result.trials.size(), std::size_t{4});
        QVERIFY(result.trials[0].point == result.trials[1].point);
        QVERIFY(result.trials[1].point != result.trials[2].point);
        QVERIFY(result.trials[0].value != result.trials[1].value);
    }

    void severalAtATimeAreTheSame()
    {
        for (const char* json :
             {R"({"trials":5})", R"({"trials":3,"experiment":{"data":"toy","model":"als","device":"cpu",
                                     "threads":1,"hyperparameters":{"epochs":3,"factors":3}},
                                     "parameters":{"regularisation":{}}})"}) {
            auto spec = sweepOf(json);
            const auto one = figures(runAlone(spec, m_data).trials);
            spec.jobs = 3;
            QCOMPARE(figures(runAlone(spec, m_data).trials), one);
        }
    }

    void halvingCutsMostTrialsShort()
    {
        const auto spec = sweepOf(R"({"scheduler":"asha","trials":9,"experiment":{"data":"toy","model":"biased-mf",
            "device":"cpu","threads":1,"hyperparameters":{"epochs":9,"factors":4,"batch_size":64}}})");
        SweepControl control;
        At observer(-1, {});
        const auto result = runSweep(spec, m_data, control, observer);
        std::map<TrialState, int> states;
        std::int64_t epochs = 0;
        for (const auto& trial : result.trials) {
            ++states[trial.state];
            epochs += trial.epochs();
            if (trial.state != TrialState::Done)
                continue;
            // Rung by rung, and yet the numbers of a training at one go.
            TrainingControl training;
            TrainingObserver nobody;
            const auto run = train(trialExperiment(spec, trial.point), m_data, training, nobody);
            QCOMPARE(trial.history.size(), run->history.size());
            for (std::size_t e = 0; e < run->history.size(); ++e)
                QCOMPARE(trial.history[e].validationRmse, run->history[e].validationRmse);
        }
        QVERIFY(states[TrialState::Done] >= 1);
        QVERIFY(states[TrialState::Pruned] >= 5);
        QCOMPARE(states[TrialState::Done] + states[TrialState::Pruned], 9);
        QVERIFY(result.epochs >= epochs);
        if (keepsState(spec.experiment))
            QCOMPARE(result.epochs, epochs); // none was trained twice
        QVERIFY(epochs < 9 * 9 / 2);
        const auto& seen = observer.states[bestTrial(spec, result.trials)->number];
        QVERIFY(std::count(seen.begin(), seen.end(), TrialState::Paused) >= 1);
    }

    void aStopKeepsWhatIsDone()
    {
        const auto spec = sweepOf("{}");
        SweepControl control;
        std::chrono::steady_clock::time_point asked;
        At observer(6, [&] {
            asked = std::chrono::steady_clock::now();
            control.stop();
        });
        const auto result = runSweep(spec, m_data, control, observer);
        const auto took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - asked).count();
        qInfo("a sweep ended %.1f ms after it was stopped", took);
        QVERIFY(result.stopped);
        QVERIFY(result.trials[0].state == TrialState::Done);
        QVERIFY(result.trials[1].state == TrialState::Queued);
        QCOMPARE(result.trials[1].epochs(), 2);
        QVERIFY(result.trials[2].state == TrialState::Queued);
    }

    void aPauseHoldsAndGoesOn()
    {
        auto spec = sweepOf(R"({"trials":3})");
        const auto straight = figures(runAlone(spec, m_data).trials);
        SweepControl control;
        struct Resumer : SweepObserver
        {
            SweepControl& control;
            explicit Resumer(SweepControl& whose)
                : control(whose)
            {}
            void onTrial(const SweepTrial& trial) override
            {
                if (trial.state == TrialState::Running && trial.number == 1) {
                    control.pause();
                    control.resume();
                }
            }
        } observer(control);
        QCOMPARE(figures(runSweep(spec, m_data, control, observer).trials), straight);
    }

    void aTrialIsSkippedQueuedOrRunning()
    {
        const auto spec = sweepOf("{}");
        SweepControl control;
        control.skip(3);
        At observer(2, [&] { control.skip(0); });
        const auto result = runSweep(spec, m_data, control, observer);
        QVERIFY(!result.stopped);
        for (const auto& trial : result.trials)
            QVERIFY(trial.state == (trial.number == 0 || trial.number == 3 ? TrialState::Skipped : TrialState::Done));
        QCOMPARE(result.trials[3].epochs(), 0);
    }

    void theQueueIsReordered()
    {
        const auto spec = sweepOf("{}");
        SweepControl control;
        control.setOrder({4, 2});
        struct Order : SweepObserver
        {
            std::vector<int> numbers;
            void onTrial(const SweepTrial& trial) override
            {
                if (trial.state == TrialState::Running)
                    numbers.push_back(trial.number);
            }
        } observer;
        runSweep(spec, m_data, control, observer);
        QCOMPARE(observer.numbers, (std::vector<int>{4, 2, 0, 1, 3, 5}));
    }

    void aTrialThatFailsDoesNotEndTheSweep()
    {
        const auto spec = sweepOf(R"({"method":"grid","parameters":{"learning_rate":{"values":[1000,0.01]},
                                      "optimiser":{"values":["sgd"]}}})");
        const auto result = runAlone(spec, m_data);
        QVERIFY(result.trials[0].state == TrialState::Failed);
        QVERIFY(!result.trials[0].error.empty());
        QVERIFY(result.trials[1].state == TrialState::Done);
        QCOMPARE(bestTrial(spec, result.trials)->number, 1);
    }

    void aSweepThatWasStoppedGoesOn_data()
    {
        QTest::addColumn<QString>("json");
        QTest::newRow("random") << R"({"trials":8})";
        QTest::newRow("tpe") << R"({"method":"tpe","trials":16,"experiment":{"data":"toy","model":"biased-mf",
            "device":"cpu","threads":1,"hyperparameters":{"epochs":2,"factors":2,"batch_size":64}}})";
        QTest::newRow("asha") << R"({"scheduler":"asha","trials":9,"experiment":{"data":"toy","model":"biased-mf",
            "device":"cpu","threads":1,"hyperparameters":{"epochs":9,"factors":4,"batch_size":64}}})";
    }

    void aSweepThatWasStoppedGoesOn()
    {
        QFETCH(const QString, json);
        const auto spec = sweepOf(json.toUtf8().constData());
        const auto straight = figures(runAlone(spec, m_data).trials);
        const QTemporaryDir folder;
        bool stopped = true;
        int calls = 0;
        for (; stopped && calls < 20; ++calls) {
            Recorded recorded(folder, spec, m_data); // as a new process would
            SweepControl control;
            At observer(12, [&] { control.stop(); });
            const auto result = runSweep(spec, m_data, control, observer, &recorded.sweep);
            stopped = result.stopped;
            if (!stopped)
                QCOMPARE(figures(result.trials), straight);
        }
        QVERIFY(!stopped);
        QVERIFY(calls > 1);

        // And once more there is nothing left to do.
        Recorded recorded(folder, spec, m_data);
        const auto again = runAlone(spec, m_data, &recorded.sweep);
        QCOMPARE(again.epochs, 0);
        QCOMPARE(figures(again.trials), straight);
    }

    void trialsAreRunsOfTheStore()
    {
        const auto spec = sweepOf(R"({"trials":3})");
        const QTemporaryDir folder;
        {
            Recorded recorded(folder, spec, m_data);
            SweepControl control;
            control.skip(1);
            SweepObserver observer;
            const auto result = runSweep(spec, m_data, control, observer, &recorded.sweep);
            RunFilter filter;
            filter.sweep = recorded.sweep.id();
            const auto runs = recorded.store.list(filter);
            QCOMPARE(runs.size(), std::size_t{2});
            for (const auto& run : runs) {
                const auto& trial = result.trials.at(static_cast<std::size_t>(run.trial));
                QCOMPARE(std::to_string(run.id), trial.run);
                QVERIFY(run.status == StoredStatus::Completed);
                QVERIFY(run.saved);
                QCOMPARE(run.metric(RunMetric::ValidationRmse).best, trial.value);
                QCOMPARE(recorded.store.epochs(run.id).size(), std::size_t{5});
            }
        }
        // Who was skipped stays so.
        Recorded recorded(folder, spec, m_data);
        QVERIFY(runAlone(spec, m_data, &recorded.sweep).trials[1].state == TrialState::Skipped);
        // Another spec is another sweep, another name is not.
        auto other = spec;
        other.name = "named";
        QCOMPARE(RecordedSweep(recorded.store, other, m_data).id(), recorded.sweep.id());
        other.seed = 8;
        QVERIFY(RecordedSweep(recorded.store, other, m_data).id() != recorded.sweep.id());
    }

    /// Two on the same store at once, each with two jobs: every trial is trained once.
    void aClaimedTrialIsLeftAlone()
    {
        const auto spec = sweepOf(R"({"trials":3})");
        const QTemporaryDir folder;
        Recorded first(folder, spec, m_data);
        Recorded second(folder, spec, m_data);
        SweepControl control;
        int epochsOfOther = 0;
        At observer(2, [&] {
            // The first has trial 0 under way: another that comes now takes the others, and waits for that one until it
            // is stopped.
            SweepControl control2;
            At other(8, [&] { control2.stop(); });
            const auto result = runSweep(spec, m_data, control2, other, &second.sweep);
            epochsOfOther = static_cast<int>(result.epochs);
            QVERIFY(result.trials[0].state == TrialState::Running);
        });
        const auto result = runSweep(spec, m_data, control, observer, &first.sweep);
        QVERIFY(epochsOfOther >= 4);
        QVERIFY(result.epochs + epochsOfOther >= 12);
        QVERIFY(result.epochs + epochsOfOther <= 16);
        QCOMPARE(figures(result.trials), figures(runAlone(spec, m_data).trials));
    }

    void aDeviceThatIsNotThereIsToldBefore()
    {
        auto spec = sweepOf("{}");
        spec.experiment.device = "cuda:99";
        QVERIFY_EXCEPTION_THROWN(runAlone(spec, m_data), Error);
    }
};

QTEST_GUILESS_MAIN(TestSweep)
#include "tst_sweep.moc"
