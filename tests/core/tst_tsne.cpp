#include "embedding/kernels/tsne_kernels.h"
#include "embedding/quad_tree.h"
#include "embedding/tsne_affinities.h"
#include "embedding/tsne_gradient.h"

#include <matinee/map_quality.h>
#include <matinee/random.h>
#include <matinee/tsne.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <set>

using namespace matinee;

namespace {

Matrix gaussian(std::size_t rows, std::size_t columns, std::uint64_t seed)
{
    Random random(seed);
    Matrix points(rows, columns);
    for (float& value : points.values)
        value = static_cast<float>(random.normal());
    return points;
}

/// groups clouds of as many points each, far apart; row r belongs to group r modulo groups.
Matrix planted(std::size_t groups, std::size_t each, std::size_t columns)
{
    const Matrix centres = gaussian(groups, columns, 1);
    Matrix points = gaussian(groups * each, columns, 2);
    for (std::size_t r = 0; r < points.rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c)
            points.row(r)[c] += 6 * centres.row(r % groups)[c];
    }
    return points;
}

std::vector<float> somewhere(std::size_t rows, double scale, std::uint64_t seed)
{
    Random random(seed);
    std::vector<float> positions(2 * rows);
    for (float& value : positions)
        value = static_cast<float>(scale * random.normal());
    return positions;
}

nlohmann::json golden()
{
    std::ifstream file(MATINEE_TINY_DATA "/goldens/projection.json");
    return nlohmann::json::parse(file);
}

Matrix pointsOf(const nlohmann::json& rows)
{
    Matrix points(rows.size(), rows[0].size());
    for (std::size_t r = 0; r < points.rows; ++r) {
        for (std::size_t c = 0; c < points.columns; ++c)
            points.row(r)[c] = rows[r][c].get<float>();
    }
    return points;
}

template <class Call>
ErrorCode codeOf(const Call& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::Internal;
}

using Joint = std::map<std::pair<std::size_t, std::size_t>, double>;

Joint jointOf(const Affinities& affinities)
{
    Joint joint;
    for (std::size_t i = 0; i < affinities.rows(); ++i) {
        for (std::size_t n = affinities.starts[i]; n < affinities.starts[i + 1]; ++n) {
            if (affinities.probabilities[n] > 0)
                joint[{i, std::size_t(affinities.partners[n])}] = affinities.probabilities[n];
        }
    }
    return joint;
}

/// The divergence with attraction times a factor, by its definition, in double.
double objective(const Joint& joint, const std::vector<double>& at, double exaggeration)
{
    const std::size_t rows = at.size() / 2;
    const auto kernel = [&](std::size_t i, std::size_t j) {
        const double dx = at[2 * i] - at[2 * j];
        const double dy = at[2 * i + 1] - at[2 * j + 1];
        return 1 / (1 + dx * dx + dy * dy);
    };
    double normaliser = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < rows; ++j)
            normaliser += i == j ? 0 : kernel(i, j);
    }
    double sum = std::log(normaliser);
    for (const auto& [pair, p] : joint)
        sum += p * std::log(p) - exaggeration * p * std::log(kernel(pair.first, pair.second));
    return sum;
}

Affinities affinitiesFor(const Matrix& points, int neighbours, double perplexity)
{
    return affinitiesOf(nearestNeighbours(points, neighbours), perplexity, {});
}

} // namespace

class TestTsne : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void calibrationIsScikitLearns();
    void calibrationOfOddDistances();
    void affinitiesAreScikitLearns();
    void treeHoldsEveryPoint();
    void gradientIsTheObjectives_data();
    void gradientIsTheObjectives();
    void treeIsNearTheExactGradient();
    void kernelsAgree();
    void plantedGroupsStayApart();
    void neighboursAreKept();
    void threadsDoNotShow();
    void goesOnFromCoordinates();
    void stopIsObeyed();
    void fewRows();
    void duplicatesAndLines();
    void wrongSettingsAreRefused();
};

void TestTsne::calibrationIsScikitLearns()
{
    const auto expected = golden();
    const double perplexity = expected["perplexity"];
    for (std::size_t r = 0; r < expected["squared_distances"].size(); ++r) {
        const auto squared = expected["squared_distances"][r].get<std::vector<double>>();
        std::vector<double> ours(squared.size());
        QVERIFY(calibrate(squared, perplexity, ours) > 0);
        double entropy = 0;
        for (std::size_t i = 0; i < ours.size(); ++i) {
            // Theirs ends its search at an entropy that is right to 1e-5.
            QVERIFY(std::abs(ours[i] - expected["conditional"][r][i].get<double>()) < 2e-5);
            entropy -= ours[i] > 0 ? ours[i] * std::log(ours[i]) : 0;
        }
        QVERIFY(std::abs(std::exp(entropy) - perplexity) < 1e-6);
    }
}

void TestTsne::calibrationOfOddDistances()
{
    std::vector<double> found(6);
    const auto sum = [&] { return std::accumulate(found.begin(), found.end(), 0.0); };
    // All at one distance: nothing but sharing is possible.
    calibrate(std::vector<double>(6, 4.0), 2, found);
    QVERIFY(std::all_of(found.begin(), found.end(), [](double p) { return std::abs(p - 1.0 / 6) < 1e-12; }));
    // Four nearest ones where the perplexity asks for two.
    calibrate(std::vector<double>{1, 1, 1, 1, 5, 9}, 2, found);
    QVERIFY(std::abs(found[0] - 0.25) < 1e-6 && std::abs(sum() - 1) < 1e-12);
    // Scales far from one.
    for (const double scale : {1e-20, 1e20}) {
        calibrate(std::vector<double>{1 * scale, 2 * scale, 3 * scale, 5 * scale, 8 * scale, 13 * scale}, 3, found);
        double entropy = 0;
        for (const double p : found)
            entropy -= p > 0 ? p * std::log(p) : 0;
        QVERIFY(std::abs(std::exp(entropy) - 3) < 1e-6);
    }
    calibrate(std::vector<double>{0, 1, 1, 1, 1, 1}, 1, found);
    QVERIFY(std::abs(found[0] - 1) < 1e-6);
}

void TestTsne::affinitiesAreScikitLearns()
{
    const auto expected = golden();
    const Affinities affinities =
        affinitiesFor(pointsOf(expected["points"]), expected["neighbours"], expected["perplexity"]);
    const Joint joint = jointOf(affinities);
    QCOMPARE(joint.size(), 2 * expected["joint"].size());
    double sum = 0;
    double entropyTerm = 0;
    for (const auto& [pair, p] : joint) {
        QCOMPARE(p, joint.at({pair.second, pair.first}));
        sum += p;
        entropyTerm += p * std::log(p);
    }
    QVERIFY(std::abs(sum - 1) < 1e-6);
    QVERIFY(std::abs(affinities.entropyTerm - entropyTerm) < 1e-6);
    for (const auto& entry : expected["joint"])
        QVERIFY(std::abs(joint.at({entry[0], entry[1]}) - entry[2].get<double>()) < 1e-6);
}

void TestTsne::treeHoldsEveryPoint()
{
    for (const std::size_t rows : {1, 7, 9, 1000, 5000}) {
        const auto positions = somewhere(rows, 10, rows);
        QuadTree tree;
        tree.build(positions.data(), rows);
        std::set<std::int32_t> places(tree.order().begin(), tree.order().end());
        QCOMPARE(places.size(), rows);
        std::vector<kernels::Repeller> found;
        for (std::size_t first = 0; first < rows; first += 100) {
            const auto box = tree.boxOf(first, std::min(first + 10, rows));
            tree.repellers(box, 0.5F, found);
            double mass = 0;
            double x = 0;
            double exact = 0;
            for (const auto& repeller : found) {
                mass += repeller.mass;
                x += double(repeller.mass) * repeller.x;
            }
            for (std::size_t i = 0; i < rows; ++i)
                exact += positions[2 * i];
            QCOMPARE(mass, double(rows));
            QVERIFY(std::abs(x - exact) < 1e-4 * double(rows));
            if (rows == 5000)
                QVERIFY(found.size() < 1000);
            tree.repellers(box, 0, found);
            QCOMPARE(found.size(), rows);
        }
        // Neighbours along the curve are neighbours in the plane: a tour through all is not much longer than the best.
        double tour = 0;
        for (std::size_t i = 1; i < rows; ++i)
            tour += std::hypot(tree.x()[i] - tree.x()[i - 1], tree.y()[i] - tree.y()[i - 1]);
        QVERIFY(tour < 90 * std::sqrt(double(rows)));
    }
}

void TestTsne::gradientIsTheObjectives_data()
{
    QTest::addColumn<double>("exaggeration");
    QTest::addColumn<double>("scale");
    QTest::newRow("plain") << 1.0 << 2.0;
    QTest::newRow("exaggerated") << 12.0 << 1.0;
    QTest::newRow("spread out") << 1.0 << 20.0;
}

void TestTsne::gradientIsTheObjectives()
{
    QFETCH(double, exaggeration);
    QFETCH(double, scale);
    constexpr std::size_t kRows = 45;
    const Affinities affinities = affinitiesFor(gaussian(kRows, 5, 3), 21, 7);
    const Joint joint = jointOf(affinities);
    const auto positions = somewhere(kRows, scale, 4);
    std::vector<double> at(positions.begin(), positions.end());
    std::vector<float> gradient(positions.size());
    TsneGradient exact(affinities, 0);
    exact.compute(positions, exaggeration, gradient, {});
    QVERIFY(std::abs(exact.divergence(positions, {}) - objective(joint, at, 1)) < 1e-5);
    double largest = 0;
    for (const float slope : gradient)
        largest = std::max(largest, std::abs(double(slope)));
    constexpr double kStep = 1e-5;
    for (std::size_t i = 0; i < at.size(); ++i) {
        const double here = at[i];
        at[i] = here + kStep;
        const double above = objective(joint, at, exaggeration);
        at[i] = here - kStep;
        const double below = objective(joint, at, exaggeration);
        at[i] = here;
        QVERIFY(std::abs(gradient[i] - (above - below) / (2 * kStep)) < 1e-5 * largest + 1e-9);
    }
}

void TestTsne::treeIsNearTheExactGradient()
{
    constexpr std::size_t kRows = 2000;
    const Affinities affinities = affinitiesFor(gaussian(kRows, 5, 5), 61, 20);
    for (const double scale : {1e-4, 5.0, 30.0}) {
        const auto positions = somewhere(kRows, scale, 6);
        std::vector<float> exact(positions.size());
        std::vector<float> near(positions.size());
        TsneGradient(affinities, 0).compute(positions, 1, exact, {});
        TsneGradient(affinities, 0.5).compute(positions, 1, near, {});
        double error = 0;
        double length = 0;
        for (std::size_t i = 0; i < exact.size(); ++i) {
            error += std::pow(double(near[i]) - exact[i], 2);
            length += std::pow(double(exact[i]), 2);
        }
        QVERIFY2(std::sqrt(error / length) < 0.02, qPrintable(QString::number(std::sqrt(error / length))));
    }
}

void TestTsne::kernelsAgree()
{
    const auto& best = kernels::tsneKernels();
    const auto& plain = kernels::portableTsneKernels();
    const auto targets = somewhere(40, 3, 7);
    const auto sources = somewhere(101, 3, 8);
    std::vector<kernels::Repeller> repellers;
    for (std::size_t i = 0; i < 101; ++i)
        repellers.push_back({sources[2 * i], sources[2 * i + 1], static_cast<float>(1 + i % 5)});
    std::vector<float> found[2];
    for (const bool isBest : {false, true}) {
        auto& forces = found[isBest ? 1 : 0];
        forces.assign(120, 0.5F); // added to what is there
        (isBest ? best : plain)
            .repel(targets.data(), targets.data() + 40, 40, repellers.data(), repellers.size(), forces.data(),
                   forces.data() + 40, forces.data() + 80);
    }
    for (std::size_t t = 0; t < 40; ++t) {
        double expected[3] = {0.5, 0.5, 0.5};
        for (const auto& r : repellers) {
            const double dx = double(targets[t]) - r.x;
            const double dy = double(targets[t + 40]) - r.y;
            const double q = 1 / (1 + dx * dx + dy * dy);
            expected[0] += r.mass * q * q * dx;
            expected[1] += r.mass * q * q * dy;
            expected[2] += r.mass * q;
        }
        for (std::size_t k = 0; k < 3; ++k) {
            for (const auto& forces : found)
                QVERIFY(std::abs(forces[t + 40 * k] - expected[k]) < 1e-4);
        }
    }
    const std::vector<std::int32_t> neighbours = {3, 9, 100, 41, 0, 77, 5, 6, 8, 8, 12, 99, 64, 32, 16, 2};
    std::vector<float> weights(neighbours.size());
    std::iota(weights.begin(), weights.end(), 1.0F);
    double expected[2] = {0, 0};
    for (std::size_t n = 0; n < neighbours.size(); ++n) {
        const double dx = double(sources[14]) - sources[2 * std::size_t(neighbours[n])];
        const double dy = double(sources[15]) - sources[2 * std::size_t(neighbours[n]) + 1];
        expected[0] += weights[n] / (1 + dx * dx + dy * dy) * dx;
        expected[1] += weights[n] / (1 + dx * dx + dy * dy) * dy;
    }
    for (const auto* kernel : {&best, &plain}) {
        float force[2];
        kernel->attract(sources.data(), 7, neighbours.data(), weights.data(), neighbours.size(), force);
        QVERIFY(std::abs(force[0] - expected[0]) < 1e-4 && std::abs(force[1] - expected[1]) < 1e-4);
    }
}

void TestTsne::plantedGroupsStayApart()
{
    constexpr std::size_t kGroups = 6;
    const Matrix points = planted(kGroups, 60, 10);
    const TsneResult result = projectTsne(points, {.iterations = 500}, {.threads = 2});
    QCOMPARE(result.perplexity, 30.0);
    QVERIFY(result.divergence > 0 && result.divergence < 2);
    const auto& [x, y, explained] = result.projection;
    for (std::size_t r = 0; r < points.rows; ++r) {
        double within = 0; // the farthest of its own group
        double beyond = 1e9;
        for (std::size_t s = 0; s < points.rows; ++s) {
            const double distance = std::hypot(double(x[r]) - x[s], double(y[r]) - y[s]);
            if (r % kGroups == s % kGroups)
                within = std::max(within, distance);
            else
                beyond = std::min(beyond, distance);
        }
        QVERIFY2(within < beyond, qPrintable(QStringLiteral("%1: %2, %3").arg(r).arg(within).arg(beyond)));
    }
    QVERIFY(std::abs(std::accumulate(x.begin(), x.end(), 0.0)) < 1e-2);
    QVERIFY(std::abs(std::accumulate(y.begin(), y.end(), 0.0)) < 1e-2);
}

void TestTsne::neighboursAreKept()
{
    // A cloud without groups: the plane cannot hold it, but near rows can stay near.
    const Matrix points = gaussian(600, 6, 13);
    const auto trust = [&](const Projection& picture) { return measureMap(points, picture).trustworthiness; };
    const double pca = trust(projectPca(points));
    const double tsne = trust(projectTsne(points).projection);
    QVERIFY2(tsne > 0.8 && tsne > pca + 0.05, qPrintable(QStringLiteral("%1, %2").arg(tsne).arg(pca)));
}

void TestTsne::threadsDoNotShow()
{
    const Matrix points = planted(5, 200, 6);
    const TsneOptions options{.iterations = 60, .exaggeratedIterations = 30};
    const TsneResult one = projectTsne(points, options, {.threads = 1});
    for (const int threads : {1, 2, 5}) {
        const TsneResult more = projectTsne(points, options, {.threads = threads});
        QVERIFY(more.projection.x == one.projection.x && more.projection.y == one.projection.y);
        QCOMPARE(more.divergence, one.divergence);
    }
}

void TestTsne::goesOnFromCoordinates()
{
    const Matrix points = planted(4, 100, 8);
    const TsneResult before = projectTsne(points, {.iterations = 400});
    const TsneResult after = projectTsne(points, {.iterations = 50, .coordinates = before.projection});
    QVERIFY(after.divergence <= before.divergence + 1e-3);
    double extent = 0;
    double moved = 0;
    for (std::size_t r = 0; r < points.rows; ++r) {
        extent += std::hypot(before.projection.x[r], before.projection.y[r]);
        moved +=
            std::hypot(after.projection.x[r] - before.projection.x[r], after.projection.y[r] - before.projection.y[r]);
    }
    QVERIFY2(moved < 0.2 * extent, qPrintable(QString::number(moved / extent)));
    const TsneResult still = projectTsne(points, {.iterations = 0, .coordinates = before.projection});
    QVERIFY(std::abs(still.divergence - before.divergence) < 1e-3);
}

void TestTsne::stopIsObeyed()
{
    const Matrix points = planted(4, 250, 8);
    std::stop_source stop;
    int pictures = 0;
    double last = 0;
    const auto onPicture = [&](double fraction, const Projection& picture) {
        QCOMPARE(picture.x.size(), points.rows);
        QVERIFY(fraction > last && fraction <= 1);
        last = fraction;
        if (++pictures == 2)
            stop.request_stop(); // in the middle of a hundred million iterations
    };
    QCOMPARE(codeOf([&] {
                 projectTsne(points, {.iterations = 100'000'000}, {.stop = stop.get_token(), .threads = 2}, onPicture);
             }),
             ErrorCode::Stopped);
    QCOMPARE(pictures, 2);
    QCOMPARE(codeOf([&] { projectTsne(points, {}, {.stop = stop.get_token()}); }), ErrorCode::Stopped);
}

void TestTsne::fewRows()
{
    QVERIFY(projectTsne(Matrix(0, 3)).projection.x.empty());
    QCOMPARE(projectTsne(gaussian(1, 3, 9)).projection.x.size(), std::size_t(1));
    for (const std::size_t rows : {2, 3, 4, 10, 91}) {
        const TsneResult result = projectTsne(gaussian(rows, 3, 9), {.iterations = 300});
        QCOMPARE(result.perplexity, std::clamp(double(rows - 1) / 3, 1.0, 30.0));
        for (std::size_t r = 0; r < rows; ++r)
            QVERIFY(std::isfinite(result.projection.x[r]) && std::isfinite(result.projection.y[r]));
    }
}

void TestTsne::duplicatesAndLines()
{
    // Films that never trained are all at one place; and vectors with one column have no second axis to begin with.
    Matrix points = gaussian(300, 4, 10);
    std::fill(points.values.begin(), points.values.begin() + 800, 0.25F);
    for (const Matrix& odd : {points, gaussian(200, 1, 11), Matrix(150, 2)}) {
        const TsneResult result = projectTsne(odd, {.iterations = 300}, {.threads = 2});
        const auto [left, right] = std::minmax_element(result.projection.x.begin(), result.projection.x.end());
        const auto [bottom, top] = std::minmax_element(result.projection.y.begin(), result.projection.y.end());
        QVERIFY(std::isfinite(*left) && std::isfinite(*right) && std::isfinite(*bottom) && std::isfinite(*top));
        QVERIFY2(*right - *left > 1 && *top - *bottom > 1,
                 qPrintable(QStringLiteral("%1, %2").arg(*right - *left).arg(*top - *bottom)));
    }
}

void TestTsne::wrongSettingsAreRefused()
{
    Matrix points = gaussian(91, 3, 12);
    QVERIFY(projectTsne(points, {.perplexity = 30, .iterations = 1}).divergence > 0);
    const std::vector<TsneOptions> wrong = {{.perplexity = 30.1},
                                            {.perplexity = 0.5},
                                            {.perplexity = -1},
                                            {.iterations = -1},
                                            {.earlyExaggeration = 0},
                                            {.exaggeratedIterations = -1},
                                            {.lateExaggeration = 0.9},
                                            {.learningRate = -1},
                                            {.angle = -0.1},
                                            {.angle = 2},
                                            {.coordinates = Projection{.x = {1}, .y = {2}}}};
    for (const auto& options : wrong)
        QCOMPARE(codeOf([&] { projectTsne(points, options); }), ErrorCode::InvalidArgument);
    points.values[5] = std::nanf("");
    QCOMPARE(codeOf([&] { projectTsne(points); }), ErrorCode::Format);
}

QTEST_APPLESS_MAIN(TestTsne)
#include "tst_tsne.moc"
