#include <matinee/curve_math.h>
#include <matinee/random.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>
#include <numbers>

using namespace matinee;

namespace {

/// Written by tests/data/goldens/make_curve_goldens.py.
const nlohmann::json& goldens()
{
    static const auto parsed = [] {
        std::ifstream file(MATINEE_TINY_DATA "/goldens/curves.json");
        return nlohmann::json::parse(file);
    }();
    return parsed;
}

std::vector<double> numbers(const nlohmann::json& list)
{
    std::vector<double> values;
    for (const auto& value : list)
        values.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>());
    return values;
}

struct Curve
{
    std::vector<double> x;
    std::vector<double> y;
};

/// A loss as it falls, with a wave that is slow beside the distance of the points.
Curve makeLoss(int points, double epochs)
{
    Curve curve;
    for (int i = 0; i <= points; ++i) {
        const double x = epochs * i / points;
        curve.x.push_back(x);
        curve.y.push_back(0.8 + 2.5 * std::exp(-0.8 * x) + 0.1 * std::sin(2 * std::numbers::pi * x));
    }
    return curve;
}

} // namespace

class CurveMathTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void smoothsAsNumPyDoes()
    {
        double worst = 0;
        for (const auto& golden : goldens().at("smoothing")) {
            const auto x = numbers(golden.at("x"));
            const auto wanted = numbers(golden.at("smooth"));
            const auto made = smoothCurve(x, numbers(golden.at("y")), golden.at("length").get<double>());
            QCOMPARE(made.size(), wanted.size());
            for (std::size_t i = 0; i < made.size(); ++i)
                worst = std::max(worst, std::abs(made[i] - wanted[i]));
        }
        qInfo("largest difference from NumPy: %.2g", worst);
        QVERIFY(worst < 1e-9);
    }

    void aConstantStaysConstant()
    {
        Random random(3);
        for (const double length : {1e-9, 0.01, 1.0, 1e9}) {
            for (const double constant : {0.0, 0.7, -1e30}) {
                CurveSmoother smoother(length);
                double x = 0;
                for (int i = 0; i < 1000; ++i, x += random.uniform())
                    QCOMPARE(smoother.add(x, constant), constant);
            }
        }
    }

    void laterPointsChangeNothing()
    {
        const auto all = makeLoss(5000, 20);
        const auto whole = smoothCurve(all.x, all.y, 0.7);
        for (const std::size_t length : {1U, 2U, 17U, 1000U, 4000U}) {
            const auto part = smoothCurve(std::span(all.x).first(length), std::span(all.y).first(length), 0.7);
            for (std::size_t i = 0; i < length; ++i)
                QCOMPARE(part[i], whole[i]); // bit by bit
        }
    }

    void densityOfThePointsDoesNotCount()
    {
        double worst = 0;
        for (const double length : {0.02, 0.1, 1.0, 10.0}) {
            const auto dense = makeLoss(20000, 20);
            const auto smooth = smoothCurve(dense.x, dense.y, length);
            Curve sparse;
            for (std::size_t i = 0; i < dense.x.size(); i += 10) {
                sparse.x.push_back(dense.x[i]);
                sparse.y.push_back(dense.y[i]);
            }
            const auto coarse = smoothCurve(sparse.x, sparse.y, length);
            for (std::size_t i = 0; i < coarse.size(); ++i)
                worst = std::max(worst, std::abs(coarse[i] / smooth[10 * i] - 1));
        }
        qInfo("largest change by logging every 10th point: %.4f %%", 100 * worst);
        QVERIFY(worst < 0.01);

        // More points in one half than in the other draw the average nowhere: a step between them comes out the same.
        const std::vector<double> few = {0, 1, 1, 2};
        const std::vector<double> fewY = {1, 1, 3, 3};
        Curve many;
        for (int i = 0; i <= 1000; ++i) {
            many.x.push_back(i / 1000.0);
            many.y.push_back(1);
        }
        many.x.insert(many.x.end(), {1, 2});
        many.y.insert(many.y.end(), {3, 3});
        QVERIFY(std::abs(smoothCurve(few, fewY, 1).back() - smoothCurve(many.x, many.y, 1).back()) < 1e-12);
    }

    void isNotDrawnToTheFirstValue()
    {
        // One wild value at the beginning: the average of the first half length must have forgotten it.
        Curve curve;
        for (int i = 0; i <= 1000; ++i) {
            curve.x.push_back(i * 0.001);
            curve.y.push_back(i == 0 ? 1000 : 1);
        }
        const auto smooth = smoothCurve(curve.x, curve.y, 10);
        QCOMPARE(smooth.front(), 1000.0);
        QVERIFY(smooth.back() < 2);
    }

    void passesOverWhatIsNotFinite()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double infinity = std::numeric_limits<double>::infinity();
        const std::vector<double> x = {0, 1, 2, 3, 4};
        const auto smooth = smoothCurve(x, std::vector<double>{2, nan, 4, infinity, 4}, 1);
        QVERIFY(std::isnan(smooth[1]) && std::isnan(smooth[3]));
        const auto clean = smoothCurve(std::vector<double>{0, 2, 4}, std::vector<double>{2, 4, 4}, 1);
        QCOMPARE(smooth[2], clean[1]);
        QCOMPARE(smooth[4], clean[2]);
        const std::vector<double> raw = {3, 1};
        QCOMPARE(smoothCurve(std::span(x).first(2), raw, 0), raw); // no length, no smoothing
    }

    void bandsAsNumPyDoes()
    {
        for (const auto& golden : goldens().at("bands")) {
            std::vector<std::vector<double>> x;
            std::vector<std::vector<double>> y;
            for (const auto& run : golden.at("runs")) {
                y.push_back(numbers(run));
                x.emplace_back();
                for (std::size_t i = 0; i < y.back().size(); ++i)
                    x.back().push_back(static_cast<double>(i));
            }
            std::vector<CurvePoints> curves;
            for (std::size_t r = 0; r < x.size(); ++r)
                curves.push_back({x[r], y[r]});
            const auto band = curveBand(curves);
            const auto mean = numbers(golden.at("mean"));
            const auto deviation = numbers(golden.at("deviation"));
            QCOMPARE(band.count, golden.at("count").get<std::vector<int>>());
            QCOMPARE(band.mean.size(), mean.size());
            for (std::size_t i = 0; i < mean.size(); ++i) {
                QCOMPARE(band.x[i], static_cast<double>(i));
                QVERIFY(std::abs(band.mean[i] - mean[i]) < 1e-12);
                QVERIFY(std::abs(band.deviation[i] - deviation[i]) < 1e-12 ||
                        (std::isnan(band.deviation[i]) && std::isnan(deviation[i])));
            }
        }
        QVERIFY(curveBand({}).x.empty());
    }

    void bandsLeaveOutWhatNobodyHas()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const std::vector<double> x = {0, 1, 2};
        const std::vector<double> a = {nan, 1, 2};
        const std::vector<double> b = {nan, 3, nan};
        const auto band = curveBand(std::vector<CurvePoints>{{x, a}, {x, b}});
        QCOMPARE(band.x, (std::vector<double>{1, 2}));
        QCOMPARE(band.mean, (std::vector<double>{2, 2}));
        QCOMPARE(band.count, (std::vector<int>{2, 1}));
        QVERIFY(std::isnan(band.deviation[1]));
    }
};

QTEST_GUILESS_MAIN(CurveMathTest)
#include "tst_curve_math.moc"
