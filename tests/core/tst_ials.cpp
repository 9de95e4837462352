#include "models/ials.h"
#include "support/solver_golden.h"
#include "support/toy_data.h"

#include <QTest>

#include <cmath>

using namespace matinee;

class TestIals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsDenseAlgebra()
    {
        const auto data = test::solverGoldenData();
        QVERIFY(test::solverGoldens()["ials"].size() == 3);
        for (const auto& golden : test::solverGoldens()["ials"]) {
            Ials model(test::solverGoldenSettings("ials", golden));
            model.prepare(data, {"cpu", 2, 1});
            model.setFactors(test::solverGoldenColumns(test::solverGoldens()["user_factors"]).cast<float>(),
                             test::solverGoldenColumns(test::solverGoldens()["item_factors"]).cast<float>());
            TrainingControl control;
            EpochOutcome outcome;
            for (int sweep = 0; sweep < golden["sweeps"].get<int>(); ++sweep)
                outcome = model.trainEpoch({control, {}});
            QCOMPARE(outcome.ratings, data.rows.size());
            QVERIFY(std::abs(outcome.loss - golden["loss"].get<double>()) < 1e-4);
            QVERIFY(std::abs(outcome.objective / golden["objective"].get<double>() - 1) < 1e-4);
            QVERIFY(test::largestDifference(model, *data.dataset, golden["predictions"]) < 2e-4);
        }
    }

    /// Each step solves for the lowest loss over all pairs, so it never rises.
    void objectiveFalls()
    {
        Ials model(Hyperparameters(modelInfo("ials").parameters));
        model.prepare(test::trainingData(test::toyData()), {"cpu", 1, 3});
        TrainingControl control;
        double before = 1e300;
        for (int sweep = 0; sweep < 10; ++sweep) {
            const auto outcome = model.trainEpoch({control, {}});
            QVERIFY(outcome.objective <= before * (1 + 1e-5));
            before = outcome.objective;
        }
    }
};

QTEST_GUILESS_MAIN(TestIals)
#include "tst_ials.moc"
