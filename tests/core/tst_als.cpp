#include "models/als.h"
#include "support/solver_golden.h"
#include "support/toy_data.h"

#include <matinee/dataset_source.h>

#include <QTest>

#include <chrono>
#include <cmath>

using namespace matinee;

class TestAls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsDenseAlgebra()
    {
        const auto data = test::solverGoldenData();
        QVERIFY(test::solverGoldens()["als"].size() == 3);
        for (const auto& golden : test::solverGoldens()["als"]) {
            Als model(test::solverGoldenSettings("als", golden));
            model.prepare(data, {"cpu", 2, 1});
            model.setFactors(test::solverGoldenColumns(test::solverGoldens()["user_factors"]),
                             test::solverGoldenColumns(test::solverGoldens()["item_factors"]));
            TrainingControl control;
            EpochOutcome outcome;
            for (int sweep = 0; sweep < golden["sweeps"].get<int>(); ++sweep)
                outcome = model.trainEpoch({control, {}});
            QCOMPARE(outcome.ratings, data.rows.size());
            QVERIFY(std::abs(outcome.loss - golden["loss"].get<double>()) < 1e-6);
            QVERIFY(std::abs(outcome.objective - golden["objective"].get<double>()) < 1e-5);
            QVERIFY(test::largestDifference(model, *data.dataset, golden["predictions"]) < 1e-5);
        }
    }

    /// Each step solves for the highest log-posterior, so it never falls.
    void objectiveRises()
    {
        for (const auto* scaling : {"count", "constant"}) {
            Hyperparameters settings(modelInfo("als").parameters);
            settings.set("regularisation_scaling", std::string(scaling));
            Als model(settings);
            model.prepare(test::trainingData(test::toyData()), {"cpu", 1, 3});
            TrainingControl control;
            double before = -1e300;
            for (int sweep = 0; sweep < 20; ++sweep) {
                const auto outcome = model.trainEpoch({control, {}});
                QVERIFY(outcome.objective >= before - 1e-9);
                before = outcome.objective;
            }
        }
    }

    void stopsWithinASweep()
    {
        Hyperparameters settings(modelInfo("als").parameters);
        settings.set("factors", std::int64_t{300});
        Als model(settings);
        model.prepare(test::trainingData(test::toyData(4000, 3000, 100'000)), {"cpu", 2, 1});
        TrainingControl control;
        using Clock = std::chrono::steady_clock;
        Clock::time_point stopped;
        double done = 0;
        const auto outcome =
            model.trainEpoch({control, [&](std::uint64_t step, double fraction, double loss, std::span<const float>) {
                                  if (!control.isStopped())
                                      stopped = Clock::now();
                                  control.stop();
                                  done = fraction;
                                  QCOMPARE(step, std::uint64_t{1});
                                  QVERIFY(std::isfinite(loss));
                              }});
        QVERIFY(!outcome.complete);
        QVERIFY(done > 0 && done < 0.9);
        QVERIFY(Clock::now() - stopped < std::chrono::milliseconds(300));
    }

    void reportsAWholeSweep()
    {
        Als model(Hyperparameters(modelInfo("als").parameters));
        model.prepare(test::trainingData(test::toyData()), {"cpu", 1, 1});
        TrainingControl control;
        double done = 0;
        model.trainEpoch(
            {control, [&](std::uint64_t, double fraction, double, std::span<const float>) { done = fraction; }});
        QCOMPARE(done, 1.0);
    }

    /// Notebook 003 from random vectors: bands of the NumPy original, as written, over seeds.
    void reproducesNotebook003()
    {
        const auto folder = qEnvironmentVariable("MATINEE_TEST_DATA");
        if (folder.isEmpty())
            QSKIP("MATINEE_TEST_DATA is not set; this needs MovieLens latest-small.");
        struct Expected
        {
            int sweep;
            double objective, share, rmse, band;
        };
        Hyperparameters settings(modelInfo("als").parameters);
        settings.set("factors", std::int64_t{5});
        settings.set("regularisation", 0.05);
        settings.set("bias_regularisation", 1e-3);
        settings.set("regularisation_scaling", std::string("constant"));
        settings.set("global_bias", std::string("zero"));
        settings.set("init_scale", 1.0);
        const auto data = test::trainingData(loadDataset((folder + QStringLiteral("/ml-latest-small")).toStdString()));
        for (const std::uint64_t seed : {0, 1, 2}) {
            Als model(settings);
            model.prepare(data, {"cpu", 2, seed});
            TrainingControl control;
            int sweep = 0;
            for (const auto& expected :
                 {Expected{1, -26'350, 0.02, 0.708, 0.01}, Expected{10, -18'670, 0.02, 0.597, 0.006},
                  Expected{100, -16'810, 0.01, 0.570, 0.003}}) {
                EpochOutcome outcome;
                for (; sweep < expected.sweep; ++sweep)
                    outcome = model.trainEpoch({control, {}});
                const double rmse = std::sqrt(outcome.loss);
                qInfo("seed %d, sweep %d: log-posterior %.0f, train RMSE %.4f", static_cast<int>(seed), sweep,
                      outcome.objective, rmse);
                QVERIFY(std::abs(outcome.objective / expected.objective - 1) <= expected.share);
                QVERIFY(std::abs(rmse - expected.rmse) <= expected.band);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestAls)
#include "tst_als.moc"
