#include "clustering_data.h"
#include "embedding/kmeans_run.h"
#include "embedding/tiles.h"

#include <matinee/clustering.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace matinee;
using namespace clustering_data;

namespace {

double squaredDistance(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += (double(a[i]) - double(b[i])) * (double(a[i]) - double(b[i]));
    return sum;
}

/// Lloyd's algorithm as it is written, in double: so many assignments and means, and a last assignment.
Clustering plainLloyd(const Matrix& points, Matrix centroids, int iterations)
{
    std::vector<std::int32_t> assignment(points.rows);
    const auto assign = [&] {
        for (std::size_t r = 0; r < points.rows; ++r) {
            double nearest = std::numeric_limits<double>::infinity();
            for (std::size_t c = 0; c < centroids.rows; ++c) {
                const double squared = squaredDistance(points.row(r), centroids.row(c));
                if (squared < nearest) {
                    nearest = squared;
                    assignment[r] = static_cast<std::int32_t>(c);
                }
            }
        }
    };
    for (int i = 0; i < iterations; ++i) {
        assign();
        centroids = clusteringOf(points, assignment, static_cast<int>(centroids.rows)).centroids;
    }
    assign();
    auto result = clusteringOf(points, assignment, static_cast<int>(centroids.rows));
    result.inertia = 0;
    for (std::size_t r = 0; r < points.rows; ++r)
        result.inertia += squaredDistance(points.row(r), centroids.row(static_cast<std::size_t>(assignment[r])));
    return result;
}

/// The first rows as centroids.
Matrix firstRows(const Matrix& points, std::size_t count)
{
    Matrix rows(count, points.columns);
    std::copy_n(points.values.begin(), rows.values.size(), rows.values.begin());
    return rows;
}

/// Every point of a grid, several times over: full of ties.
Matrix grid()
{
    Matrix points(3 * 14 * 14, 2);
    for (std::size_t r = 0; r < points.rows; ++r) {
        points.row(r)[0] = static_cast<float>(r % 14);
        points.row(r)[1] = static_cast<float>(r / 14 % 14);
    }
    return points;
}

void verifySame(const Clustering& a, const Clustering& b)
{
    QVERIFY(a.assignment == b.assignment);
    QVERIFY(a.distance == b.distance);
    QVERIFY(a.centroids.values == b.centroids.values);
    QCOMPARE(a.inertia, b.inertia);
    QCOMPARE(a.iterations, b.iterations);
}

} // namespace

class TestClustering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kernelsAgree();
    void boundsChangeNothing_data();
    void boundsChangeNothing();
    void iterationsAreLloyds_data();
    void iterationsAreLloyds();
    void threadsDoNotMatter();
    void startsOnASampleFindPlantedClusters();
    void cosineIsOfDirections();
    void oppositeRowsAndZeros();
    void warmStartKeepsNumbers();
    void initialCentroidsMustFit();
    void divisionMadeOtherwise();
    void agreementIsScikitLearns();
    void mutualInformationOddities();
    void manyRowsAreStopped();
};

void TestClustering::kernelsAgree()
{
    const Matrix points = gaussian(100, 13, 1);
    const Matrix centroids = gaussian(21, 13, 2);
    const Tiles tiles(points.rows, points.columns, [&](std::size_t r) { return points.row(r).data(); });
    Matrix scaled = centroids;
    std::vector<float> norms(centroids.rows, 0.0F);
    for (std::size_t c = 0; c < centroids.rows; ++c) {
        norms[c] = static_cast<float>(squaredDistance(centroids.row(c), std::vector<float>(13, 0.0F)));
        for (auto& value : scaled.row(c))
            value *= -2;
    }
    for (const auto& set : kernels::distanceKernelSets()) {
        for (const std::size_t count : {std::size_t(1), std::size_t(2), std::size_t(21)}) {
            for (std::size_t t = 0; t < tiles.count(); ++t) {
                std::int32_t nearest[kernels::kTileRows];
                float best[kernels::kTileRows];
                float second[kernels::kTileRows];
                set.kernels.nearestTwo(tiles.tile(t), 13, scaled.values.data(), norms.data(), count, nearest, best,
                                       second);
                for (std::size_t i = 0; i < std::min(kernels::kTileRows, points.rows - t * kernels::kTileRows); ++i) {
                    const auto row = points.row(t * kernels::kTileRows + i);
                    std::vector<double> all;
                    for (std::size_t c = 0; c < count; ++c)
                        all.push_back(squaredDistance(row, centroids.row(c)));
                    const double norm = squaredDistance(row, std::vector<float>(13, 0.0F));
                    const auto least = std::min_element(all.begin(), all.end());
                    QCOMPARE(nearest[i], static_cast<std::int32_t>(least - all.begin()));
                    QVERIFY2(std::abs(norm + double(best[i]) - *least) < 1e-4, set.name);
                    all.erase(least);
                    if (count == 1)
                        QVERIFY(std::isinf(second[i]));
                    else
                        QVERIFY(std::abs(norm + double(second[i]) - *std::min_element(all.begin(), all.end())) < 1e-4);
                }
            }
        }
        std::vector<float> squared(tiles.count() * kernels::kTileRows);
        set.kernels.squaredDistances(centroids.row(3).data(), 13, tiles.tile(0), tiles.count(), squared.data());
        double roots = 0;
        for (std::size_t r = 0; r < points.rows; ++r) {
            const double expected = squaredDistance(points.row(r), centroids.row(3));
            QVERIFY2(std::abs(double(squared[r]) / expected - 1) < 1e-6, set.name);
            roots += std::sqrt(expected);
        }
        QVERIFY2(std::abs(double(set.kernels.sumOfRoots(squared.data(), points.rows)) / roots - 1) < 1e-6, set.name);
    }
}

void TestClustering::boundsChangeNothing_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("clusters");
    QTest::newRow("noise") << 5000 << 12 << 40;
    QTest::newRow("one cluster") << 300 << 3 << 1;
    QTest::newRow("two clusters") << 3000 << 5 << 2;
    QTest::newRow("many columns") << 600 << 90 << 8;
    QTest::newRow("clusters of few rows, some of them empty on the way") << 400 << 2 << 120;
    QTest::newRow("a grid full of ties") << 0 << 2 << 17;
}

void TestClustering::boundsChangeNothing()
{
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(int, clusters);
    const KMeansPoints points(
        rows > 0 ? gaussian(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns), 3) : grid(), false);
    for (const int iterations : {1, 2, 3, 10, 200}) {
        KMeansPlan plan{.clusters = static_cast<std::size_t>(clusters), .maximumIterations = iterations};
        Random random(9);
        const auto centroids = seedCentroids(points, plan.clusters, random, {});
        const auto quick = KMeansRun(points, plan, {}).run(centroids);
        plan.bounds = false;
        const auto plain = KMeansRun(points, plan, {}).run(centroids);
        QVERIFY(quick.assignment == plain.assignment);
        QVERIFY(quick.centroids == plain.centroids);
        QCOMPARE(quick.iterations, plain.iterations);
        QCOMPARE(quick.inertia, plain.inertia);
    }
}

void TestClustering::iterationsAreLloyds_data()
{
    QTest::addColumn<int>("clusters");
    QTest::newRow("8: distances to all") << 8;
    QTest::newRow("30: bounds") << 30;
}

void TestClustering::iterationsAreLloyds()
{
    QFETCH(int, clusters);
    const Matrix points = planted(2500, 7, 20, 2, 4).points;
    const Matrix initial = firstRows(points, static_cast<std::size_t>(clusters));
    for (const int iterations : {1, 2, 5, 15}) {
        const auto found = kMeans(
            points, {.clusters = clusters, .maximumIterations = iterations, .tolerance = 0, .initial = &initial});
        const auto expected = plainLloyd(points, initial, iterations);
        // In float a row half-way between two centroids may fall to either.
        const double agreement = adjustedRandIndex(found.assignment, expected.assignment);
        QVERIFY2(agreement > 0.999, qPrintable(QString::number(agreement)));
        QVERIFY(std::abs(found.inertia / expected.inertia - 1) < 1e-5);
    }
}

void TestClustering::threadsDoNotMatter()
{
    const Matrix points = planted(40'000, 6, 30, 2, 5).points;
    const Matrix initial = firstRows(points, 30);
    std::vector<KMeansOptions> settings = {
        {.clusters = 30, .starts = 3, .seed = 1},
        {.clusters = 30, .starts = 1, .seed = 1},
        {.clusters = 30, .initial = &initial},
        {.clusters = 5, .starts = 2, .seed = 2, .cosine = true},
    };
    for (const auto& options : settings) {
        const auto alone = kMeans(points, options);
        for (const int threads : {2, 3}) {
            RunContext context;
            context.threads = threads;
            verifySame(kMeans(points, options, context), alone);
        }
    }
}

void TestClustering::startsOnASampleFindPlantedClusters()
{
    const auto made = planted(30'000, 10, 12, 3, 6);
    const auto found = kMeans(made.points, {.clusters = 12, .seed = 3});
    QVERIFY(adjustedRandIndex(found.assignment, made.truth) > 0.99);
    QVERIFY(found.inertia <= 1.001 * clusteringOf(made.points, made.truth, 12).inertia);
    QVERIFY(std::is_sorted(found.sizes.begin(), found.sizes.end(), std::greater<>()));
    QCOMPARE(std::accumulate(found.sizes.begin(), found.sizes.end(), 0), 30'000);
}

void TestClustering::cosineIsOfDirections()
{
    // The same directions at lengths from a thousandth to a thousand.
    auto made = planted(900, 8, 6, 4, 7);
    Matrix stretched = made.points;
    Random random(8);
    for (std::size_t r = 0; r < stretched.rows; ++r) {
        const double length = std::pow(10, 6 * random.uniform() - 3);
        for (auto& value : stretched.row(r))
            value = static_cast<float>(double(value) * length);
    }
    const auto found = kMeans(stretched, {.clusters = 6, .cosine = true});
    const auto same = kMeans(made.points, {.clusters = 6, .cosine = true});
    QVERIFY(found.assignment == same.assignment);
    QVERIFY(adjustedRandIndex(found.assignment, made.truth) > 0.95);

    double inertia = 0;
    const std::vector<float> origin(8, 0.0F);
    for (std::size_t c = 0; c < 6; ++c)
        QVERIFY(std::abs(squaredDistance(found.centroids.row(c), origin) - 1) < 1e-6);
    for (std::size_t r = 0; r < stretched.rows; ++r) {
        const auto row = stretched.row(r);
        const auto centroid = found.centroids.row(static_cast<std::size_t>(found.assignment[r]));
        const double dot = std::inner_product(row.begin(), row.end(), centroid.begin(), 0.0);
        const double cosine = dot / std::sqrt(squaredDistance(row, origin));
        QVERIFY(std::abs(double(found.distance[r]) - std::sqrt(2 - 2 * cosine)) < 1e-4);
        inertia += 2 * (1 - cosine);
    }
    QVERIFY(std::abs(found.inertia / inertia - 1) < 1e-5);
}

void TestClustering::oppositeRowsAndZeros()
{
    Matrix points(5, 2);
    points.values = {3, 0, -2, 0, 0, 0, 5, 0, -1, 0};
    const auto found = kMeans(points, {.clusters = 2, .cosine = true});
    QCOMPARE(found.assignment[0], found.assignment[3]);
    QCOMPARE(found.assignment[1], found.assignment[4]);
    QVERIFY(found.assignment[0] != found.assignment[1]);
    QCOMPARE(found.distance[2], 1.0F);
    const auto one = kMeans(points, {.clusters = 1, .cosine = true});
    for (const float value : one.centroids.values)
        QVERIFY(std::isfinite(value));
}

void TestClustering::warmStartKeepsNumbers()
{
    const auto made = planted(2000, 6, 5, 5, 9);
    const auto first = kMeans(made.points, {.clusters = 5, .seed = 1});
    // The same places, in another order, a little off.
    const std::vector<std::size_t> order = {3, 0, 4, 1, 2};
    Matrix initial(5, 6);
    for (std::size_t c = 0; c < 5; ++c) {
        for (std::size_t j = 0; j < 6; ++j)
            initial.row(c)[j] = first.centroids.row(order[c])[j] + 0.1F;
    }
    const auto found = kMeans(made.points, {.clusters = 5, .initial = &initial});
    for (std::size_t r = 0; r < made.points.rows; ++r)
        QCOMPARE(order[static_cast<std::size_t>(found.assignment[r])], static_cast<std::size_t>(first.assignment[r]));
    for (std::size_t c = 0; c < 5; ++c)
        QCOMPARE(found.sizes[c], first.sizes[order[c]]);
    QVERIFY(std::abs(found.inertia / first.inertia - 1) < 1e-9);

    // A centroid far from everything takes the row that is farthest from its own.
    initial.row(2)[0] = 1e6F;
    const auto repaired = kMeans(made.points, {.clusters = 5, .initial = &initial});
    QVERIFY(*std::min_element(repaired.sizes.begin(), repaired.sizes.end()) >= 1);
    QVERIFY(repaired.centroids.row(2)[0] < 1e3F);
}

void TestClustering::initialCentroidsMustFit()
{
    const Matrix points = gaussian(50, 3, 1);
    Matrix initial = gaussian(4, 3, 2);
    QCOMPARE(codeOf([&] { kMeans(points, {.clusters = 5, .initial = &initial}); }), ErrorCode::InvalidArgument);
    initial = gaussian(5, 2, 2);
    QCOMPARE(codeOf([&] { kMeans(points, {.clusters = 5, .initial = &initial}); }), ErrorCode::InvalidArgument);
    initial = gaussian(5, 3, 2);
    initial.values[4] = std::numeric_limits<float>::quiet_NaN();
    QCOMPARE(codeOf([&] { kMeans(points, {.clusters = 5, .initial = &initial}); }), ErrorCode::Format);
}

void TestClustering::divisionMadeOtherwise()
{
    Matrix points(4, 2);
    points.values = {0, 0, 2, 0, 10, 1, 10, 3};
    const auto made = clusteringOf(points, std::vector<std::int32_t>{2, 2, 0, 0}, 3);
    QVERIFY(made.sizes == std::vector<std::int32_t>({2, 0, 2}));
    QVERIFY(made.centroids.values == std::vector<float>({10, 2, 5.5, 1, 1, 0}));
    QVERIFY(made.distance == std::vector<float>({1, 1, 1, 1}));
    QCOMPARE(made.inertia, 4.0);
    QCOMPARE(codeOf([&] { clusteringOf(points, std::vector<std::int32_t>{0, 0, 0}, 1); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] {
                 clusteringOf(points, std::vector<std::int32_t>{0, 0, 0, 1}, 1);
             }),
             ErrorCode::InvalidArgument);
}

void TestClustering::agreementIsScikitLearns()
{
    for (std::size_t number = 0; number < kGoldens; ++number) {
        const auto golden = clustering_data::golden("clustering.json", number);
        const auto labels = golden["labels"].get<std::vector<std::int32_t>>();
        const auto mixed = golden["mixed"].get<std::vector<std::int32_t>>();
        const auto other = golden["other"].get<std::vector<std::int32_t>>();
        QVERIFY(std::abs(adjustedRandIndex(labels, mixed) - golden["ari"].get<double>()) < 1e-12);
        QVERIFY(std::abs(normalisedMutualInformation(labels, mixed) - golden["nmi"].get<double>()) < 1e-12);
        QVERIFY(std::abs(normalisedMutualInformation(labels, other) - golden["nmiUnrelated"].get<double>()) < 1e-12);
    }
}

void TestClustering::mutualInformationOddities()
{
    using Labels = std::vector<std::int32_t>;
    QVERIFY(std::abs(normalisedMutualInformation(Labels{0, 0, 1, 1, 2}, Labels{7, 7, 0, 0, 3}) - 1) < 1e-12);
    QCOMPARE(normalisedMutualInformation(Labels{0, 0, 0}, Labels{4, 4, 4}), 1.0);
    QCOMPARE(normalisedMutualInformation(Labels{0, 0, 0}, Labels{0, 1, 2}), 0.0);
    QCOMPARE(normalisedMutualInformation(Labels{}, Labels{}), 1.0);
    QVERIFY(normalisedMutualInformation(Labels{0, 0, 1, 1}, Labels{0, 1, 0, 1}) < 1e-12);
    QVERIFY(std::abs(normalisedMutualInformation(Labels{0, 0, 1, 1, -1, 2}, Labels{5, 5, 6, 6, 0, -1}) - 1) < 1e-12);
    QCOMPARE(codeOf([] { normalisedMutualInformation(Labels{0, 1}, Labels{0}); }), ErrorCode::InvalidArgument);
}

void TestClustering::manyRowsAreStopped()
{
    const Matrix points = gaussian(30'000, 4, 10);
    std::stop_source stop;
    stop.request_stop();
    RunContext context{.stop = stop.get_token(), .threads = 2};
    QCOMPARE(codeOf([&] { kMeans(points, {.clusters = 30}, context); }), ErrorCode::Stopped);
    const Matrix initial = firstRows(points, 30);
    QCOMPARE(codeOf([&] { kMeans(points, {.clusters = 30, .initial = &initial}, context); }), ErrorCode::Stopped);
}

QTEST_APPLESS_MAIN(TestClustering)
#include "tst_clustering.moc"
