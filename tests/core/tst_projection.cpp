#include <matinee/alignment.h>
#include <matinee/projection.h>
#include <matinee/random.h>
#include <matinee/vector_preparation.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

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

Projection scattered(std::size_t rows, std::uint64_t seed)
{
    const Matrix points = gaussian(rows, 2, seed);
    Projection picture;
    for (std::size_t r = 0; r < rows; ++r) {
        picture.x.push_back(3 * points.row(r)[0] + 1);
        picture.y.push_back(points.row(r)[1] - 2);
    }
    return picture;
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

double dot(std::span<const double> a, std::span<const double> b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double medianDistance(const Projection& a, const Projection& b)
{
    std::vector<double> distances;
    for (std::size_t i = 0; i < a.x.size(); ++i)
        distances.push_back(std::hypot(double(a.x[i]) - b.x[i], double(a.y[i]) - b.y[i]));
    std::nth_element(distances.begin(), distances.begin() + std::ptrdiff_t(distances.size() / 2), distances.end());
    return distances[distances.size() / 2];
}

double largestDistance(const Projection& a, const Projection& b)
{
    double largest = 0;
    for (std::size_t i = 0; i < a.x.size(); ++i)
        largest = std::max(largest, std::hypot(double(a.x[i]) - b.x[i], double(a.y[i]) - b.y[i]));
    return largest;
}

} // namespace

class TestProjection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void componentsAreNumPys();
    void threadsDoNotShow();
    void anyPlaneAndAnyAxis();
    void oneAndTwoColumnsAreNotTurned();
    void fewDimensionsAmongMany();
    void wrongAxesAreRefused();

    void popularityIsFound();
    void popularityIsRemoved();
    void formsOfVectors();
    void oddVectors();

    void plantedMotionIsUndone_data();
    void plantedMotionIsUndone();
    void mirroringCanBeForbidden();
    void weightsLeavePointsOut();
    void noisyFramesComeNearer();
    void picturesWithoutExtent();
};

void TestProjection::componentsAreNumPys()
{
    const auto expected = golden();
    const Matrix points = pointsOf(expected["points"]);
    const Pca pca = fitPca(points, 100);
    QCOMPARE(pca.components(), points.columns); // there are no more
    double total = 0;
    for (std::size_t a = 0; a < pca.components(); ++a) {
        const auto theirs = expected["pca"]["axes"][a].get<std::vector<double>>();
        const double variance = expected["pca"]["variances"][a];
        total += variance;
        QVERIFY(std::abs(pca.mean[a] - expected["pca"]["mean"][a].get<double>()) < 1e-12);
        QVERIFY(std::abs(pca.variances[a] - variance) < 1e-10 * pca.variances[0]);
        QVERIFY(std::abs(std::abs(dot(pca.axis(a), theirs)) - 1) < 1e-10);
        const auto axis = pca.axis(a);
        QVERIFY(*std::max_element(axis.begin(), axis.end(),
                                  [](double l, double r) { return std::abs(l) < std::abs(r); }) > 0);
        for (std::size_t b = 0; b < a; ++b)
            QVERIFY(std::abs(dot(axis, pca.axis(b))) < 1e-12);
    }
    QVERIFY(std::abs(pca.totalVariance - total) < 1e-9);
    QVERIFY(std::abs(pca.explained(0) - pca.variances[0] / total) < 1e-12);
}

void TestProjection::threadsDoNotShow()
{
    const Matrix points = gaussian(20'011, 7, 1);
    const Projection one = projectPca(points, {.threads = 1});
    for (const int threads : {2, 5}) {
        const Projection more = projectPca(points, {.threads = threads});
        QVERIFY(more.x == one.x && more.y == one.y);
        QVERIFY(std::equal(more.explained, more.explained + 2, one.explained));
    }
}

void TestProjection::anyPlaneAndAnyAxis()
{
    const Matrix points = gaussian(300, 5, 2);
    const Pca pca = fitPca(points, 4);
    QCOMPARE(pca.components(), std::size_t(4));
    const Projection first = projectPca(points);
    QVERIFY(projectOnto(points, pca, 0, 1).x == first.x);
    const Projection picture = projectOnto(points, pca, 3, 1);
    QCOMPARE(picture.explained[0], pca.explained(3));
    QVERIFY(picture.y == first.y);
    QVERIFY(coordinatesAlong(points, pca.mean, pca.axis(3)) == picture.x);
    // An axis of one's own, of whatever length.
    const std::vector<double> axis = {0, 2, 0, 0, -1};
    const auto along = coordinatesAlong(points, std::vector<double>(5, 1.0), axis, {.threads = 2});
    for (std::size_t r = 0; r < points.rows; ++r)
        QVERIFY(std::abs(along[r] - (2 * (points.row(r)[1] - 1.0) - (points.row(r)[4] - 1.0))) < 1e-5);
}

void TestProjection::oneAndTwoColumnsAreNotTurned()
{
    Matrix points(3, 2);
    points.values = {1, 10, 2, 30, 6, 50};
    const Projection picture = projectPca(points);
    QVERIFY(picture.x == std::vector<float>({-2, -1, 3}));
    QVERIFY(picture.y == std::vector<float>({-20, 0, 20}));
    const double variances[] = {14.0 / 3, 800.0 / 3};
    QVERIFY(std::abs(picture.explained[0] - variances[0] / (variances[0] + variances[1])) < 1e-12);
    QVERIFY(std::abs(picture.explained[1] - variances[1] / (variances[0] + variances[1])) < 1e-12);
    const Projection line = projectPca(gaussian(10, 1, 3));
    QVERIFY(line.y == std::vector<float>(10, 0.0F));
    QCOMPARE(line.explained[0], 1.0);
}

void TestProjection::fewDimensionsAmongMany()
{
    // All on a line in space: the second axis has no variance, and nothing is not finite.
    Matrix points(50, 4);
    for (std::size_t r = 0; r < points.rows; ++r) {
        for (std::size_t c = 0; c < 4; ++c)
            points.row(r)[c] = static_cast<float>(r) * (c == 0 ? -2.0F : 1.0F);
    }
    const Projection picture = projectPca(points);
    QVERIFY(picture.explained[0] > 1 - 1e-9);
    for (std::size_t r = 0; r < points.rows; ++r) {
        QVERIFY(std::abs(std::abs(picture.x[r]) - std::abs(static_cast<float>(r) - 24.5F) * std::sqrt(7.0F)) < 1e-3F);
        QVERIFY(std::abs(picture.y[r]) < 1e-4F);
    }
    const Projection same = projectPca(Matrix(5, 3));
    QVERIFY(same.x == std::vector<float>(5, 0.0F));
    QCOMPARE(same.explained[0], 0.0);
    const Projection three = projectPca(gaussian(20, 3, 4));
    QVERIFY(three.explained[0] >= three.explained[1] && three.explained[1] > 0);
}

void TestProjection::wrongAxesAreRefused()
{
    const Matrix points = gaussian(10, 3, 5);
    const Pca pca = fitPca(points, 2);
    QCOMPARE(codeOf([&] { fitPca(points, 0); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { projectOnto(points, pca, 0, 2); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { projectOnto(gaussian(10, 4, 5), pca, 0, 1); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { coordinatesAlong(points, pca.mean, std::vector<double>(2)); }), ErrorCode::InvalidArgument);
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(codeOf([&] { fitPca(points, 2, {.stop = stop.get_token()}); }), ErrorCode::Stopped);
}

void TestProjection::popularityIsFound()
{
    // The logarithm of the count is planted along a direction.
    const std::vector<double> planted = {2.0 / 3, -1.0 / 3, 2.0 / 3};
    Random random(6);
    Matrix vectors(400, 3);
    std::vector<std::int32_t> counts;
    for (std::size_t r = 0; r < vectors.rows; ++r) {
        counts.push_back(static_cast<std::int32_t>(random.below(5000)));
        std::vector<double> noise = {random.normal(), random.normal(), random.normal()};
        const double along = std::log1p(counts.back()) - dot(noise, planted);
        for (std::size_t c = 0; c < 3; ++c)
            vectors.row(r)[c] = static_cast<float>(7 + noise[c] + along * planted[c]);
    }
    const auto direction = popularityDirection(vectors, counts);
    QVERIFY(std::abs(dot(direction, planted) - 1) < 1e-9);
}

void TestProjection::popularityIsRemoved()
{
    const Matrix vectors = gaussian(200, 4, 7);
    std::vector<std::int32_t> counts;
    for (std::size_t r = 0; r < vectors.rows; ++r)
        counts.push_back(static_cast<std::int32_t>(100 + 20 * vectors.row(r)[1]));
    const auto direction = popularityDirection(vectors, counts);
    QVERIFY(direction[1] > 0.99);
    QVERIFY(std::abs(dot(direction, direction) - 1) < 1e-12);
    const Matrix without = prepareVectors(vectors, counts, {.removePopularity = true}, {.threads = 2});
    double mean = 0;
    for (std::size_t r = 0; r < vectors.rows; ++r) {
        for (std::size_t c = 0; c < 4; ++c)
            mean += vectors.row(r)[c] * direction[c] / static_cast<double>(vectors.rows);
    }
    for (std::size_t r = 0; r < vectors.rows; ++r) {
        double along = 0;
        double moved = 0;
        for (std::size_t c = 0; c < 4; ++c) {
            along += without.row(r)[c] * direction[c];
            moved += (vectors.row(r)[c] - without.row(r)[c]) * direction[c];
        }
        QVERIFY(std::abs(along - mean) < 1e-6); // all that is left is the mean
        for (std::size_t c = 0; c < 4; ++c)     // and the move was along the direction alone
            QVERIFY(std::abs(vectors.row(r)[c] - without.row(r)[c] - moved * direction[c]) < 1e-6);
    }
}

void TestProjection::formsOfVectors()
{
    Matrix vectors(3, 2);
    vectors.values = {3, 4, 0, 0, -6, 2};
    QVERIFY(prepareVectors(vectors, {}, {}).values == vectors.values);
    QVERIFY(prepareVectors(vectors, {}, {.form = VectorForm::Centred}).values ==
            std::vector<float>({4, 2, 1, -2, -5, 0}));
    const auto normalised = prepareVectors(vectors, {}, {.form = VectorForm::Normalised}).values;
    const double length = std::sqrt(40.0);
    const std::vector<double> expected = {.6, .8, 0, 0, -6 / length, 2 / length};
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY(std::abs(normalised[i] - expected[i]) < 1e-7);
}

void TestProjection::oddVectors()
{
    const Matrix vectors = gaussian(20, 3, 8);
    const VectorPreparation removing{.removePopularity = true};
    // Counts that do not differ tell no direction.
    QVERIFY(prepareVectors(vectors, std::vector<std::int32_t>(20, 3), removing).values == vectors.values);
    QVERIFY(prepareVectors(Matrix(20, 3), std::vector<std::int32_t>(20, 3), removing).values == Matrix(20, 3).values);
    QVERIFY(prepareVectors(Matrix(), {}, removing).values.empty());
    // Two columns that are the same: of all solutions the shortest, which shares between them.
    Matrix twins(20, 2);
    std::vector<std::int32_t> counts;
    for (std::size_t r = 0; r < 20; ++r) {
        twins.row(r)[0] = twins.row(r)[1] = vectors.row(r)[0];
        counts.push_back(static_cast<std::int32_t>(50 + 10 * vectors.row(r)[0]));
    }
    const auto direction = popularityDirection(twins, counts);
    QVERIFY(std::abs(direction[0] - std::sqrt(.5)) < 1e-6 && std::abs(direction[1] - std::sqrt(.5)) < 1e-6);

    QCOMPARE(codeOf([&] { prepareVectors(vectors, std::vector<std::int32_t>(19, 3), removing); }),
             ErrorCode::InvalidArgument);
    counts[4] = -1;
    QCOMPARE(codeOf([&] { prepareVectors(vectors, counts, removing); }), ErrorCode::InvalidArgument);
    Matrix bad = vectors;
    bad.values[5] = std::nanf("");
    QCOMPARE(codeOf([&] { prepareVectors(bad, counts, {}); }), ErrorCode::Format);
}

void TestProjection::plantedMotionIsUndone_data()
{
    QTest::addColumn<bool>("mirrored");
    QTest::addColumn<double>("scale");
    QTest::newRow("turned") << false << 1.0;
    QTest::newRow("turned and mirrored") << true << 1.0;
    QTest::newRow("turned and scaled") << false << 0.3;
    QTest::newRow("turned, mirrored and scaled") << true << 4.0;
}

void TestProjection::plantedMotionIsUndone()
{
    QFETCH(bool, mirrored);
    QFETCH(double, scale);
    const Projection target = scattered(200, 9);
    for (const double angle : {0.3, 1.9, 3.1, -2.2}) {
        PlaneTransform motion{scale * std::cos(angle),
                              -scale * std::sin(angle),
                              scale * std::sin(angle),
                              scale * std::cos(angle),
                              0.5,
                              -0.25};
        if (mirrored) {
            motion.xx = -motion.xx;
            motion.yx = -motion.yx;
        }
        Projection picture = target;
        motion.apply(picture);
        const PlaneTransform back = alignmentTo(target, picture, {.scale = scale != 1});
        // The inverse in closed form: transposed over the square of the scale.
        const double square = scale * scale;
        QVERIFY(std::abs(back.xx - motion.xx / square) < 1e-6);
        QVERIFY(std::abs(back.xy - motion.yx / square) < 1e-6);
        QVERIFY(std::abs(back.yx - motion.xy / square) < 1e-6);
        QVERIFY(std::abs(back.yy - motion.yy / square) < 1e-6);
        back.apply(picture);
        QVERIFY(largestDistance(picture, target) < 1e-5);
    }
}

void TestProjection::mirroringCanBeForbidden()
{
    const Projection target = scattered(50, 10);
    Projection picture = target;
    for (float& x : picture.x)
        x = -x;
    const PlaneTransform turned = alignmentTo(target, picture, {.mirror = false});
    QVERIFY(std::abs(turned.xx * turned.yy - turned.xy * turned.yx - 1) < 1e-12);
    const PlaneTransform free = alignmentTo(target, picture);
    QVERIFY(std::abs(free.xx * free.yy - free.xy * free.yx + 1) < 1e-12);
}

void TestProjection::weightsLeavePointsOut()
{
    const Projection target = scattered(60, 11);
    Projection picture = target;
    PlaneTransform{0, -1, 1, 0, 3, 4}.apply(picture);
    std::vector<double> weights(60, 2.0);
    for (std::size_t i = 0; i < 20; ++i) { // new ones, elsewhere
        picture.x[i] += 100;
        picture.y[i] *= -7;
        weights[i] = 0;
    }
    alignmentTo(target, picture, {.weights = weights}).apply(picture);
    for (std::size_t i = 20; i < 60; ++i)
        QVERIFY(std::hypot(double(picture.x[i]) - target.x[i], double(picture.y[i]) - target.y[i]) < 1e-5);
}

void TestProjection::noisyFramesComeNearer()
{
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Random random(seed);
        const Projection before = scattered(300, 100 + seed);
        Projection after = before;
        // Any motion, small ones too, under noise of up to a fifth of the picture's height.
        const double angle = (random.uniform() - 0.5) * 2 * 3.14159 * (seed % 2 == 0 ? 1 : 0.02);
        PlaneTransform{std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle), random.normal(), 0}.apply(
            after);
        const double noise = 0.004 * static_cast<double>(1 + seed);
        for (std::size_t i = 0; i < after.x.size(); ++i) {
            after.x[i] += static_cast<float>(noise * random.normal());
            after.y[i] += static_cast<float>(noise * random.normal());
        }
        Projection aligned = after;
        alignmentTo(before, after).apply(aligned);
        QVERIFY2(medianDistance(aligned, before) <= medianDistance(after, before), qPrintable(QString::number(seed)));
    }
}

void TestProjection::picturesWithoutExtent()
{
    const Projection target{.x = {1, 2, 3}, .y = {0, 0, 0}};
    Projection point{.x = {5, 5, 5}, .y = {6, 6, 6}};
    alignmentTo(target, point, {.scale = true}).apply(point);
    QVERIFY(point.x == std::vector<float>(3, 2.0F) && point.y == std::vector<float>(3, 0.0F));
    QCOMPARE(alignmentTo({}, {}).xx, 1.0);
    QCOMPARE(alignmentTo(target, target, {.weights = std::vector<double>(3, 0.0)}).dx, 0.0);
    QCOMPARE(codeOf([&] { alignmentTo(target, {}); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { alignmentTo(target, target, {.weights = std::vector<double>(2, 1.0)}); }),
             ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { alignmentTo(target, target, {.weights = std::vector<double>(3, -1.0)}); }),
             ErrorCode::InvalidArgument);
}

QTEST_APPLESS_MAIN(TestProjection)
#include "tst_projection.moc"
