#include "support/toy_data.h"

#include <matinee/error.h>
#include <matinee/metrics.h>
#include <matinee/model_file.h>
#include <matinee/recommender.h>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace matinee;

namespace {

struct Trained
{
    std::unique_ptr<Recommender> model;
    std::vector<double> losses;
};

std::vector<RowIndex> firstRows(std::size_t count)
{
    std::vector<RowIndex> rows(count);
    std::iota(rows.begin(), rows.end(), RowIndex{0});
    return rows;
}

/// Settings at which a toy is learned in a few epochs.
Hyperparameters quick(const ModelInfo& info)
{
    Hyperparameters settings(info.parameters);
    if (settings.has("learning_rate")) {
        settings.set("learning_rate", 0.02);
        settings.set("factors", std::int64_t{4});
        if (settings.has("batch_size"))
            settings.set("batch_size", std::int64_t{32});
        if (settings.has("dropout"))
            settings.set("dropout", 0.1);
        if (settings.has("pretraining_epochs"))
            settings.set("pretraining_epochs", std::int64_t{2});
    }
    return settings;
}

Trained trained(const ModelInfo& info, std::uint64_t seed, int epochs, const std::shared_ptr<const Dataset>& data,
                const std::vector<RowIndex>& rows)
{
    Trained result{info.create(quick(info)), {}};
    result.model->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", 1, seed});
    TrainingControl control;
    for (int e = 0; e < epochs; ++e)
        result.losses.push_back(result.model->trainEpoch({control, {}}).loss);
    return result;
}

std::vector<float> predictions(const Recommender& model, const Dataset& data)
{
    std::vector<float> out(data.ratings.size());
    model.predict(data.ratings.user, data.ratings.item, out);
    return out;
}

} // namespace

/// What every model in the registry promises; a new one is tested by being listed.
class TestModels : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data = test::toyData();

    static void eachModel()
    {
        QTest::addColumn<QString>("id");
        for (const auto& info : models())
            QTest::newRow(info.id.c_str()) << QString::fromStdString(info.id);
    }
    static const ModelInfo& current(const QString& id) { return modelInfo(id.toStdString()); }

private Q_SLOTS:
    void lossFalls_data() { eachModel(); }
    void lossFalls()
    {
        QFETCH(QString, id);
        const auto rows = firstRows(500);
        const auto result = trained(current(id), 1, 15, m_data, rows);
        const TrainingCounts counts(*m_data, rows);
        const auto metrics = evaluateRatings(*result.model, *m_data, rows, counts);
        QVERIFY(std::isfinite(metrics.loss));
        if (result.model->maximumEpochs() == 1)
            QCOMPARE(result.losses.front(), result.losses.back());
        else
            QVERIFY2(result.losses.back() < result.losses.front(), std::to_string(result.losses.back()).c_str());
        // The toy's ratings have a variance of about 1.1; the mean alone explains none of it.
        if (!current(id).isImplicit())
            QVERIFY2(metrics.loss < 1.5, std::to_string(metrics.loss).c_str());
    }

    void sameSeedSameNumbers_data() { eachModel(); }
    void sameSeedSameNumbers()
    {
        QFETCH(QString, id);
        const auto rows = firstRows(500);
        const auto a = trained(current(id), 1, 3, m_data, rows);
        const auto b = trained(current(id), 1, 3, m_data, rows);
        QVERIFY(a.losses == b.losses); // bit for bit
        QVERIFY(predictions(*a.model, *m_data) == predictions(*b.model, *m_data));
        if (current(id).hasEmbeddings) {
            const auto c = trained(current(id), 2, 3, m_data, rows);
            QVERIFY(a.losses != c.losses);
        }
    }

    void stopsWithinABatch_data() { eachModel(); }
    void stopsWithinABatch()
    {
        QFETCH(QString, id);
        const auto rows = firstRows(500);
        auto model = current(id).create(quick(current(id)));
        model->prepare({m_data, rows, TrainingCounts(*m_data, rows)}, {"cpu", 1, 1});
        TrainingControl control;
        control.stop();
        const auto outcome = model->trainEpoch({control, {}});
        if (current(id).hasEmbeddings) {
            QVERIFY(!outcome.complete);
            QCOMPARE(outcome.ratings, std::uint64_t{0});
        }
    }

    void savedModelPredictsTheSame_data() { eachModel(); }
    void savedModelPredictsTheSame()
    {
        QFETCH(QString, id);
        const auto& info = current(id);
        const auto rows = firstRows(500);
        const auto result = trained(info, 1, 3, m_data, rows);
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("model.bin")).toStdString();
        ModelFile file;
        result.model->save(file);
        file.write(path);
        auto loaded = info.create(quick(info));
        loaded->load(ModelFile::read(path), *m_data, {"cpu", 1, 99});
        const auto expected = predictions(*result.model, *m_data);
        const auto actual = predictions(*loaded, *m_data);
        for (std::size_t r = 0; r < expected.size(); ++r)
            QVERIFY(std::abs(expected[r] - actual[r]) < 1e-5F);
        QCOMPARE(loaded->parameterCount(), result.model->parameterCount());
        QVERIFY(loaded->itemEmbeddings().values == result.model->itemEmbeddings().values);
    }

    void modelOfAnotherDataSetIsRefused_data() { eachModel(); }
    void modelOfAnotherDataSetIsRefused()
    {
        QFETCH(QString, id);
        const auto& info = current(id);
        if (info.id == "global-mean")
            return; // one number fits everywhere
        ModelFile file;
        trained(info, 1, 1, m_data, firstRows(500)).model->save(file);
        auto other = info.create(quick(info));
        QVERIFY_EXCEPTION_THROWN(other->load(file, *test::toyData(40, 31), {"cpu", 1, 1}), Error);
        if (info.id != "popularity") // users do not matter to it
            QVERIFY_EXCEPTION_THROWN(other->load(file, *test::toyData(41, 30), {"cpu", 1, 1}), Error);
    }

    void coldIdsHaveTheirFallback_data() { eachModel(); }
    void coldIdsHaveTheirFallback()
    {
        QFETCH(QString, id);
        // User 0 and film 1 get no training rows.
        std::vector<RowIndex> rows;
        for (RowIndex r = 0; r < m_data->ratings.size(); ++r)
            if (m_data->ratings.user[r] != 0 && m_data->ratings.item[r] != 1)
                rows.push_back(r);
        const auto result = trained(current(id), 1, 10, m_data, rows);
        const std::vector<std::int32_t> users = {0, 0, 5};
        const std::vector<std::int32_t> items = {1, 4, 1};
        std::vector<float> out(3);
        result.model->predict(users, items, out);
        for (const float prediction : out)
            QVERIFY(std::isfinite(prediction));
        if (current(id).isImplicit())
            return; // a score or a probability has no scale of stars
        double mean = 0;
        for (const auto row : rows)
            mean += m_data->ratings.value[row];
        mean /= static_cast<double>(rows.size());
        for (const float prediction : out)
            QVERIFY2(std::abs(prediction - mean) < 1.5, std::to_string(prediction).c_str());
        // Nothing is known: nothing but the constant is left (biased-mf learns its own).
        QVERIFY2(std::abs(out[0] - mean) < 0.25, std::to_string(out[0]).c_str());
    }

    void embeddingsHaveTheDataSetsShape_data() { eachModel(); }
    void embeddingsHaveTheDataSetsShape()
    {
        QFETCH(QString, id);
        const auto result = trained(current(id), 1, 1, m_data, firstRows(500));
        const auto embeddings = result.model->itemEmbeddings();
        QCOMPARE(embeddings.rows, current(id).hasEmbeddings ? std::size_t{30} : std::size_t{0});
        if (const auto biases = result.model->itemBiases(); !biases.empty())
            QCOMPARE(biases.size(), std::size_t{30});
    }

    /// Solvers compute on core's own threads; each row's result is its own.
    void threadsChangeNothing_data() { eachModel(); }
    void threadsChangeNothing()
    {
        QFETCH(QString, id);
        const auto& info = current(id);
        const auto rows = firstRows(500);
        std::vector<std::vector<float>> results;
        for (const int threads : {1, 3}) {
            auto model = info.create(quick(info));
            model->prepare({m_data, rows, TrainingCounts(*m_data, rows)}, {"cpu", threads, 1});
            if (model->engine() != "solver")
                return; // torch promises it for equal thread counts only
            TrainingControl control;
            for (int e = 0; e < 3; ++e)
                model->trainEpoch({control, {}});
            results.push_back(predictions(*model, *m_data));
        }
        QVERIFY(results[0] == results[1]);
    }

    void scoresAreThePredictions_data() { eachModel(); }
    void scoresAreThePredictions()
    {
        QFETCH(QString, id);
        const auto result = trained(current(id), 1, 2, m_data, firstRows(500));
        const std::vector<std::int32_t> users = {7, 0, 7};
        std::vector<float> scores(users.size() * 30);
        result.model->scoreAll(users, scores);
        for (std::size_t u = 0; u < users.size(); ++u) {
            for (std::int32_t item = 0; item < 30; ++item) {
                std::vector<float> out(1);
                result.model->predict(std::vector{users[u]}, std::vector{item}, out);
                double score = scores[u * 30 + static_cast<std::size_t>(item)];
                if (current(id).output == ModelOutput::Probabilities)
                    score = 1 / (1 + std::exp(-score)); // its scores are logits
                QVERIFY(std::abs(out[0] - score) < 1e-4);
            }
        }
    }

    void fullBatchIsOneStep()
    {
        const auto& info = modelInfo("biased-mf");
        auto settings = quick(info);
        settings.set("batch_size", std::int64_t{0});
        auto model = info.create(settings);
        const auto rows = firstRows(500);
        model->prepare({m_data, rows, TrainingCounts(*m_data, rows)}, {"cpu", 1, 1});
        TrainingControl control;
        std::uint64_t steps = 0;
        model->trainEpoch({control, [&](std::uint64_t step, double, double, std::span<const float>) { steps = step; }});
        QCOMPARE(steps, std::uint64_t{1});
    }

    /// A full batch is cut into chunks; the gradient must be that of the whole.
    void chunkedFullBatchEqualsWhole()
    {
        const auto data = test::toyData(300, 200, 150'000);
        const auto rows = firstRows(140'000);
        const auto& info = modelInfo("mf");
        std::vector<std::vector<float>> results;
        for (const std::int64_t batch : {std::int64_t{0}, std::int64_t{140'000}}) {
            auto settings = quick(info);
            settings.set("dropout", 0.0);
            settings.set("batch_size", batch);
            auto model = info.create(settings);
            model->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", 1, 1});
            TrainingControl control;
            const auto outcome = model->trainEpoch({control, {}});
            QCOMPARE(outcome.ratings, std::uint64_t{140'000});
            results.push_back(predictions(*model, *data));
        }
        QVERIFY(results[0] == results[1]);
    }

    /// The damped bias against its closed form: with one film, b(i) = sum(r - mean) / (damping + n).
    void biasHasItsClosedForm()
    {
        DatasetParts parts;
        parts.ratings.user = {1, 1, 2};
        parts.ratings.item = {7, 8, 7};
        parts.ratings.value = {5, 3, 4};
        parts.ratings.time = {0, 0, 0};
        const auto data = std::make_shared<Dataset>(assembleDataset(std::move(parts)));
        const auto& info = modelInfo("bias");
        Hyperparameters settings(info.parameters);
        settings.set("item_damping", 2.0);
        settings.set("user_damping", 3.0);
        auto model = info.create(settings);
        const auto rows = firstRows(3);
        model->prepare({data, rows, TrainingCounts(*data, rows)}, {});
        TrainingControl control;
        model->trainEpoch({control, {}});
        // mean 4; b(7) = (1 + 0) / (2 + 2) = .25, b(8) = -1 / (2 + 1) = -1/3; b(1) = ((1 - .25) + (-1 + 1/3)) / (3 + 2)
        const std::vector<std::int32_t> users = {0};
        const std::vector<std::int32_t> items = {0};
        std::vector<float> out(1);
        model->predict(users, items, out);
        QVERIFY(std::abs(out[0] - (4 + 0.25 + (0.75 - 2.0 / 3) / 5)) < 1e-6);
    }

    void unknownModelIsRefused()
    {
        try {
            modelInfo("svd");
            QFAIL("accepted");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::NotFound);
            QVERIFY(QString::fromStdString(error.message()).contains(QLatin1String("biased-mf")));
        }
    }
};

QTEST_GUILESS_MAIN(TestModels)
#include "tst_models.moc"
