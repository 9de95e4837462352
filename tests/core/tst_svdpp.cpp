#include "support/toy_data.h"

#include <matinee/model_file.h>
#include <matinee/recommender.h>

#include <QTest>

#include <array>
#include <cmath>
#include <numeric>

using namespace matinee;

namespace {

constexpr std::size_t kFactors = 2;
constexpr std::size_t kUsers = 2;
constexpr std::size_t kItems = 4;
constexpr double kRate = 0.1;
constexpr double kDecay = 0.3;
constexpr double kBiasDecay = 0.2;

/// Koren's SVD++ as the paper writes it, in double: every rating moves every y(j) of its user.
struct Naive
{
    double mean = 0;
    std::vector<double> p, q, y, userBias, itemBias;
    double exponent = 0; ///< each of n ratings bears n^exponent of the penalty

    static Naive from(const Recommender& model)
    {
        ModelFile file;
        model.save(file);
        const auto get = [&file](const char* name, const std::vector<std::uint64_t>& shape) {
            const auto& values = file.get(name, shape).values;
            return std::vector<double>(values.begin(), values.end());
        };
        return {get("mean", {1})[0],
                get("user_factors", {kUsers, kFactors}),
                get("item_factors", {kItems, kFactors}),
                get("implicit_factors", {kItems, kFactors}),
                get("user_biases", {kUsers}),
                get("item_biases", {kItems})};
    }

    double predict(std::size_t u, std::size_t i, const std::vector<std::size_t>& rated) const
    {
        double sum = mean + userBias[u] + itemBias[i];
        for (std::size_t f = 0; f < kFactors; ++f) {
            double taste = p[u * kFactors + f];
            for (const auto j : rated)
                taste += y[j * kFactors + f] / std::sqrt(static_cast<double>(rated.size()));
            sum += q[i * kFactors + f] * taste;
        }
        return sum;
    }

    void step(std::size_t u, std::size_t i, double value, const std::vector<std::size_t>& rated, double raters)
    {
        const auto old = *this;
        const double norm = 1 / std::sqrt(static_cast<double>(rated.size()));
        const double error = value - predict(u, i, rated);
        const double userShare = std::pow(static_cast<double>(rated.size()), exponent);
        const double itemShare = std::pow(raters, exponent);
        userBias[u] += kRate * (error - kBiasDecay * userShare * userBias[u]);
        itemBias[i] += kRate * (error - kBiasDecay * itemShare * itemBias[i]);
        for (std::size_t f = 0; f < kFactors; ++f) {
            double taste = old.p[u * kFactors + f];
            for (const auto j : rated)
                taste += norm * old.y[j * kFactors + f];
            const double film = old.q[i * kFactors + f];
            p[u * kFactors + f] += kRate * (error * film - kDecay * userShare * old.p[u * kFactors + f]);
            q[i * kFactors + f] += kRate * (error * taste - kDecay * itemShare * film);
            for (const auto j : rated)
                y[j * kFactors + f] += kRate * (error * norm * film - kDecay * userShare * old.y[j * kFactors + f]);
        }
    }

    double distance(const Naive& other) const
    {
        double worst = 0;
        const auto compare = [&worst](const std::vector<double>& a, const std::vector<double>& b) {
            for (std::size_t i = 0; i < a.size(); ++i)
                worst = std::max(worst, std::abs(a[i] - b[i]));
        };
        compare(p, other.p);
        compare(q, other.q);
        compare(y, other.y);
        compare(userBias, other.userBias);
        compare(itemBias, other.itemBias);
        return worst;
    }
};

std::shared_ptr<const Dataset> tiny()
{
    DatasetParts parts;
    parts.ratings.user = {1, 1, 1, 2, 2, 2};
    parts.ratings.item = {1, 2, 3, 2, 3, 4};
    parts.ratings.value = {5, 3, 1, 4, 2, 5};
    parts.ratings.time.assign(6, 0);
    return std::make_shared<Dataset>(assembleDataset(std::move(parts)));
}

std::unique_ptr<Recommender> prepared(const std::shared_ptr<const Dataset>& data, const std::vector<RowIndex>& rows,
                                      std::uint64_t seed, const std::string& scaling = "count")
{
    const auto& info = modelInfo("svdpp");
    Hyperparameters settings(info.parameters);
    settings.set("factors", std::int64_t{kFactors});
    settings.set("learning_rate", kRate);
    settings.set("regularisation", kDecay);
    settings.set("bias_regularisation", kBiasDecay);
    settings.set("init_scale", 0.5);
    settings.set("regularisation_scaling", scaling);
    auto model = info.create(settings);
    model->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", 1, seed});
    return model;
}

} // namespace

/// SVD++ moves a user's implicit vectors once, after the last rating. That must be the textbook's step in every rating.
class TestSvdpp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Users come in any order, and so do a user's ratings: one of the 72 orders must give our numbers, and no other.
    void epochIsTheTextbooks_data()
    {
        QTest::addColumn<quint64>("seed");
        QTest::addColumn<QString>("scaling");
        QTest::addColumn<double>("exponent");
        for (quint64 seed = 1; seed <= 3; ++seed) {
            QTest::addRow("count, seed %d", static_cast<int>(seed)) << seed << "count" << 0.0;
            QTest::addRow("sqrt, seed %d", static_cast<int>(seed)) << seed << "sqrt" << -0.5;
            QTest::addRow("constant, seed %d", static_cast<int>(seed)) << seed << "constant" << -1.0;
        }
    }
    void epochIsTheTextbooks()
    {
        QFETCH(quint64, seed);
        QFETCH(QString, scaling);
        QFETCH(double, exponent);
        const auto data = tiny();
        const std::vector<RowIndex> rows = {0, 1, 2, 3, 4, 5};
        const std::array<std::vector<std::size_t>, kUsers> rated = {{{0, 1, 2}, {1, 2, 3}}};
        const auto model = prepared(data, rows, seed, scaling.toStdString());
        auto before = Naive::from(*model);
        before.exponent = exponent;
        TrainingControl control;
        model->trainEpoch({control, {}});
        const auto after = Naive::from(*model);
        QVERIFY(after.distance(before) > 0.05);

        int matches = 0;
        double nearest = 1e9;
        const auto attempt = [&](const std::vector<std::size_t>& order) {
            auto naive = before;
            for (const auto row : order) {
                const auto user = static_cast<std::size_t>(data->ratings.user[row]);
                const auto item = static_cast<std::size_t>(data->ratings.item[row]);
                naive.step(user, item, data->ratings.value[row], rated[user], item == 0 || item == 3 ? 1 : 2);
            }
            const double distance = naive.distance(after);
            nearest = std::min(nearest, distance);
            matches += distance < 2e-6;
        };
        std::vector<std::size_t> first = {0, 1, 2};
        do {
            std::vector<std::size_t> second = {3, 4, 5};
            do {
                attempt({first[0], first[1], first[2], second[0], second[1], second[2]});
                attempt({second[0], second[1], second[2], first[0], first[1], first[2]});
            } while (std::next_permutation(second.begin(), second.end()));
        } while (std::next_permutation(first.begin(), first.end()));
        QVERIFY2(matches == 1, qPrintable(QStringLiteral("%1 matches, nearest %2").arg(matches).arg(nearest)));

        // What is predicted uses the implicit vectors as they are after the epoch.
        for (std::int32_t user = 0; user < 2; ++user)
            for (std::int32_t item = 0; item < 4; ++item) {
                float predicted = 0;
                model->predict({&user, 1}, {&item, 1}, {&predicted, 1});
                const auto u = static_cast<std::size_t>(user);
                QVERIFY(std::abs(predicted - after.predict(u, static_cast<std::size_t>(item), rated[u])) < 2e-6);
            }
    }

    /// N(u) holds training rows only: another rating in the test rows must not change a prediction.
    void testRowsAreNotImplicitFeedback()
    {
        const std::vector<RowIndex> rows = {0, 1, 3, 4, 5};
        DatasetParts parts;
        parts.ratings.user = {1, 1, 1, 2, 2, 2};
        parts.ratings.item = {1, 2, 4, 2, 3, 4}; // row 2, a test row, is of another film
        parts.ratings.value = {5, 3, 1, 4, 2, 5};
        parts.ratings.time.assign(6, 0);
        const auto other = std::make_shared<Dataset>(assembleDataset(std::move(parts)));
        std::array<float, 2> predictions{};
        for (const std::size_t run : {0, 1}) {
            const auto model = prepared(run == 0 ? tiny() : other, rows, 3);
            TrainingControl control;
            model->trainEpoch({control, {}});
            const std::int32_t user = 0;
            const std::int32_t item = 3;
            model->predict({&user, 1}, {&item, 1}, {&predictions[run], 1});
        }
        QCOMPARE(predictions[0], predictions[1]);
    }

    void reportsWithinAnEpoch()
    {
        const auto data = test::toyData(300, 200, 60'000);
        std::vector<RowIndex> rows(data->ratings.size());
        std::iota(rows.begin(), rows.end(), RowIndex{0});
        const auto model = prepared(data, rows, 1);
        TrainingControl control;
        double position = 0;
        double sum = 0;
        const auto outcome =
            model->trainEpoch({control, [&](std::uint64_t, double fraction, double loss, std::span<const float>) {
                                   QVERIFY(fraction > position && fraction <= 1);
                                   sum += (fraction - position) * loss;
                                   position = fraction;
                               }});
        QCOMPARE(position, 1.0);
        QCOMPARE(outcome.ratings, std::uint64_t{60'000});
        QVERIFY(std::abs(sum - outcome.loss) < 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestSvdpp)
#include "tst_svdpp.moc"
