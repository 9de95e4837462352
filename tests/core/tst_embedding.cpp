#include <matinee/clustering.h>
#include <matinee/neighbours.h>
#include <matinee/projection.h>
#include <matinee/random.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <numeric>

using namespace matinee;

namespace {

/// Adjusted Rand index (Hubert, Arabie 1985): 1 for equal divisions, 0 on average for random ones.
double adjustedRand(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b)
{
    const auto pairs = [](double n) { return n * (n - 1) / 2; };
    std::map<std::pair<int, int>, int> both;
    std::map<int, int> left;
    std::map<int, int> right;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ++both[{a[i], b[i]}];
        ++left[a[i]];
        ++right[b[i]];
    }
    double index = 0;
    double rows = 0;
    double columns = 0;
    for (const auto& [key, n] : both)
        index += pairs(n);
    for (const auto& [key, n] : left)
        rows += pairs(n);
    for (const auto& [key, n] : right)
        columns += pairs(n);
    const double expected = rows * columns / pairs(static_cast<double>(a.size()));
    return (index - expected) / ((rows + columns) / 2 - expected);
}

Matrix gaussian(std::size_t rows, std::size_t columns, std::uint64_t seed)
{
    Random random(seed);
    Matrix points(rows, columns);
    for (auto& value : points.values)
        value = static_cast<float>(random.normal());
    return points;
}

nlohmann::json goldens()
{
    std::ifstream file(MATINEE_TINY_DATA "/goldens/embedding.json");
    return nlohmann::json::parse(file);
}

Matrix pointsOf(const nlohmann::json& rows)
{
    Matrix points(rows.size(), rows.at(0).size());
    for (std::size_t r = 0; r < points.rows; ++r) {
        for (std::size_t c = 0; c < points.columns; ++c)
            points.row(r)[c] = rows[r][c].get<float>();
    }
    return points;
}

ErrorCode codeOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::Internal;
}

} // namespace

class TestEmbedding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plantedClustersAreFound();
    void inertiaIsScikitLearns_data();
    void inertiaIsScikitLearns();
    void clusteringHangsTogether();
    void sameSeedSameClusters();
    void duplicatesAndMoreClustersThanPlaces();
    void asManyClustersAsRows();
    void wrongInputIsRefused();
    void stopIsObeyed();
    void pcaIsNumPys_data();
    void pcaIsNumPys();
    void pcaOfFewPoints();
    void nearestAgainstBruteForce_data();
    void nearestAgainstBruteForce();
    void nearestOddities();
};

void TestEmbedding::plantedClustersAreFound()
{
    // Ten unit Gaussians whose centres lie 10 or more apart: the true division is the best one.
    constexpr std::size_t kClusters = 10;
    constexpr std::size_t kColumns = 8;
    Random random(3);
    Matrix centres(kClusters, kColumns);
    for (std::size_t c = 0; c < kClusters; ++c)
        centres.row(c)[c % kColumns] = c < kColumns ? 10.0F : -10.0F;
    Matrix points(1000, kColumns);
    std::vector<std::int32_t> truth(points.rows);
    for (std::size_t r = 0; r < points.rows; ++r) {
        // Sizes 10, 30, 50, ...: unequal, as clusters of films are.
        std::size_t c = 0;
        while ((c + 1) * (c + 1) * 10 <= r)
            ++c;
        truth[r] = static_cast<std::int32_t>(c);
        for (std::size_t k = 0; k < kColumns; ++k)
            points.row(r)[k] = centres.row(c)[k] + static_cast<float>(random.normal());
    }
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto found = kMeans(points, {.clusters = int(kClusters), .seed = seed});
        const double index = adjustedRand(found.assignment, truth);
        qInfo("seed %d: adjusted Rand index %.4f", static_cast<int>(seed), index);
        QVERIFY2(index > 0.99, qPrintable(QStringLiteral("adjusted Rand index %1").arg(index)));
    }
}

void TestEmbedding::inertiaIsScikitLearns_data()
{
    QTest::addColumn<int>("number");
    const auto file = goldens();
    for (std::size_t i = 0; i < file["cases"].size(); ++i)
        QTest::newRow(file["cases"][i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
}

void TestEmbedding::inertiaIsScikitLearns()
{
    QFETCH(int, number);
    const auto golden = goldens()["cases"][static_cast<std::size_t>(number)];
    const Matrix points = pointsOf(golden["points"]);
    std::vector<double> ours;
    for (std::uint64_t seed = 0; seed < 101; ++seed)
        ours.push_back(kMeans(points, {.clusters = golden["clusters"], .seed = seed}).inertia);
    std::sort(ours.begin(), ours.end());
    // Without structure the best of ten starts is one of many optima: what counts is where many seeds lie.
    const auto theirs = golden["inertia"];
    const double lowest = ours.front() / theirs["lowest"].get<double>();
    const double median = ours[50] / theirs["median"].get<double>();
    const double highest = ours.back() / theirs["highest"].get<double>();
    const auto text = QStringLiteral("ours / scikit-learn's: lowest %1, median %2, highest %3");
    qInfo("%s", qPrintable(text.arg(lowest).arg(median).arg(highest)));
    QVERIFY(lowest <= 1.005);
    QVERIFY(median <= 1.01);
    QVERIFY(highest <= 1.01);
}

void TestEmbedding::clusteringHangsTogether()
{
    const Matrix points = gaussian(700, 9, 5);
    const auto found = kMeans(points, {.clusters = 12, .seed = 1});
    QCOMPARE(found.assignment.size(), points.rows);
    QCOMPARE(found.centroids.rows, std::size_t(12));
    QCOMPARE(std::accumulate(found.sizes.begin(), found.sizes.end(), 0), 700);
    QVERIFY(std::is_sorted(found.sizes.begin(), found.sizes.end(), std::greater<>()));
    QVERIFY(found.iterations > 1);
    double inertia = 0;
    for (std::size_t r = 0; r < points.rows; ++r) {
        double nearest = std::numeric_limits<double>::infinity();
        double own = 0;
        for (std::size_t c = 0; c < 12; ++c) {
            double squared = 0;
            for (std::size_t k = 0; k < points.columns; ++k)
                squared += std::pow(double(points.row(r)[k]) - found.centroids.row(c)[k], 2);
            nearest = std::min(nearest, squared);
            if (static_cast<std::int32_t>(c) == found.assignment[r])
                own = squared;
        }
        QVERIFY(own <= nearest + 1e-4);
        QVERIFY(std::abs(std::sqrt(own) - double(found.distance[r])) < 1e-5);
        inertia += own;
    }
    QVERIFY(std::abs(inertia / found.inertia - 1) < 1e-6);
}

void TestEmbedding::sameSeedSameClusters()
{
    const Matrix points = gaussian(400, 6, 6);
    const auto one = kMeans(points, {.clusters = 8, .seed = 4});
    const auto two = kMeans(points, {.clusters = 8, .seed = 4});
    QVERIFY(one.assignment == two.assignment);
    QVERIFY(one.distance == two.distance);
    QVERIFY(one.centroids.values == two.centroids.values);
    QCOMPARE(one.inertia, two.inertia);
    const auto other = kMeans(points, {.clusters = 8, .starts = 1, .seed = 5});
    const auto another = kMeans(points, {.clusters = 8, .starts = 1, .seed = 6});
    QVERIFY(other.assignment != another.assignment);
}

void TestEmbedding::duplicatesAndMoreClustersThanPlaces()
{
    // Two places only, for five clusters.
    Matrix points(40, 3);
    for (std::size_t r = 30; r < 40; ++r)
        points.row(r)[0] = 7.0F;
    const auto found = kMeans(points, {.clusters = 5, .seed = 2});
    QVERIFY(found.inertia < 1e-9);
    QCOMPARE(std::accumulate(found.sizes.begin(), found.sizes.end(), 0), 40);
    QVERIFY(*std::min_element(found.sizes.begin(), found.sizes.end()) >= 1);
    for (const float value : found.centroids.values)
        QVERIFY(std::abs(value) < 1e-5F || std::abs(value - 7.0F) < 1e-5F);

    const auto same = kMeans(Matrix(6, 2), {.clusters = 3});
    QCOMPARE(same.inertia, 0.0);
    QVERIFY(*std::min_element(same.sizes.begin(), same.sizes.end()) >= 1);
}

void TestEmbedding::asManyClustersAsRows()
{
    const auto found = kMeans(gaussian(9, 2, 8), {.clusters = 9});
    QVERIFY(found.inertia < 1e-9);
    QVERIFY(found.sizes == std::vector<std::int32_t>(9, 1));
    const auto one = kMeans(gaussian(9, 2, 8), {.clusters = 1});
    QVERIFY(one.sizes == std::vector<std::int32_t>(1, 9));
}

void TestEmbedding::wrongInputIsRefused()
{
    Matrix points = gaussian(10, 2, 9);
    QCOMPARE(codeOf([&] { kMeans(points, {.clusters = 11}); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { kMeans(points, {.clusters = 0}); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { kMeans(Matrix(), {.clusters = 1}); }), ErrorCode::InvalidArgument);
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), -1e30F}) {
        points.row(4)[1] = bad;
        QCOMPARE(codeOf([&] { kMeans(points, {.clusters = 2}); }), ErrorCode::Format);
        QCOMPARE(codeOf([&] { projectPca(points); }), ErrorCode::Format);
    }
}

void TestEmbedding::stopIsObeyed()
{
    std::stop_source stop;
    int reports = 0;
    RunContext context{.stop = stop.get_token()};
    context.progress = [&](double, std::string_view) {
        if (++reports == 2)
            stop.request_stop(); // in the second of a million starts
    };
    const Matrix points = gaussian(300, 4, 10);
    QCOMPARE(codeOf([&] { kMeans(points, {.clusters = 5, .starts = 1'000'000}, context); }), ErrorCode::Stopped);
    QCOMPARE(reports, 2);
    QCOMPARE(codeOf([&] { projectPca(points, context); }), ErrorCode::Stopped);
}

void TestEmbedding::pcaIsNumPys_data()
{
    inertiaIsScikitLearns_data();
}

void TestEmbedding::pcaIsNumPys()
{
    QFETCH(int, number);
    const auto golden = goldens()["cases"][static_cast<std::size_t>(number)];
    const Matrix points = pointsOf(golden["points"]);
    const auto ours = projectPca(points);
    for (std::size_t axis = 0; axis < 2; ++axis) {
        QVERIFY(std::abs(ours.explained[axis] - golden["explained"][axis].get<double>()) < 1e-9);
        const auto& values = axis == 0 ? ours.x : ours.y;
        QCOMPARE(values.size(), points.rows);
        double same = 0;
        double mirrored = 0;
        for (std::size_t r = 0; r < points.rows; ++r) {
            const double theirs = golden["plane"][r][axis];
            same = std::max(same, std::abs(double(values[r]) - theirs));
            mirrored = std::max(mirrored, std::abs(double(values[r]) + theirs));
        }
        QVERIFY2(std::min(same, mirrored) < 1e-5, qPrintable(QString::number(std::min(same, mirrored))));
    }
    QVERIFY(projectPca(points).x == ours.x);
}

void TestEmbedding::pcaOfFewPoints()
{
    QVERIFY(projectPca(Matrix()).x.empty());
    const auto one = projectPca(gaussian(1, 4, 1));
    QCOMPARE(one.x.at(0), 0.0F);
    QCOMPARE(one.explained[0], 0.0);
    Matrix line(3, 1);
    line.values = {1, 2, 6};
    const auto flat = projectPca(line);
    QVERIFY(flat.x == std::vector<float>({-2, -1, 3}));
    QVERIFY(flat.y == std::vector<float>({0, 0, 0}));
    QCOMPARE(flat.explained[0], 1.0);
}

void TestEmbedding::nearestAgainstBruteForce_data()
{
    QTest::addColumn<int>("similarity");
    QTest::newRow("cosine") << static_cast<int>(Similarity::Cosine);
    QTest::newRow("euclidean") << static_cast<int>(Similarity::Euclidean);
    QTest::newRow("dot") << static_cast<int>(Similarity::Dot);
}

void TestEmbedding::nearestAgainstBruteForce()
{
    QFETCH(int, similarity);
    const auto kind = static_cast<Similarity>(similarity);
    const Matrix points = gaussian(120, 5, 11);
    constexpr std::int32_t kRow = 17;
    std::vector<std::pair<double, std::int32_t>> expected;
    for (std::int32_t other = 0; other < 120; ++other) {
        if (other == kRow)
            continue;
        const auto a = points.row(kRow);
        const auto b = points.row(static_cast<std::size_t>(other));
        double dot = 0;
        double lengthA = 0;
        double lengthB = 0;
        double squared = 0;
        for (std::size_t c = 0; c < 5; ++c) {
            dot += double(a[c]) * b[c];
            lengthA += double(a[c]) * a[c];
            lengthB += double(b[c]) * b[c];
            squared += std::pow(double(a[c]) - b[c], 2);
        }
        const double value = kind == Similarity::Dot      ? dot
                             : kind == Similarity::Cosine ? dot / std::sqrt(lengthA * lengthB)
                                                          : -std::sqrt(squared);
        expected.emplace_back(-value, other);
    }
    std::sort(expected.begin(), expected.end());
    const auto found = nearestRows(points, kRow, 15, kind);
    QCOMPARE(found.size(), std::size_t(15));
    for (std::size_t i = 0; i < found.size(); ++i) {
        QCOMPARE(found[i].row, expected[i].second);
        QVERIFY(std::abs(found[i].similarity + expected[i].first) < 1e-6);
    }
    QCOMPARE(nearestRows(points, kRow, 1000, kind).size(), std::size_t(119));
    QVERIFY(nearestRows(points, kRow, 0, kind).empty());
}

void TestEmbedding::nearestOddities()
{
    Matrix points(5, 2);
    points.values = {1, 0, 2, 0, 0, 0, std::numeric_limits<float>::quiet_NaN(), 1, 3, 0};
    const auto found = nearestRows(points, 0, 4, Similarity::Cosine);
    // Rows 1 and 4 point the same way (ties by row), a vector of length zero is similar to nothing, NaN comes last.
    QCOMPARE(found[0].row, 1);
    QCOMPARE(found[1].row, 4);
    QCOMPARE(found[2].row, 2);
    QCOMPARE(found[2].similarity, 0.0F);
    QCOMPARE(found[3].row, 3);
    QCOMPARE(codeOf([&] { nearestRows(points, 5, 1, Similarity::Dot); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { nearestRows(points, -1, 1, Similarity::Dot); }), ErrorCode::InvalidArgument);
}

QTEST_APPLESS_MAIN(TestEmbedding)
#include "tst_embedding.moc"
