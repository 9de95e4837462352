#include "embedding/kernels/neighbour_kernels.h"
#include "embedding/row_blocks.h"
#include "support/instruction_set.h"
#include "support/map_golden.h"

#include <matinee/error.h>
#include <matinee/neighbour_graph.h>
#include <matinee/neighbours.h>
#include <matinee/random.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace matinee;
using map_golden::matrix;

namespace {

double distance(const Matrix& points, std::size_t a, std::size_t b, NeighbourMetric metric)
{
    double dot = 0;
    double lengthA = 0;
    double lengthB = 0;
    double squared = 0;
    for (std::size_t c = 0; c < points.columns; ++c) {
        const double x = points.row(a)[c];
        const double y = points.row(b)[c];
        dot += x * y;
        lengthA += x * x;
        lengthB += y * y;
        squared += (x - y) * (x - y);
    }
    if (metric == NeighbourMetric::Euclidean)
        return std::sqrt(squared);
    if (lengthA == 0 || lengthB == 0)
        return lengthA == lengthB ? 0 : 1;
    return 1 - dot / std::sqrt(lengthA * lengthB);
}

/// (distance, row) of all others, nearest first.
std::vector<std::pair<double, std::int32_t>> ranked(const Matrix& points, std::size_t row, NeighbourMetric metric)
{
    std::vector<std::pair<double, std::int32_t>> all;
    for (std::size_t r = 0; r < points.rows; ++r) {
        if (r != row)
            all.emplace_back(distance(points, row, r, metric), static_cast<std::int32_t>(r));
    }
    std::sort(all.begin(), all.end());
    return all;
}

/// Rows in clumps, as factors are.
Matrix clumps(std::size_t rows, std::size_t columns, std::uint64_t seed)
{
    Random random(seed);
    Matrix centres(40, columns);
    for (float& value : centres.values)
        value = static_cast<float>(random.normal());
    Matrix points(rows, columns);
    for (std::size_t r = 0; r < rows; ++r) {
        const auto centre = centres.row(random.below(centres.rows));
        for (std::size_t c = 0; c < columns; ++c)
            points.row(r)[c] = centre[c] + 0.6F * static_cast<float>(random.normal());
    }
    return points;
}

template <class Call>
ErrorCode codeOf(Call call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::Internal;
}

} // namespace

/// The graph of neighbours against brute force, and the nearest rows of one against NumPy.
class TestNeighbourGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isBruteForce_data();
    void isBruteForce();
    void tiesByRow();
    void rowsInOnePlace();
    void rowsOfLengthZero();
    void ofOtherRows();
    void approximateRecall();
    void sameForAnyThreads();
    void oddSizes();
    void stopIsObeyed();
    void kernelsOfAllSets();
    void nearestRowsAreNumPys();
};

void TestNeighbourGraph::isBruteForce_data()
{
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("cosine");
    for (const int columns : {1, 3, 20, 50}) {
        for (const int count : {1, 14, 90}) {
            for (const bool cosine : {false, true})
                QTest::addRow("%d columns, %d neighbours, %s", columns, count, cosine ? "cosine" : "Euclidean")
                    << columns << count << cosine;
        }
    }
}

void TestNeighbourGraph::isBruteForce()
{
    QFETCH(int, columns);
    QFETCH(int, count);
    QFETCH(bool, cosine);
    const auto metric = cosine ? NeighbourMetric::Cosine : NeighbourMetric::Euclidean;
    const Matrix points = matrix(333, static_cast<std::size_t>(columns), 7);
    const auto graph = nearestNeighbours(points, count, {.metric = metric});
    QVERIFY(graph.exact);
    QCOMPARE(graph.rows, points.rows);
    QCOMPARE(graph.count, static_cast<std::size_t>(count));
    for (std::size_t r = 0; r < points.rows; ++r) {
        const auto expected = ranked(points, r, metric);
        for (std::size_t n = 0; n < graph.count; ++n) {
            const auto row = static_cast<std::size_t>(graph.neighboursOf(r)[n]);
            QVERIFY(row != r);
            const double rounding = 2e-6 * (1 + expected[n].first);
            QVERIFY(std::abs(graph.distancesOf(r)[n] - expected[n].first) < rounding);
            // Another row is right only where it is as far but for rounding.
            QVERIFY(std::abs(distance(points, r, row, metric) - expected[n].first) < rounding);
        }
    }
}

void TestNeighbourGraph::tiesByRow()
{
    // Whole numbers: distances are exact, and many are equal.
    Matrix points = matrix(200, 3, 8);
    for (float& value : points.values)
        value = std::round(value * 2);
    const auto graph = nearestNeighbours(points, 12);
    for (std::size_t r = 0; r < points.rows; ++r) {
        const auto expected = ranked(points, r, NeighbourMetric::Euclidean);
        for (std::size_t n = 0; n < graph.count; ++n)
            QCOMPARE(graph.neighboursOf(r)[n], expected[n].second);
    }
}

void TestNeighbourGraph::rowsInOnePlace()
{
    const Matrix points(100, 4);
    const auto graph = nearestNeighbours(points, 5);
    QCOMPARE(graph.neighboursOf(2)[0], 0);
    QCOMPARE(graph.neighboursOf(2)[2], 3);
    QCOMPARE(graph.neighboursOf(99)[4], 4);
    QCOMPARE(graph.distancesOf(50)[4], 0.0F);
}

void TestNeighbourGraph::rowsOfLengthZero()
{
    Matrix points(5, 2);
    points.values = {1, 0, 0, 0, 0, 2, 0, 0, -3, 0};
    const auto graph = nearestNeighbours(points, 4, {.metric = NeighbourMetric::Cosine});
    const std::vector<std::int32_t> ofZero(graph.neighboursOf(1).begin(), graph.neighboursOf(1).end());
    QVERIFY(ofZero == std::vector<std::int32_t>({3, 0, 2, 4}));
    QCOMPARE(graph.distancesOf(1)[0], 0.0F);
    QCOMPARE(graph.distancesOf(1)[1], 1.0F);
    QCOMPARE(graph.neighboursOf(0)[3], 4);
    QCOMPARE(graph.distancesOf(0)[3], 2.0F);
}

void TestNeighbourGraph::ofOtherRows()
{
    const Matrix points = matrix(150, 6, 9);
    Matrix some(3, 6);
    std::copy_n(points.values.begin() + 60, 18, some.values.begin()); // rows 10 to 12
    for (const auto metric : {NeighbourMetric::Euclidean, NeighbourMetric::Cosine}) {
        const auto graph = nearestNeighboursOf(some, points, 4, metric);
        const auto whole = nearestNeighbours(points, 3, {.metric = metric});
        for (std::size_t r = 0; r < 3; ++r) {
            QCOMPARE(graph.neighboursOf(r)[0], static_cast<std::int32_t>(10 + r));
            for (std::size_t n = 0; n < 3; ++n)
                QCOMPARE(graph.neighboursOf(r)[n + 1], whole.neighboursOf(10 + r)[n]);
        }
    }
    QCOMPARE(codeOf([&] { nearestNeighboursOf(Matrix(2, 3), points, 4, NeighbourMetric::Cosine); }),
             ErrorCode::InvalidArgument);
}

void TestNeighbourGraph::approximateRecall()
{
    const Matrix points = clumps(17'000, 10, 1);
    const auto found = nearestNeighbours(points, 15, {.search = NeighbourSearch::Approximate}, {.threads = 2});
    QVERIFY(!found.exact);
    constexpr std::size_t kAsked = 400;
    Matrix some(kAsked, points.columns);
    std::copy_n(points.values.begin(), some.values.size(), some.values.begin());
    const auto exact = nearestNeighboursOf(some, points, 16, NeighbourMetric::Euclidean, {.threads = 2});
    std::size_t hits = 0;
    for (std::size_t r = 0; r < kAsked; ++r) {
        const auto ours = found.neighboursOf(r);
        QVERIFY(std::is_sorted(found.distancesOf(r).begin(), found.distancesOf(r).end()));
        QVERIFY(std::find(ours.begin(), ours.end(), static_cast<std::int32_t>(r)) == ours.end());
        for (const auto row : exact.neighboursOf(r)) {
            const auto place = std::find(ours.begin(), ours.end(), row);
            hits += place != ours.end();
        }
    }
    const double recall = static_cast<double>(hits) / (15.0 * kAsked);
    QVERIFY2(recall > 0.97, qPrintable(QString::number(recall)));
}

void TestNeighbourGraph::sameForAnyThreads()
{
    const Matrix points = clumps(17'000, 6, 2);
    for (const auto search : {NeighbourSearch::Exact, NeighbourSearch::Approximate}) {
        const auto one = nearestNeighbours(points, 8, {.search = search, .seed = 3});
        const auto three = nearestNeighbours(points, 8, {.search = search, .seed = 3}, {.threads = 3});
        QVERIFY(one.neighbours == three.neighbours);
        QVERIFY(one.distances == three.distances);
    }
}

void TestNeighbourGraph::oddSizes()
{
    QCOMPARE(nearestNeighbours(Matrix(), 3).rows, std::size_t(0));
    QCOMPARE(nearestNeighbours(Matrix(1, 2), 3).count, std::size_t(0));
    QCOMPARE(nearestNeighbours(matrix(5, 2, 1), 100).count, std::size_t(4));
    QVERIFY(nearestNeighbours(matrix(50, 2, 1), 3, {.search = NeighbourSearch::Approximate}).exact);
    QCOMPARE(codeOf([] { nearestNeighbours(matrix(5, 2, 1), 0); }), ErrorCode::InvalidArgument);
    Matrix bad = matrix(20, 2, 1);
    bad.values[7] = std::numeric_limits<float>::infinity();
    QCOMPARE(codeOf([&] { nearestNeighbours(bad, 3); }), ErrorCode::Format);
}

void TestNeighbourGraph::stopIsObeyed()
{
    const Matrix points = clumps(17'000, 4, 3);
    for (const auto search : {NeighbourSearch::Exact, NeighbourSearch::Approximate}) {
        std::stop_source stop;
        int reports = 0;
        RunContext context{.stop = stop.get_token()};
        context.progress = [&](double fraction, std::string_view) {
            QVERIFY(fraction >= 0 && fraction <= 1);
            if (++reports == 3)
                stop.request_stop();
        };
        QCOMPARE(codeOf([&] { nearestNeighbours(points, 5, {.search = search}, context); }), ErrorCode::Stopped);
        QCOMPARE(reports, 3);
    }
}

void TestNeighbourGraph::kernelsOfAllSets()
{
    std::vector<const kernels::NeighbourKernels*> sets = {&kernels::portableNeighbourKernels()};
    if (kernels::bestInstructionSet() == kernels::InstructionSet::Avx2)
        sets.push_back(&kernels::avx2NeighbourKernels());
    const Matrix points = matrix(77, 13, 4);
    const RowBlocks blocks(points);
    for (const auto* set : sets) {
        for (const std::size_t queries : {1, 3, 4}) {
            std::vector<float> out(queries * 80);
            set->squaredDistances(points.row(5).data(), queries, 13, blocks.block(0), blocks.blocks(), 13, out.data(),
                                  80);
            for (std::size_t q = 0; q < queries; ++q) {
                for (std::size_t r = 0; r < points.rows; ++r) {
                    const double expected = distance(points, 5 + q, r, NeighbourMetric::Euclidean);
                    QVERIFY(std::abs(std::sqrt(out[q * 80 + r]) - expected) < 1e-5);
                    QVERIFY(
                        std::abs(std::sqrt(set->squaredDistance(points.row(5 + q).data(), points.row(r).data(), 13)) -
                                 expected) < 1e-5);
                }
            }
            const float bound = out[40];
            const std::span<const float> values(out.data(), points.rows);
            const auto upTo = std::count_if(values.begin(), values.end(), [&](float v) { return v <= bound; });
            std::vector<std::uint64_t> keys(points.rows + 1);
            QCOMPARE(set->countUpTo(values.data(), values.size(), bound), static_cast<std::size_t>(upTo));
            QCOMPARE(set->countBelow(values.data(), values.size(), bound), static_cast<std::size_t>(upTo - 1));
            QCOMPARE(set->keysUpTo(values.data(), values.size(), bound, 1000, keys.data()),
                     static_cast<std::size_t>(upTo));
            QVERIFY(std::all_of(keys.begin(), keys.begin() + upTo,
                                [&](std::uint64_t key) { return values[(key & 0xFFFFFFFFU) - 1000] <= bound; }));
        }
    }
}

void TestNeighbourGraph::nearestRowsAreNumPys()
{
    const Matrix points = matrix(2000, 12, 9);
    const auto biases = matrix(2000, 1, 10).values;
    const auto goldens = map_golden::read()["rows"];
    const std::pair<const char*, Similarity> kinds[] = {
        {"cosine", Similarity::Cosine}, {"euclidean", Similarity::Euclidean}, {"dot", Similarity::Dot}};
    for (const auto& [name, similarity] : kinds) {
        const auto& golden = goldens[name];
        QCOMPARE(golden.size(), std::size_t(200));
        for (std::size_t i = 0; i < golden.size(); ++i) {
            const auto found =
                nearestRows(points, static_cast<std::int32_t>(10 * i), 20, similarity,
                            similarity == Similarity::Dot ? std::span<const float>(biases) : std::span<const float>());
            QCOMPARE(found.size(), std::size_t(20));
            for (std::size_t n = 0; n < found.size(); ++n) {
                const double score = golden[i][1][n];
                QVERIFY(std::abs(found[n].similarity - score) < 1e-6);
                // Rows may change places only with a neighbour that is as near but for rounding.
                const auto& rows = golden[i][0];
                const auto place = std::find(rows.begin(), rows.end(), found[n].row);
                QVERIFY(place == rows.end() ||
                        std::abs(golden[i][1][static_cast<std::size_t>(place - rows.begin())].get<double>() - score) <
                            1e-6);
            }
        }
    }
    QCOMPARE(codeOf([&] { nearestRows(points, 0, 3, Similarity::Cosine, biases); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { nearestRows(points, 0, 3, Similarity::Dot, std::span(biases).first(7)); }),
             ErrorCode::InvalidArgument);
}

QTEST_APPLESS_MAIN(TestNeighbourGraph)
#include "tst_neighbour_graph.moc"
