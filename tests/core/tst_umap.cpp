#include "embedding/kernels/umap_kernels.h"
#include "embedding/spectral.h"
#include "embedding/umap_graph.h"
#include "support/instruction_set.h"
#include "support/map_golden.h"

#include <matinee/error.h>
#include <matinee/map_quality.h>
#include <matinee/random.h>
#include <matinee/silhouette.h>
#include <matinee/umap.h>

#include <QTest>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

using namespace matinee;
using map_golden::matrix;

namespace {

/// Rows about as many centres as asked for, row r about centre r % centres.
Matrix planted(std::size_t rows, std::size_t columns, std::size_t centres, float noise, std::uint64_t seed)
{
    Random random(seed);
    Matrix middle(centres, columns);
    for (float& value : middle.values)
        value = static_cast<float>(random.normal());
    Matrix points(rows, columns);
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c)
            points.row(r)[c] = middle.row(r % centres)[c] + noise * static_cast<float>(random.normal());
    }
    return points;
}

Matrix matrixOf(const Projection& plane)
{
    Matrix points(plane.x.size(), 2);
    for (std::size_t r = 0; r < points.rows; ++r) {
        points.row(r)[0] = plane.x[r];
        points.row(r)[1] = plane.y[r];
    }
    return points;
}

bool isFinite(const Projection& plane)
{
    const auto finite = [](float v) { return std::isfinite(v); };
    return std::all_of(plane.x.begin(), plane.x.end(), finite) && std::all_of(plane.y.begin(), plane.y.end(), finite);
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

WeightedGraph graphOf(const Matrix& points, std::size_t count)
{
    const auto neighbours = nearestNeighbours(points, static_cast<int>(count));
    return fuzzyUnion(neighbours, count, smoothDistances(neighbours, count));
}

} // namespace

/// The parts of UMAP against umap-learn, and what its pictures must be.
class TestUmap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void curveIsUmapLearns();
    void smoothDistancesAreUmapLearns();
    void unionIsSymmetric();
    void spectralIsEigens();
    void spectralOfComponents();
    void plantedClustersStayApart();
    void trustworthierThanPca();
    void sameBitsForSeed();
    void picturesAsItForms();
    void stopIsObeyed();
    void goesOnFromCoordinates();
    void placesFurtherRows();
    void fewRows();
    void whatCannotBe();
    void kernelsOfAllSets();
};

void TestUmap::curveIsUmapLearns()
{
    for (const auto& golden : map_golden::read()["curves"]) {
        const auto curve = fitUmapCurve(golden["minimum_distance"], golden["spread"]);
        QVERIFY(std::abs(curve.a / golden["a"].get<double>() - 1) < 1e-5);
        QVERIFY(std::abs(curve.b / golden["b"].get<double>() - 1) < 1e-5);
    }
    QCOMPARE(codeOf([] { fitUmapCurve(2, 1); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([] { fitUmapCurve(0, 0); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([] { fitUmapCurve(-0.1, 1); }), ErrorCode::InvalidArgument);
}

void TestUmap::smoothDistancesAreUmapLearns()
{
    Matrix points = matrix(120, 5, 3);
    std::copy_n(points.row(3).begin(), 5, points.row(7).begin());
    const auto golden = map_golden::read()["smooth"];
    const std::size_t count = golden["count"];
    const auto smooth = smoothDistances(nearestNeighbours(points, static_cast<int>(count)), count);
    for (std::size_t r = 0; r < points.rows; ++r) {
        QVERIFY(std::abs(smooth.nearest[r] - golden["nearest"][r].get<double>()) < 1e-6);
        QVERIFY(std::abs(smooth.scale[r] / golden["scale"][r].get<double>() - 1) < 1e-4);
    }
}

void TestUmap::unionIsSymmetric()
{
    const Matrix points = matrix(200, 4, 11);
    const auto neighbours = nearestNeighbours(points, 9);
    const auto smooth = smoothDistances(neighbours, 9);
    const auto graph = fuzzyUnion(neighbours, 9, smooth);
    Matrix one(200, 200);
    for (std::size_t r = 0; r < 200; ++r) {
        for (std::size_t n = 0; n < 9; ++n)
            one.row(r)[static_cast<std::size_t>(neighbours.neighboursOf(r)[n])] = membership(neighbours, smooth, r, n);
    }
    Matrix found(200, 200);
    for (std::size_t r = 0; r < 200; ++r) {
        for (std::size_t e = graph.begin[r]; e < graph.begin[r + 1]; ++e)
            found.row(r)[static_cast<std::size_t>(graph.column[e])] = graph.weight[e];
    }
    for (std::size_t a = 0; a < 200; ++a) {
        for (std::size_t b = 0; b < 200; ++b) {
            const float p = one.row(a)[b];
            const float q = one.row(b)[a];
            QVERIFY(std::abs(found.row(a)[b] - (p + q - p * q)) < 1e-6F);
            QCOMPARE(found.row(a)[b], found.row(b)[a]);
        }
    }
}

void TestUmap::spectralIsEigens()
{
    Matrix points = matrix(220, 3, 4);
    for (std::size_t r = 0; r < points.rows; ++r) {
        points.row(r)[0] *= 5; // so that the leading eigenvectors are far from the next
        points.row(r)[1] *= 2;
    }
    const auto graph = graphOf(points, 10);
    const auto component = connectedComponents(graph);
    QCOMPARE(*std::max_element(component.begin(), component.end()), 0);
    Eigen::MatrixXd adjacency = Eigen::MatrixXd::Zero(220, 220);
    for (Eigen::Index r = 0; r < 220; ++r) {
        for (std::size_t e = graph.begin[static_cast<std::size_t>(r)]; e < graph.begin[static_cast<std::size_t>(r) + 1];
             ++e)
            adjacency(r, graph.column[e]) = graph.weight[e];
    }
    const Eigen::VectorXd root = adjacency.rowwise().sum().cwiseSqrt().cwiseInverse();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(root.asDiagonal() * adjacency * root.asDiagonal());
    Random random(1);
    const auto plane = spectralLayout(graph, projectPca(points), random, {});
    for (int axis = 0; axis < 2; ++axis) {
        const auto& values = axis == 0 ? plane.x : plane.y;
        const Eigen::VectorXd ours = Eigen::Map<const Eigen::VectorXf>(values.data(), 220).cast<double>();
        const double cosine = std::abs(ours.normalized().dot(solver.eigenvectors().col(218 - axis)));
        QVERIFY2(cosine > 0.99, qPrintable(QString::number(cosine)));
    }
}

void TestUmap::spectralOfComponents()
{
    // Three clumps too far apart for any neighbours in common, and two rows alone.
    Matrix points = planted(302, 3, 3, 0.1F, 5);
    for (std::size_t r = 0; r < 300; ++r)
        points.row(r)[0] += 100.0F * static_cast<float>(r % 3);
    for (std::size_t r = 300; r < 302; ++r)
        points.row(r)[0] = -500;
    const auto component = connectedComponents(graphOf(points, 1));
    QCOMPARE(component[300], component[301]);
    QVERIFY(component[300] != component[0]);
    const auto plane = projectUmap(points, {.neighbours = 10});
    QVERIFY(isFinite(plane));
    std::vector<std::int32_t> labels(300);
    for (std::size_t r = 0; r < 300; ++r)
        labels[r] = static_cast<std::int32_t>(r % 3);
    Matrix drawn = matrixOf(plane);
    drawn.rows = 300;
    drawn.values.resize(600);
    QVERIFY(silhouette(drawn, labels).mean > 0.5);
}

void TestUmap::plantedClustersStayApart()
{
    const Matrix points = planted(800, 32, 8, 0.5F, 6);
    std::vector<std::int32_t> labels(800);
    for (std::size_t r = 0; r < 800; ++r)
        labels[r] = static_cast<std::int32_t>(r % 8);
    for (const auto start : {UmapStart::Spectral, UmapStart::Pca}) {
        for (const auto metric : {NeighbourMetric::Euclidean, NeighbourMetric::Cosine}) {
            const auto plane = projectUmap(points, {.metric = metric, .start = start}, {.threads = 2});
            const double apart = silhouette(matrixOf(plane), labels).mean;
            QVERIFY2(apart > 0.7, qPrintable(QString::number(apart)));
        }
    }
}

void TestUmap::trustworthierThanPca()
{
    const Matrix points = planted(1500, 12, 25, 0.7F, 7);
    const auto ours = measureMap(points, projectUmap(points, {}, {.threads = 2}));
    const auto pca = measureMap(points, projectPca(points));
    QVERIFY2(ours.trustworthiness > pca.trustworthiness + 0.1, qPrintable(QString::number(ours.trustworthiness)));
}

void TestUmap::sameBitsForSeed()
{
    const Matrix points = planted(2503, 10, 12, 0.6F, 8); // enough for several threads
    UmapOptions options{.epochs = 30, .seed = 5};
    const auto one = projectUmap(points, options);
    const auto again = projectUmap(points, options);
    const auto three = projectUmap(points, options, {.threads = 3});
    QVERIFY(one.x == again.x && one.y == again.y);
    QVERIFY(one.x == three.x && one.y == three.y);
    options.seed = 6;
    QVERIFY(projectUmap(points, options).x != one.x);
    QVERIFY(std::abs(std::accumulate(one.x.begin(), one.x.end(), 0.0)) < 0.1);
}

void TestUmap::picturesAsItForms()
{
    const Matrix points = planted(900, 10, 12, 0.6F, 9);
    double last = -1;
    int pictures = 0;
    const auto begin = std::chrono::steady_clock::now();
    const auto plane = projectUmap(points, {}, {}, [&](double fraction, const Projection& picture) {
        QVERIFY(fraction > last && fraction < 1);
        QCOMPARE(picture.x.size(), points.rows);
        last = fraction;
        ++pictures;
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    QVERIFY(pictures >= 1);
    QVERIFY2(pictures <= 1 + 20 * seconds, qPrintable(QString::number(pictures)));
    const auto unseen = projectUmap(points);
    QVERIFY(unseen.x == plane.x);
}

void TestUmap::stopIsObeyed()
{
    const Matrix points = planted(500, 5, 5, 0.5F, 10);
    std::stop_source stop;
    RunContext context{.stop = stop.get_token()};
    context.progress = [&](double fraction, std::string_view what) {
        if (what == "Drawing the map" && fraction > 0.5)
            stop.request_stop();
    };
    QCOMPARE(codeOf([&] { projectUmap(points, {}, context); }), ErrorCode::Stopped);
}

void TestUmap::goesOnFromCoordinates()
{
    Matrix points = planted(600, 8, 6, 0.5F, 11);
    const auto before = projectUmap(points);
    Random random(1);
    for (float& value : points.values)
        value += 0.02F * static_cast<float>(random.normal());
    const auto after = projectUmap(points, {.epochs = 10, .learningRate = 0.1, .coordinates = before});
    const auto anew = projectUmap(points, {.epochs = 10, .learningRate = 0.1});
    const auto movedFrom = [&](const Projection& plane) {
        double sum = 0;
        for (std::size_t r = 0; r < points.rows; ++r)
            sum += std::hypot(plane.x[r] - before.x[r], plane.y[r] - before.y[r]);
        return sum / static_cast<double>(points.rows);
    };
    QVERIFY(movedFrom(after) < 0.5);
    QVERIFY(movedFrom(after) < movedFrom(anew) / 4);
}

void TestUmap::placesFurtherRows()
{
    const Matrix all = planted(900, 10, 6, 0.5F, 12);
    Matrix points(840, 10);
    Matrix further(60, 10);
    std::copy_n(all.values.begin(), points.values.size(), points.values.begin());
    std::copy_n(all.values.begin() + 8400, further.values.size(), further.values.begin());
    const auto map = projectUmap(points);
    const auto placed = umapTransform(points, map, further, {}, {.threads = 2});
    const auto again = umapTransform(points, map, further);
    QVERIFY(placed.x == again.x && placed.y == again.y);
    // Each lies in its own cluster: the nearest points of the map are of the same.
    const auto near = nearestNeighboursOf(matrixOf(placed), matrixOf(map), 5, NeighbourMetric::Euclidean);
    int right = 0;
    for (std::size_t r = 0; r < 60; ++r) {
        for (const auto row : near.neighboursOf(r))
            right += static_cast<std::size_t>(row) % 6 == r % 6;
    }
    QVERIFY2(right >= 295, qPrintable(QString::number(right)));
    QVERIFY(umapTransform(points, map, Matrix(0, 10)).x.empty());
}

void TestUmap::fewRows()
{
    QVERIFY(projectUmap(Matrix()).x.empty());
    QCOMPARE(projectUmap(Matrix(1, 3)).x.size(), std::size_t(1));
    for (const std::size_t rows : {2, 3, 5, 9, 17}) {
        for (const auto start : {UmapStart::Spectral, UmapStart::Pca}) {
            const auto plane = projectUmap(matrix(rows, 3, 1), {.start = start});
            QCOMPARE(plane.x.size(), rows);
            QVERIFY(isFinite(plane));
        }
    }
    // All in one place, and one column.
    QVERIFY(isFinite(projectUmap(Matrix(40, 3))));
    QVERIFY(isFinite(projectUmap(matrix(40, 1, 2))));
}

void TestUmap::whatCannotBe()
{
    const Matrix points = matrix(50, 3, 1);
    const auto codeFor = [&](const UmapOptions& options) { return codeOf([&] { projectUmap(points, options); }); };
    QCOMPARE(codeFor({.neighbours = 1}), ErrorCode::InvalidArgument);
    QCOMPARE(codeFor({.epochs = -1}), ErrorCode::InvalidArgument);
    QCOMPARE(codeFor({.negatives = -1}), ErrorCode::InvalidArgument);
    QCOMPARE(codeFor({.learningRate = 0}), ErrorCode::InvalidArgument);
    QCOMPARE(codeFor({.coordinates = Projection{.x = {1}, .y = {1}}}), ErrorCode::InvalidArgument);
    Projection bad{.x = std::vector<float>(50), .y = std::vector<float>(50)};
    bad.y[3] = std::numeric_limits<float>::quiet_NaN();
    QCOMPARE(codeFor({.coordinates = bad}), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { projectUmap(points, nearestNeighbours(points, 3), {}); }), ErrorCode::InvalidArgument);
    Matrix broken = points;
    broken.values[0] = std::numeric_limits<float>::quiet_NaN();
    QCOMPARE(codeOf([&] { projectUmap(broken); }), ErrorCode::Format);
}

void TestUmap::kernelsOfAllSets()
{
    // One epoch without negatives: each point moves by the formula, along the one edge that it has.
    std::vector<const kernels::UmapKernels*> sets = {&kernels::portableUmapKernels()};
    if (kernels::bestInstructionSet() == kernels::InstructionSet::Avx2)
        sets.push_back(&kernels::avx2UmapKernels());
    const Matrix points = matrix(16, 2, 3);
    const std::vector<std::size_t> slots = {0, 1};
    std::vector<std::uint32_t> targets(8);
    const std::vector<std::uint32_t> shares(8, UINT32_MAX);
    for (std::uint32_t lane = 0; lane < 8; ++lane)
        targets[lane] = 7 - lane;
    constexpr double kA = 1.577;
    constexpr double kB = 0.895;
    for (const auto* set : sets) {
        std::vector<float> moved(16);
        std::vector<std::uint32_t> scratch(24);
        kernels::UmapEpoch epoch;
        epoch.before = points.values.data();
        epoch.after = moved.data();
        epoch.others = points.values.data();
        epoch.otherCount = 8;
        epoch.slots = slots.data();
        epoch.targets = targets.data();
        epoch.shares = shares.data();
        epoch.epoch = 2; // in epoch 1, the very first edge is not used yet
        epoch.rate = 0.1F;
        epoch.a = static_cast<float>(kA);
        epoch.b = static_cast<float>(kB);
        epoch.negatives = 0;
        epoch.pullTwice = false;
        set->moveGroups(epoch, 0, 1, scratch.data());
        for (std::size_t lane = 0; lane < 8; ++lane) {
            const auto from = points.row(lane);
            const auto to = points.row(7 - lane);
            const double squared = std::pow(from[0] - to[0], 2) + std::pow(from[1] - to[1], 2);
            const double strength = 2 * kA * kB * std::pow(squared, kB - 1) / (1 + kA * std::pow(squared, kB));
            for (std::size_t axis = 0; axis < 2; ++axis) {
                const double step = std::clamp(strength * (to[axis] - from[axis]), -4.0, 4.0);
                QVERIFY(std::abs(moved[2 * lane + axis] - (from[axis] + 0.1 * step)) < 1e-4);
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestUmap)
#include "tst_umap.moc"
