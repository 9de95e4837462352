#include "support/toy_data.h"

#include <matinee/error.h>
#include <matinee/model_file.h>
#include <matinee/recommender.h>

#include <QTest>

#include <cmath>
#include <numeric>

using namespace matinee;

namespace {

/// A toy with genres and decades, for the model that reads them.
std::shared_ptr<const Dataset> featuredToy()
{
    auto data = std::make_shared<Dataset>(*test::toyData(60, 45, 900, 3));
    data->catalogue.genres = {"Comedy", "Drama", "Western"};
    for (std::size_t i = 0; i < data->catalogue.films.size(); ++i) {
        data->catalogue.films[i].genres = i == 5 ? 0 : 1U << i % 3 | 1U << i % 2;
        data->catalogue.films[i].year = 1980 + 10 * static_cast<int>(i % 3);
    }
    return data;
}

using Arrays = std::map<std::string, std::vector<float>>;

Arrays arraysOf(const Recommender& model)
{
    ModelFile file;
    model.save(file);
    Arrays arrays;
    for (const char* name : {"user_factors", "item_factors", "feature_factors", "user_biases", "item_biases",
                             "feature_biases", "global_bias", "output_weights", "output_bias"}) {
        for (const auto& shape : {std::vector<std::uint64_t>{0}, std::vector<std::uint64_t>{0, 0}}) {
            try {
                arrays[name] = file.get(name, shape).values;
            } catch (const Error&) {
                // This model has no such array, or it has the other shape.
            }
        }
    }
    return arrays;
}

/// Largest difference of the numbers of two models, over the size of the array that they are in.
double difference(const Arrays& a, const Arrays& b)
{
    double worst = 0;
    for (const auto& [name, values] : a) {
        double size = 0;
        double apart = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            size = std::max(size, std::abs(static_cast<double>(values[i])));
            apart = std::max(apart, std::abs(static_cast<double>(values[i]) - b.at(name)[i]));
        }
        if (size > 0)
            worst = std::max(worst, apart / size);
    }
    return worst;
}

struct Case
{
    const char* model;
    const char* optimiser;
    const char* name;
    std::map<std::string, double> settings;
};

/// Every model of the engine, with what may be combined with it.
std::vector<Case> cases()
{
    std::vector<Case> list;
    for (const char* model : {"mf", "biased-mf", "feature-mf", "gmf", "bpr"}) {
        list.push_back({model, "adam", "plain", {}});
        list.push_back({model, "adam", "weight decay", {{"weight_decay", 0.01}}});
        list.push_back({model, "adam", "penalties", {{"regularisation", 0.3}, {"bias_regularisation", 0.2}}});
        list.push_back({model, "adam", "dropout", {{"dropout", 0.3}}});
        list.push_back({model, "sgd", "plain", {}});
        list.push_back({model, "sgd", "weight decay", {{"weight_decay", 0.05}}});
        list.push_back({model, "sgd", "momentum", {{"momentum", 0.9}}});
        list.push_back({model,
                        "sgd",
                        "everything",
                        {{"momentum", 0.8}, {"weight_decay", 0.02}, {"dropout", 0.2}, {"regularisation", 0.1}}});
    }
    return list;
}

Hyperparameters settingsOf(const Case& which, std::int64_t factors, std::int64_t batch)
{
    Hyperparameters settings(modelInfo(which.model).parameters);
    settings.set("factors", factors);
    settings.set("batch_size", batch);
    settings.set("optimiser", std::string(which.optimiser));
    settings.set("learning_rate", which.optimiser == std::string("adam") ? 0.02 : 0.05);
    settings.set("weight_decay", 0.0);
    settings.set("init_scale", 0.3);
    for (const char* key : {"regularisation", "bias_regularisation", "feature_regularisation"})
        if (settings.has(key))
            settings.set(key, 0.0);
    for (const auto& [key, value] : which.settings)
        if (settings.has(key))
            settings.set(key, value);
    return settings;
}

} // namespace

/// The fused engine against autograd, its oracle: same start, same batches, same dropout.
class TestFusedEngine : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data = featuredToy();

    std::unique_ptr<Recommender> prepared(const Hyperparameters& settings, const std::string& model,
                                          const std::string& engine, int threads, std::size_t rows) const
    {
        std::vector<RowIndex> train(rows);
        std::iota(train.begin(), train.end(), RowIndex{0});
        auto recommender = modelInfo(model).create(settings);
        recommender->prepare({m_data, train, TrainingCounts(*m_data, train)}, {"cpu", threads, 7, engine});
        return recommender;
    }

private Q_SLOTS:
    void everyStep_data();
    void everyStep();
    void epochs_data() { everyStep_data(); }
    void epochs();
    void raresMove();
    void penaltyScalings_data();
    void penaltyScalings();
    void liveValues();
    void liveMomentum();
    void divergenceShows();
    void ratingByRating_data();
    void ratingByRating();
    void predictions();
    void refuses();
};

void TestFusedEngine::everyStep_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const auto& which : cases())
        QTest::addRow("%s %s %s", which.model, which.optimiser, which.name) << index++;
}

/// One batch an epoch, so that each step is looked at.
void TestFusedEngine::everyStep()
{
    QFETCH(int, index);
    const auto which = cases()[static_cast<std::size_t>(index)];
    for (const std::int64_t factors : {3, 8, 50}) {
        const auto settings = settingsOf(which, factors, 0);
        auto fused = prepared(settings, which.model, "fused", 1, 800);
        auto autograd = prepared(settings, which.model, "autograd", 1, 800);
        QCOMPARE(fused->engine(), std::string("fused"));
        QCOMPARE(autograd->engine(), std::string("autograd"));
        QCOMPARE(arraysOf(*fused), arraysOf(*autograd));
        TrainingControl control;
        for (int step = 1; step <= 5; ++step) {
            const double loss = fused->trainEpoch({control, {}}).loss;
            const double expected = autograd->trainEpoch({control, {}}).loss;
            QVERIFY2(std::abs(loss - expected) <= 1e-6 * expected,
                     qPrintable(QStringLiteral("loss %1, not %2").arg(loss).arg(expected)));
            const double apart = difference(arraysOf(*fused), arraysOf(*autograd));
            // Adam divides each gradient by its own size: where one all but cancels, its rounding shows.
            const double most = which.optimiser == std::string("adam") ? 3e-6 : 1e-6;
            QVERIFY2(apart <= most * step,
                     qPrintable(QStringLiteral("step %1, %2 factors: %3").arg(step).arg(factors).arg(apart)));
        }
    }
}

/// Small batches, so that most rows have no gradient in most steps.
void TestFusedEngine::epochs()
{
    QFETCH(int, index);
    const auto which = cases()[static_cast<std::size_t>(index)];
    for (const std::int64_t batch : {1, 16, 500}) {
        // Rating by rating, SGD goes through the ratings in blocks: another order, and so other numbers.
        if (batch == 1 && which.optimiser == std::string("sgd") && which.name == std::string("plain") &&
            std::string(which.model).ends_with("mf") && which.model != std::string("feature-mf"))
            continue;
        auto settings = settingsOf(which, 10, batch);
        if (batch == 1)
            settings.set("learning_rate", 0.002);
        auto fused = prepared(settings, which.model, "fused", 2, 800);
        auto autograd = prepared(settings, which.model, "autograd", 1, 800);
        TrainingControl control;
        const int most = batch == 1 ? 2 : 10;
        for (int epoch = 1; epoch <= most; ++epoch) {
            const double loss = fused->trainEpoch({control, {}}).loss;
            const double expected = autograd->trainEpoch({control, {}}).loss;
            QVERIFY2(std::abs(loss - expected) <= 1e-4 * expected,
                     qPrintable(QStringLiteral("batch %1, epoch %2: %3, not %4")
                                    .arg(batch)
                                    .arg(epoch)
                                    .arg(loss, 0, 'g', 9)
                                    .arg(expected, 0, 'g', 9)));
        }
    }
}

/// Rows that were last touched long ago still move; and with small gradients epsilon counts.
void TestFusedEngine::raresMove()
{
    auto settings = settingsOf({"biased-mf", "adam", "", {}}, 6, 1);
    for (const double scale : {1e-4, 0.3}) {
        settings.set("init_scale", scale);
        auto fused = prepared(settings, "biased-mf", "fused", 1, 900);
        auto autograd = prepared(settings, "biased-mf", "autograd", 1, 900);
        TrainingControl control;
        fused->trainEpoch({control, {}});
        autograd->trainEpoch({control, {}});
        const double apart = difference(arraysOf(*fused), arraysOf(*autograd));
        QVERIFY2(apart < 2e-4, qPrintable(QString::number(apart)));
    }
}

void TestFusedEngine::penaltyScalings_data()
{
    QTest::addColumn<QString>("scaling");
    for (const char* scaling : {"count", "sqrt", "constant"})
        QTest::newRow(scaling) << QString::fromLatin1(scaling);
}

void TestFusedEngine::penaltyScalings()
{
    QFETCH(QString, scaling);
    for (const char* model : {"biased-mf", "feature-mf"}) {
        auto settings = settingsOf(
            {model, "sgd", "", {{"regularisation", 2}, {"bias_regularisation", 1}, {"feature_regularisation", 3}}}, 5,
            32);
        settings.set("regularisation_scaling", scaling.toStdString());
        auto fused = prepared(settings, model, "fused", 1, 800);
        auto autograd = prepared(settings, model, "autograd", 1, 800);
        TrainingControl control;
        fused->trainEpoch({control, {}});
        autograd->trainEpoch({control, {}});
        const double apart = difference(arraysOf(*fused), arraysOf(*autograd));
        QVERIFY2(apart < 1e-5, qPrintable(QString::number(apart)));
    }
}

/// What a person changes while training runs reaches both engines alike.
void TestFusedEngine::liveValues()
{
    const auto settings = settingsOf({"biased-mf", "adam", "", {}}, 6, 50);
    auto fused = prepared(settings, "biased-mf", "fused", 1, 800);
    auto autograd = prepared(settings, "biased-mf", "autograd", 1, 800);
    TrainingControl control;
    for (auto* model : {fused.get(), autograd.get()})
        model->trainEpoch({control, {}});
    control.setLive("learning_rate", 0.003);
    control.setLive("weight_decay", 0.05);
    control.setLive("regularisation", 0.4);
    for (auto* model : {fused.get(), autograd.get()})
        model->trainEpoch({control, {}});
    const double apart = difference(arraysOf(*fused), arraysOf(*autograd));
    QVERIFY2(apart < 1e-4, qPrintable(QString::number(apart)));
}

/// Momentum that comes, goes and comes back while training runs: what velocity a row has stays with it.
void TestFusedEngine::liveMomentum()
{
    auto settings = settingsOf({"biased-mf", "sgd", "", {}}, 6, 50);
    settings.set("learning_rate", 0.02);
    auto fused = prepared(settings, "biased-mf", "fused", 1, 800);
    auto autograd = prepared(settings, "biased-mf", "autograd", 1, 800);
    TrainingControl control;
    for (const double momentum : {0.0, 0.9, 0.0, 0.8}) {
        control.setLive("momentum", momentum);
        for (auto* model : {fused.get(), autograd.get()})
            model->trainEpoch({control, {}});
        const double apart = difference(arraysOf(*fused), arraysOf(*autograd));
        QVERIFY2(apart < 1e-4, qPrintable(QStringLiteral("momentum %1: %2").arg(momentum).arg(apart)));
    }
}

/// A loss that is not finite must not look like a good one.
void TestFusedEngine::divergenceShows()
{
    for (const char* model : {"biased-mf", "gmf", "bpr"}) {
        auto settings = settingsOf({model, "sgd", "", {}}, 6, 16);
        settings.set("learning_rate", 1000.0);
        auto fused = prepared(settings, model, "fused", 1, 800);
        TrainingControl control;
        double loss = 0;
        for (int epoch = 0; epoch < 30; ++epoch)
            loss = fused->trainEpoch({control, {}}).loss;
        QVERIFY2(!(loss < 1), qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(model)).arg(loss)));
    }
}

void TestFusedEngine::ratingByRating_data()
{
    QTest::addColumn<QString>("optimiser");
    for (const char* optimiser : {"sgd", "adagrad"})
        QTest::newRow(optimiser) << QString::fromLatin1(optimiser);
}

/// Another order of the ratings, so not the same numbers: but the same quality, and the same numbers every time.
void TestFusedEngine::ratingByRating()
{
    QFETCH(QString, optimiser);
    for (const char* model : {"mf", "biased-mf"}) {
        auto settings = settingsOf({model, "sgd", "", {{"regularisation", 0.02}}}, 6, 1);
        settings.set("optimiser", optimiser.toStdString());
        settings.set("learning_rate", optimiser == QStringLiteral("sgd") ? 0.005 : 0.2);
        const auto lossAfter = [&](const char* engine, int threads) {
            auto trained = prepared(settings, model, engine, threads, 800);
            TrainingControl control;
            double loss = 0;
            for (int epoch = 0; epoch < 20; ++epoch) {
                const auto outcome = trained->trainEpoch({control, {}});
                loss = outcome.loss;
                if (outcome.ratings != 800)
                    return -1.0;
            }
            return loss;
        };
        const double autograd = lossAfter("autograd", 1);
        const double one = lossAfter("fused", 1);
        const double two = lossAfter("fused", 2);
        QVERIFY2(std::abs(std::sqrt(one) - std::sqrt(autograd)) < 0.05,
                 qPrintable(QStringLiteral("%1, autograd %2").arg(one).arg(autograd)));
        QVERIFY2(std::abs(std::sqrt(two) - std::sqrt(autograd)) < 0.05,
                 qPrintable(QStringLiteral("%1, autograd %2").arg(two).arg(autograd)));
        QCOMPARE(lossAfter("fused", 1), one);
        QCOMPARE(lossAfter("fused", 2), two);
    }
}

/// Predictions of both engines, and of a loaded model, are those of the saved numbers.
void TestFusedEngine::predictions()
{
    for (const char* model : {"mf", "biased-mf"}) {
        for (const std::int64_t factors : {1, 5, 8, 21}) {
            const auto settings = settingsOf({model, "adam", "", {}}, factors, 32);
            auto fused = prepared(settings, model, "fused", 2, 30); // so few rows that there are cold ids
            TrainingControl control;
            fused->trainEpoch({control, {}});
            ModelFile file;
            fused->save(file);
            const auto& ratings = m_data->ratings;
            std::vector<float> predicted(ratings.size());
            fused->predict(ratings.user, ratings.item, predicted);
            const auto& p = file.get("user_factors", {60, static_cast<std::uint64_t>(factors)}).values;
            const auto& q = file.get("item_factors", {45, static_cast<std::uint64_t>(factors)}).values;
            const bool biased = model == std::string("biased-mf");
            const double mean = file.get("mean", {1}).values[0];
            const auto& knownUsers = file.get("known_users", {60}).values;
            const auto& knownItems = file.get("known_items", {45}).values;
            for (std::size_t r = 0; r < ratings.size(); ++r) {
                const auto u = static_cast<std::size_t>(ratings.user[r]);
                const auto i = static_cast<std::size_t>(ratings.item[r]);
                const auto k = static_cast<std::size_t>(factors);
                double expected = std::inner_product(p.begin() + static_cast<std::ptrdiff_t>(u * k),
                                                     p.begin() + static_cast<std::ptrdiff_t>(u * k + k),
                                                     q.begin() + static_cast<std::ptrdiff_t>(i * k), 0.0);
                if (biased)
                    expected += static_cast<double>(file.get("user_biases", {60}).values[u]) +
                                file.get("item_biases", {45}).values[i] + file.get("global_bias", {1}).values[0];
                else if (knownUsers[u] == 0 || knownItems[i] == 0)
                    expected = mean;
                QVERIFY(std::abs(expected - static_cast<double>(predicted[r])) < 1e-5);
            }
        }
    }
}

void TestFusedEngine::refuses()
{
    const auto settings = Hyperparameters(modelInfo("neumf").parameters);
    QVERIFY_EXCEPTION_THROWN(prepared(settings, "neumf", "fused", 1, 100), Error);
}

QTEST_GUILESS_MAIN(TestFusedEngine)
#include "tst_fused_engine.moc"
