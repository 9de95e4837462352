#include <matinee/map_comparison.h>
#include <matinee/random.h>

#include <QTest>

#include <cmath>
#include <set>

using namespace matinee;

namespace {

constexpr std::size_t kFilms = 60;
constexpr std::size_t kFactors = 5;

/// External ids begin where they are told to, so that the same film has another index.
std::shared_ptr<const Dataset> dataset(std::int64_t first)
{
    DatasetParts parts;
    parts.genres = {"Drama"};
    for (std::size_t i = 0; i < kFilms; ++i) {
        const std::int64_t id = first + static_cast<std::int64_t>(i);
        parts.films[id] = {.title = "Film " + std::to_string(id)};
        for (std::int64_t user = 1; user <= 6; ++user) {
            parts.ratings.user.push_back(user);
            parts.ratings.item.push_back(id);
            parts.ratings.value.push_back(3);
            parts.ratings.time.push_back(0);
        }
    }
    return std::make_shared<Dataset>(assembleDataset(std::move(parts)));
}

MapInput input(std::shared_ptr<const Dataset> data, const Matrix& vectors)
{
    auto counts = std::make_shared<TrainingCounts>();
    counts->items.assign(kFilms, 6);
    counts->users.assign(6, static_cast<std::int32_t>(kFilms));
    auto films = std::make_shared<FilmVectors>();
    films->items = vectors;
    return {std::move(data), std::move(counts), std::move(films), "fixed"};
}

Matrix randomVectors(std::uint64_t seed)
{
    Random random(seed);
    Matrix vectors(kFilms, kFactors);
    for (auto& value : vectors.values)
        value = static_cast<float>(random.normal());
    return vectors;
}

/// The nearest by cosine, counted out one pair at a time, of the rows that are compared.
std::set<std::size_t> nearest(const Matrix& vectors, const std::vector<std::size_t>& rows, std::size_t of,
                              std::size_t count)
{
    const auto cosine = [&](std::size_t a, std::size_t b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (std::size_t f = 0; f < vectors.columns; ++f) {
            dot += double(vectors.row(a)[f]) * double(vectors.row(b)[f]);
            aa += double(vectors.row(a)[f]) * double(vectors.row(a)[f]);
            bb += double(vectors.row(b)[f]) * double(vectors.row(b)[f]);
        }
        return dot / std::sqrt(aa * bb);
    };
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t n = 0; n < rows.size(); ++n) {
        if (n != of)
            order.emplace_back(-cosine(rows[of], rows[n]), n);
    }
    std::sort(order.begin(), order.end());
    std::set<std::size_t> found;
    for (std::size_t n = 0; n < count; ++n)
        found.insert(order[n].second);
    return found;
}

} // namespace

class TestMapComparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameMap()
    {
        const auto data = dataset(100);
        const auto map = makeFilmMap(input(data, randomVectors(1)), {.clusters = 4});
        const auto same = compareMaps(*map, *data, *map, *data);
        QCOMPARE(same.films.size(), kFilms);
        QCOMPARE(same.neighbours, 10);
        QCOMPARE(same.meanOverlap, 1.0);
        QCOMPARE(same.adjustedRandIndex, 1.0);
        QCOMPARE(same.mutualInformation, 1.0);
        QVERIFY(std::abs(same.turn.xx - 1) < 1e-6 && std::abs(same.turn.xy) < 1e-6);
        std::int32_t sum = 0;
        for (std::size_t a = 0; a < 4; ++a) {
            for (std::size_t b = 0; b < 4; ++b) {
                QVERIFY(a == b || same.contingency[a * 4 + b] == 0);
                sum += same.contingency[a * 4 + b];
            }
        }
        QCOMPARE(sum, static_cast<std::int32_t>(kFilms));
    }

    /// Against a search by hand, over films that lie at other indices in the other data set.
    void overlaps()
    {
        const auto leftData = dataset(100);
        const auto rightData = dataset(110); // the last fifty of the left are its first
        const Matrix a = randomVectors(2);
        Matrix b = randomVectors(3);
        for (std::size_t i = 0; i < 25; ++i) // half of the common films keep their vectors
            std::copy(a.row(i + 10).begin(), a.row(i + 10).end(), b.row(i).begin());
        const auto left = makeFilmMap(input(leftData, a), {.clusters = 3});
        const auto right = makeFilmMap(input(rightData, b), {.clusters = 5});
        const auto result = compareMaps(*left, *leftData, *right, *rightData, {.neighbours = 7});
        QCOMPARE(result.films.size(), std::size_t{50});
        std::vector<std::size_t> leftRows;
        std::vector<std::size_t> rightRows;
        for (const auto& film : result.films) {
            leftRows.push_back(static_cast<std::size_t>(film.leftRow));
            rightRows.push_back(static_cast<std::size_t>(film.rightRow));
            QCOMPARE(leftData->items.id(left->items[leftRows.back()]),
                     rightData->items.id(right->items[rightRows.back()]));
        }
        double sum = 0;
        for (std::size_t f = 0; f < result.films.size(); ++f) {
            const auto there = nearest(left->vectors, leftRows, f, 7);
            const auto here = nearest(right->vectors, rightRows, f, 7);
            double common = 0;
            for (const auto n : there)
                common += here.contains(n) ? 1 : 0;
            QCOMPARE(result.films[f].overlap, static_cast<float>(common / 7));
            sum += common / 7;
        }
        QVERIFY(std::abs(result.meanOverlap - sum / 50) < 1e-12);
        QCOMPARE(result.contingency.size(), std::size_t{15});
    }

    void whatCannotBeCompared()
    {
        const auto leftData = dataset(100);
        const auto rightData = dataset(500);
        const auto left = makeFilmMap(input(leftData, randomVectors(4)), {.clusters = 2});
        const auto right = makeFilmMap(input(rightData, randomVectors(4)), {.clusters = 2});
        QVERIFY_EXCEPTION_THROWN(compareMaps(*left, *leftData, *right, *rightData), Error);
        QVERIFY_EXCEPTION_THROWN(compareMaps(*left, *leftData, *left, *leftData, {.neighbours = 0}), Error);
    }
};

QTEST_APPLESS_MAIN(TestMapComparison)
#include "tst_map_comparison.moc"
