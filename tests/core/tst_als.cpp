#include "models/als.h"

#include "support/toy_data.h"

#include <matinee/dataset_source.h>
#include <matinee/metrics.h>
#include <matinee/recommender.h>

#include <QTest>

#include <array>
#include <cmath>
#include <numeric>

using namespace matinee;

namespace {

TrainingData allRows(std::shared_ptr<const Dataset> data)
{
    TrainingData training;
    training.rows.resize(data->ratings.size());
    std::iota(training.rows.begin(), training.rows.end(), RowIndex{0});
    training.counts = TrainingCounts(*data, training.rows);
    training.dataset = std::move(data);
    return training;
}

/// The settings of notebook 003.
Hyperparameters notebook()
{
    Hyperparameters settings(modelInfo("als").parameters);
    settings.set("factors", std::int64_t{5});
    settings.set("regularisation", 0.05);
    settings.set("bias_regularisation", 1e-3);
    settings.set("regularisation_scaling", std::string("constant"));
    settings.set("global_bias", std::string("zero"));
    settings.set("init_scale", 1.0);
    return settings;
}

} // namespace

class TestAls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
        const auto data = allRows(loadDataset((folder + QStringLiteral("/ml-latest-small")).toStdString()));
        for (const std::uint64_t seed : {0, 1, 2}) {
            Als model(notebook());
            model.prepare(data, {"cpu", 2, seed});
            TrainingControl control;
            int sweep = 0;
            for (const Expected& expected :
                 {Expected{1, -26'350, 0.02, 0.708, 0.01}, {10, -18'670, 0.02, 0.597, 0.006}, {100, -16'810, 0.01, 0.570, 0.003}}) {
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
