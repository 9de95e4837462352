#include "support/toy_data.h"

#include <matinee/model_file.h>
#include <matinee/recommender.h>

#include <QTest>

#include <cmath>
#include <map>

using namespace matinee;

namespace {

constexpr std::size_t kFactors = 3;
constexpr std::int32_t kCold = 7; ///< a film without training rows

/// The toy with features; film 7 alone is a musical, film 8 alone of the 1920s, film 5 has no genre.
std::shared_ptr<const Dataset> featuredToy()
{
    auto data = std::make_shared<Dataset>(*test::toyData(20, 12, 300));
    data->catalogue.genres = {"Comedy", "Drama", "Western", "Musical"};
    for (std::size_t i = 0; i < data->catalogue.films.size(); ++i) {
        auto& film = data->catalogue.films[i];
        film.genres = i == 5 ? 0 : i % 2 ? 1U : 6U;
        film.year = i % 3 == 0 ? 0 : 1980 + 10 * static_cast<int>(i % 3);
    }
    data->catalogue.films[7].genres = 1U | 4U | 8U;
    data->catalogue.films[8].year = 1925;
    return data;
}

struct Fixture
{
    std::shared_ptr<const Dataset> data = featuredToy();
    std::unique_ptr<Recommender> model;
    ModelFile file;

    Fixture()
    {
        // Films 7 and 8 are cold: "Musical" and the 1920s have no training rows.
        std::vector<RowIndex> rows;
        for (RowIndex r = 0; r < data->ratings.size(); ++r)
            if (data->ratings.item[r] != kCold && data->ratings.item[r] != 8 && data->ratings.user[r] != 0)
                rows.push_back(r);
        model = create();
        model->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", 1, 1});
        TrainingControl control;
        for (int e = 0; e < 20; ++e)
            model->trainEpoch({control, {}});
        model->save(file);
    }

    static std::unique_ptr<Recommender> create()
    {
        const auto& info = modelInfo("feature-mf");
        Hyperparameters settings(info.parameters);
        settings.set("factors", std::int64_t{kFactors});
        settings.set("batch_size", std::int64_t{32});
        settings.set("learning_rate", 0.02);
        return info.create(settings);
    }

    const std::vector<float>& array(const char* name) const
    {
        static const std::map<std::string, std::vector<std::uint64_t>> shapes = {
            {"user_factors", {0, 0}}, {"item_factors", {0, 0}}, {"feature_factors", {0, 0}}};
        const auto shape = shapes.find(name);
        return file.get(name, shape == shapes.end() ? std::vector<std::uint64_t>{0} : shape->second).values;
    }
};

// Features of the fixture: Comedy, Drama, Western, Musical, unknown year, 1920s, 1990s, 2000s.
std::vector<std::pair<std::size_t, double>> sharesOf(std::int32_t item)
{
    std::vector<std::pair<std::size_t, double>> shares;
    if (item == kCold)
        shares = {{0, 0.5}, {2, 0.5}}; // nothing is known of musicals
    else if (item != 5)
        shares = item % 2 ? std::vector<std::pair<std::size_t, double>>{{0, 1}}
                          : std::vector<std::pair<std::size_t, double>>{{1, 0.5}, {2, 0.5}};
    if (item != 8)
        shares.emplace_back(item % 3 == 0 ? 4 : item % 3 == 1 ? 6 : 7, 1);
    return shares;
}

} // namespace

/// Matrix factorisation with genres and decades, against its formula computed from the saved numbers.
class TestFeatureMf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filmsAreSums()
    {
        const Fixture fixture;
        const auto& own = fixture.array("item_factors");
        const auto& features = fixture.array("feature_factors");
        const auto& biases = fixture.array("item_biases");
        const auto& featureBiases = fixture.array("feature_biases");
        const auto embeddings = fixture.model->itemEmbeddings();
        const auto itemBiases = fixture.model->itemBiases();
        for (std::int32_t item = 0; item < 12; ++item) {
            const auto i = static_cast<std::size_t>(item);
            std::vector<double> vector(own.begin() + static_cast<std::ptrdiff_t>(i * kFactors),
                                       own.begin() + static_cast<std::ptrdiff_t>((i + 1) * kFactors));
            double bias = biases[i];
            for (const auto& [feature, share] : sharesOf(item)) {
                for (std::size_t f = 0; f < kFactors; ++f)
                    vector[f] += share * features[feature * kFactors + f];
                bias += share * featureBiases[feature];
            }
            QVERIFY(std::abs(itemBiases[i] - bias) < 1e-5);
            for (std::size_t f = 0; f < kFactors; ++f)
                QVERIFY(std::abs(embeddings.row(i)[f] - vector[f]) < 1e-5);

            const std::int32_t user = 3;
            float predicted = 0;
            fixture.model->predict({&user, 1}, {&item, 1}, {&predicted, 1});
            double expected = fixture.array("global_bias")[0] + fixture.array("user_biases")[3] + bias;
            for (std::size_t f = 0; f < kFactors; ++f)
                expected += fixture.array("user_factors")[3 * kFactors + f] * vector[f];
            QVERIFY(std::abs(predicted - expected) < 1e-5);
        }
    }

    void coldFilmsLeanOnTheirFeatures()
    {
        const Fixture fixture;
        for (std::size_t f = 0; f < kFactors; ++f) {
            QCOMPARE(fixture.array("item_factors")[kCold * kFactors + f], 0.0F);
            QCOMPARE(fixture.array("feature_factors")[3 * kFactors + f], 0.0F); // Musical
            QCOMPARE(fixture.array("feature_factors")[5 * kFactors + f], 0.0F); // 1920s
        }
        const auto embeddings = fixture.model->itemEmbeddings();
        double length = 0;
        for (const float value : embeddings.row(kCold))
            length += std::abs(value);
        QVERIFY(length > 0.01);
    }

    void tasteIsRelativeToTheAverageFilm()
    {
        const Fixture fixture;
        const auto taste = fixture.model->userTaste(3);
        std::vector<std::string> names;
        for (const auto& [name, stars] : taste)
            names.push_back(name);
        const std::vector<std::string> expected = {"Comedy", "Drama", "Western", "Unknown year", "1990s", "2000s"};
        QVERIFY(names == expected); // neither Musical nor 1920s: nothing is known of them

        const std::vector<std::size_t> columns = {0, 1, 2, 4, 6, 7};
        const auto& weights = fixture.array("feature_weights");
        const auto score = [&](std::size_t feature) {
            double sum = fixture.array("feature_biases")[feature];
            for (std::size_t f = 0; f < kFactors; ++f)
                sum += static_cast<double>(fixture.array("user_factors")[3 * kFactors + f]) *
                       fixture.array("feature_factors")[feature * kFactors + f];
            return sum;
        };
        for (const auto& [first, last] : {std::pair<std::size_t, std::size_t>{0, 3}, {3, 6}}) {
            double mean = 0;
            double total = 0;
            for (auto k = first; k < last; ++k) {
                mean += weights[columns[k]] * static_cast<double>(taste[k].second);
                total += weights[columns[k]];
                QVERIFY(std::abs((taste[k].second - taste[first].second) -
                                 (score(columns[k]) - score(columns[first]))) < 1e-5);
            }
            QVERIFY(total > 0.5);
            QVERIFY(std::abs(mean) < 1e-5);
        }
        // The toy's odd users like odd films, which are the comedies.
        QVERIFY(taste[0].second > taste[1].second);
        QVERIFY(fixture.model->userTaste(0).empty()); // without training rows
    }

    void loadedModelIsTheSame()
    {
        const Fixture fixture;
        auto loaded = Fixture::create();
        loaded->load(fixture.file, *fixture.data, {"cpu", 1, 9});
        QVERIFY(loaded->itemEmbeddings().values == fixture.model->itemEmbeddings().values);
        QVERIFY(loaded->itemBiases() == fixture.model->itemBiases());
        QVERIFY(loaded->userTaste(3) == fixture.model->userTaste(3));
    }
};

QTEST_GUILESS_MAIN(TestFeatureMf)
#include "tst_feature_mf.moc"
