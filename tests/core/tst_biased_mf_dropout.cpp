#include "support/numpy_random.h"

#include <matinee/dataset_source.h>
#include <matinee/metrics.h>
#include <matinee/recommender.h>

#include <QTest>

#include <cmath>

using namespace matinee;

/// Notebook 001's model: the biased one with dropout, trained on all ratings at once.
class TestBiasedMfDropout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasTheNotebooksParameters()
    {
        // The notebook's shape: 12,773 users and 36,603 films.
        DatasetParts parts;
        for (int r = 0; r < 36'603; ++r) {
            parts.ratings.user.push_back(1 + r % 12'773);
            parts.ratings.item.push_back(1 + r);
            parts.ratings.value.push_back(static_cast<float>(1 + r % 5));
            parts.ratings.time.push_back(0);
        }
        const auto data = std::make_shared<Dataset>(assembleDataset(std::move(parts)));
        std::vector<RowIndex> rows(data->ratings.size());
        for (RowIndex r = 0; r < rows.size(); ++r)
            rows[r] = r;
        const auto& info = modelInfo("biased-mf-dropout");
        auto model = info.create(Hyperparameters(info.parameters));
        model->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", 1, 1});
        QCOMPARE(model->parameterCount(), std::uint64_t{1'036'897});
    }

    /// Its 100 steps on another data set; the bands hold for any seed.
    void learnsLatestSmall_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 3; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }
    void learnsLatestSmall()
    {
        const auto folder = qEnvironmentVariable("MATINEE_TEST_DATA");
        if (folder.isEmpty())
            QSKIP("MATINEE_TEST_DATA is not set; this needs MovieLens latest-small.");
        QFETCH(int, seed);
        const auto data = loadDataset((folder + QStringLiteral("/ml-latest-small")).toStdString());
        // DataFrame.sample(frac=1, random_state=42), the first four fifths for training.
        const auto order = NumpyRandom(42).permutation(static_cast<std::uint32_t>(data->ratings.size()));
        const auto cut = static_cast<std::ptrdiff_t>(0.8 * static_cast<double>(order.size()));
        const std::vector<RowIndex> train(order.begin(), order.begin() + cut);
        const std::vector<RowIndex> test(order.begin() + cut, order.end());
        const TrainingCounts counts(*data, train);
        const auto& info = modelInfo("biased-mf-dropout");
        const Hyperparameters settings(info.parameters);
        auto model = info.create(settings);
        model->prepare({data, train, counts}, {"cpu", 1, static_cast<std::uint64_t>(seed)});
        TrainingControl control;
        for (std::int64_t e = 0; e < settings.integer("epochs"); ++e)
            model->trainEpoch({control, {}});
        const double loss = evaluateRatings(*model, *data, train, counts).loss;
        const double rmse = evaluateRatings(*model, *data, test, counts).rmse;
        qInfo("train MSE %.4f, test RMSE %.4f", loss, rmse);
        QVERIFY(std::abs(loss - 0.155) < 0.01);
        QVERIFY(std::abs(rmse - 0.965) < 0.015);
    }
};

QTEST_GUILESS_MAIN(TestBiasedMfDropout)
#include "tst_biased_mf_dropout.moc"
