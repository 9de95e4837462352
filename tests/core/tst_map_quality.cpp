#include "support/map_golden.h"

#include <matinee/error.h>
#include <matinee/map_quality.h>

#include <QTest>

#include <cmath>
#include <limits>

using namespace matinee;
using map_golden::matrix;

namespace {

Projection planeOf(const Matrix& points)
{
    Projection plane;
    for (std::size_t r = 0; r < points.rows; ++r) {
        plane.x.push_back(points.row(r)[0]);
        plane.y.push_back(points.row(r)[1]);
    }
    return plane;
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

/// Trustworthiness and continuity against scikit-learn.
class TestMapQuality : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isScikitLearns();
    void ofTrueMap();
    void ofSample();
    void preservedByHand();
    void sameForAnyThreads();
    void whatCannotBeJudged();
    void stopIsObeyed();
};

void TestMapQuality::isScikitLearns()
{
    const Matrix points = matrix(400, 8, 5);
    const auto goldens = map_golden::read()["quality"];
    QCOMPARE(goldens.size(), std::size_t(8));
    for (const auto& golden : goldens) {
        const Projection plane = planeOf(golden["plane"] == "principal" ? points : matrix(400, 2, 6));
        const auto quality = measureMap(points, plane, {.neighbours = golden["neighbours"].get<int>()});
        QVERIFY(std::abs(quality.trustworthiness - golden["trustworthiness"].get<double>()) < 1e-6);
        QVERIFY(std::abs(quality.continuity - golden["continuity"].get<double>()) < 1e-6);
        QCOMPARE(quality.rowsMeasured, std::size_t(400));
    }
}

void TestMapQuality::ofTrueMap()
{
    const Matrix points = matrix(300, 2, 1);
    const auto quality = measureMap(points, planeOf(points));
    QCOMPARE(quality.trustworthiness, 1.0);
    QCOMPARE(quality.continuity, 1.0);
    QCOMPARE(quality.neighbours, 15);
    for (const float share : quality.preserved)
        QCOMPARE(share, 1.0F);
}

void TestMapQuality::ofSample()
{
    const Matrix points = matrix(3000, 6, 2);
    const Projection plane = planeOf(points);
    const auto all = measureMap(points, plane);
    const auto some = measureMap(points, plane, {.exactUpTo = 1000, .seed = 4});
    QCOMPARE(some.rows, std::size_t(3000));
    QCOMPARE(some.rowsMeasured, std::size_t(1000));
    QCOMPARE(some.preserved.size(), std::size_t(1000));
    QVERIFY(std::is_sorted(some.measured.begin(), some.measured.end()));
    // A row's mean rank has a standard deviation of about .1: a mean of 1000 has .003.
    QVERIFY(std::abs(some.trustworthiness - all.trustworthiness) < 0.015);
    QVERIFY(std::abs(some.continuity - all.continuity) < 0.015);
    for (std::size_t i = 0; i < some.measured.size(); ++i)
        QCOMPARE(some.preserved[i], all.preserved[static_cast<std::size_t>(some.measured[i])]);
}

void TestMapQuality::preservedByHand()
{
    Matrix points(6, 1);
    points.values = {0, 1, 3, 6, 10, 15};
    Projection plane{.x = {0, 1, 2, 3, 4, 5}, .y = {0, 0, 0, 0, 0, 0}};
    std::swap(plane.x[1], plane.x[4]); // the row at 1 is drawn at 4 and the row at 10 at 1
    const auto quality = measureMap(points, plane, {.neighbours = 2});
    // Row 0 has 1 and 2 as neighbours and is drawn beside 4 and 2; and so on.
    const std::vector<float> expected = {0.5F, 0, 0, 0.5F, 0, 0.5F};
    QVERIFY(quality.preserved == expected);
}

void TestMapQuality::sameForAnyThreads()
{
    const Matrix points = matrix(500, 5, 3);
    const Projection plane = planeOf(points);
    const auto one = measureMap(points, plane);
    const auto three = measureMap(points, plane, {}, {.threads = 3});
    QCOMPARE(one.trustworthiness, three.trustworthiness);
    QCOMPARE(one.continuity, three.continuity);
    QVERIFY(one.preserved == three.preserved);
}

void TestMapQuality::whatCannotBeJudged()
{
    Matrix points = matrix(30, 3, 1);
    const Projection plane = planeOf(points);
    QCOMPARE(codeOf([&] { measureMap(points, plane, {.neighbours = 15}); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { measureMap(points, plane, {.neighbours = 0}); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { measureMap(points, {}, {.neighbours = 3}); }), ErrorCode::InvalidArgument);
    points.values[4] = std::numeric_limits<float>::quiet_NaN();
    QCOMPARE(codeOf([&] { measureMap(points, plane, {.neighbours = 3}); }), ErrorCode::Format);
}

void TestMapQuality::stopIsObeyed()
{
    std::stop_source stop;
    RunContext context{.stop = stop.get_token()};
    int reports = 0;
    context.progress = [&](double, std::string_view) {
        if (++reports == 2)
            stop.request_stop();
    };
    const Matrix points = matrix(1000, 3, 1);
    QCOMPARE(codeOf([&] { measureMap(points, planeOf(points), {}, context); }), ErrorCode::Stopped);
    QCOMPARE(reports, 2);
}

QTEST_APPLESS_MAIN(TestMapQuality)
#include "tst_map_quality.moc"
