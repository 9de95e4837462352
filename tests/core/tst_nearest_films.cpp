#include <matinee/error.h>
#include <matinee/nearest_films.h>
#include <matinee/random.h>

#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <numeric>

using namespace matinee;

namespace {

constexpr std::array<Similarity, 3> kAll = {Similarity::Cosine, Similarity::Euclidean, Similarity::Dot};

/// Gaussian vectors at places of their own.
FilmMap randomMap(std::size_t films, std::size_t factors)
{
    FilmMap map;
    Random random(3);
    map.vectors = Matrix(films, factors);
    for (float& value : map.vectors.values)
        value = static_cast<float>(random.normal());
    for (std::size_t row = 0; row < films; ++row) {
        map.biases.push_back(static_cast<float>(random.normal()));
        map.projection.x.push_back(static_cast<float>(random.normal()));
        map.projection.y.push_back(static_cast<float>(random.normal()));
    }
    return map;
}

/// As the definition has it, one row.
long double similarityTo(const FilmMap& map, const std::vector<long double>& wanted, std::size_t row, Similarity by)
{
    long double dot = 0;
    long double a = 0;
    long double b = 0;
    long double apart = 0;
    for (std::size_t c = 0; c < wanted.size(); ++c) {
        const long double value = map.vectors.row(row)[c];
        dot += wanted[c] * value;
        a += wanted[c] * wanted[c];
        b += value * value;
        apart += (wanted[c] - value) * (wanted[c] - value);
    }
    if (by == Similarity::Cosine)
        return dot / std::sqrt(a * b);
    return by == Similarity::Euclidean ? std::sqrt(apart) : dot + map.biases[row];
}

} // namespace

class TestNearestFilms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofOneFilmAsNearestRows()
    {
        const FilmMap map = randomMap(500, 12);
        for (const Similarity by : kAll) {
            for (const std::int32_t row : {0, 7, 499}) {
                const auto biases =
                    by == Similarity::Dot ? std::span<const float>(map.biases) : std::span<const float>();
                const auto expected = nearestRows(map.vectors, row, 20, by, biases);
                const auto found = nearestFilms(map, map.projection, std::array{row}, 20, by);
                QCOMPARE(found.size(), expected.size());
                for (std::size_t i = 0; i < found.size(); ++i) {
                    const float sign = by == Similarity::Euclidean ? -1 : 1;
                    QVERIFY(std::abs(found[i].similarity - sign * expected[i].similarity) < 1e-6F);
                    QCOMPARE(found[i].row, expected[i].row);
                }
            }
        }
    }

    void ofSeveralFilmsAsTheirMean()
    {
        const FilmMap map = randomMap(300, 9);
        const std::vector<std::int32_t> asked = {4, 17, 200};
        std::vector<long double> mean(9, 0);
        for (const auto row : asked) {
            for (std::size_t c = 0; c < mean.size(); ++c)
                mean[c] += static_cast<long double>(map.vectors.row(static_cast<std::size_t>(row))[c]) / 3;
        }
        for (const Similarity by : kAll) {
            std::vector<std::int32_t> order;
            for (std::int32_t row = 0; row < 300; ++row) {
                if (std::ranges::find(asked, row) == asked.end())
                    order.push_back(row);
            }
            std::ranges::sort(order, [&](std::int32_t a, std::int32_t b) {
                const auto of = similarityTo(map, mean, static_cast<std::size_t>(a), by);
                const auto other = similarityTo(map, mean, static_cast<std::size_t>(b), by);
                return by == Similarity::Euclidean ? of < other : of > other;
            });
            const auto found = nearestFilms(map, map.projection, asked, 20, by);
            QCOMPARE(found.size(), std::size_t{20});
            for (std::size_t i = 0; i < found.size(); ++i) {
                QCOMPARE(found[i].row, order[i]);
                const auto expected = similarityTo(map, mean, static_cast<std::size_t>(order[i]), by);
                QVERIFY(std::abs(static_cast<long double>(found[i].similarity) - expected) < 1e-6L);
            }
        }
    }

    void tellsHowFarTheyAreInThePicture()
    {
        const FilmMap map = randomMap(120, 5);
        Projection places = map.projection; // of another moment
        std::ranges::reverse(places.x);
        const std::vector<std::int32_t> asked = {10, 20};
        const double x = (places.x[10] + places.x[20]) / 2.0;
        const double y = (places.y[10] + places.y[20]) / 2.0;
        const auto away = [&](std::size_t row) { return std::hypot(places.x[row] - x, places.y[row] - y); };
        for (const NearFilm& near : nearestFilms(map, places, asked, 1000, Similarity::Cosine)) {
            const auto row = static_cast<std::size_t>(near.row);
            QVERIFY(std::abs(static_cast<double>(near.mapDistance) - away(row)) < 1e-6);
            int rank = 1;
            for (std::size_t other = 0; other < 120; ++other)
                rank += other != 10 && other != 20 && other != row && away(other) < away(row);
            QCOMPARE(near.mapRank, rank);
        }
        QCOMPARE(nearestFilms(map, places, asked, 1000, Similarity::Cosine).size(), std::size_t{118});
        QVERIFY(nearestFilms(map, places, asked, 0, Similarity::Cosine).empty());
        QVERIFY(nearestFilms(map, places, asked, -3, Similarity::Cosine).empty());
    }

    void oddVectors()
    {
        FilmMap map = randomMap(6, 3);
        std::ranges::fill(map.vectors.row(2), 0.0F);
        map.vectors.row(4)[1] = std::nanf("");
        for (const Similarity by : kAll) {
            const auto found = nearestFilms(map, map.projection, std::array{0}, 10, by);
            QCOMPARE(found.back().row, 4); // what is no number is least similar
        }
        const auto found = nearestFilms(map, map.projection, std::array{2}, 10, Similarity::Cosine);
        QCOMPARE(found.front().similarity, 0.0F); // nothing is like what points nowhere
        map.biases.clear();
        QCOMPARE(nearestFilms(map, map.projection, std::array{0}, 10, Similarity::Dot).size(), std::size_t{5});

        QVERIFY_THROWS_EXCEPTION(Error, nearestFilms(map, map.projection, {}, 5, Similarity::Cosine));
        QVERIFY_THROWS_EXCEPTION(Error, nearestFilms(map, map.projection, std::array{6}, 5, Similarity::Cosine));
        QVERIFY_THROWS_EXCEPTION(Error, nearestFilms(map, map.projection, std::array{-1}, 5, Similarity::Cosine));
        QVERIFY_THROWS_EXCEPTION(Error, nearestFilms(map, Projection(), std::array{0}, 5, Similarity::Cosine));
    }

    void everyFilmOfTheLargestReleaseAtOnce()
    {
        FilmMap map = randomMap(2, 1);
        constexpr std::size_t kFilms = 87585;
        map.vectors = Matrix(kFilms, 50);
        Random random(8);
        for (float& value : map.vectors.values)
            value = static_cast<float>(random.uniform() - 0.5);
        map.biases.assign(kFilms, 0.25F);
        map.projection.x.assign(map.vectors.values.begin(), map.vectors.values.begin() + kFilms);
        map.projection.y = map.projection.x;
        for (const Similarity by : kAll) {
            // Of the processor: other programs may have it meanwhile.
            double best = 1e9;
            for (int i = 0; i < 5; ++i) {
                const auto begin = std::clock();
                QCOMPARE(nearestFilms(map, map.projection, std::array{i}, 20, by).size(), std::size_t{20});
                best = std::min(best, 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
            }
            qInfo("nearest 20 of 87,585 x 50, metric %d: %.1f ms of processor time", static_cast<int>(by), best);
        }
    }
};

QTEST_APPLESS_MAIN(TestNearestFilms)
#include "tst_nearest_films.moc"
