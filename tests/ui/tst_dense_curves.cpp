#include "made_up_data.h"
#include "ui/charts/batch_curves.h"
#include "ui/charts/column_canvas.h"
#include "ui/charts/curve_chart.h"

#include <matinee/random.h>

#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>
#include <QTest>

#include <cmath>
#include <limits>

using namespace matinee;
using namespace matinee::ui;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

LineSeries makeSeries(std::shared_ptr<const StepCurve> points, const QColor& colour = Qt::red)
{
    LineSeries series{.name = QStringLiteral("batches"), .colour = colour, .width = 1};
    series.points = std::move(points);
    return series;
}

/// Noise between 0 and 1 with one spike.
std::shared_ptr<StepCurve> makeSpiky(int points, int spike, float value, std::uint64_t seed)
{
    Random random(seed);
    auto curve = std::make_shared<StepCurve>();
    std::uint64_t step = 0;
    for (int i = 0; i < points; ++i) {
        step += 1 + random.below(4);
        const auto noise = static_cast<float>(random.uniform());
        curve->append(step, i == spike ? value : noise);
    }
    return curve;
}

PixelFrame makeFrame(const AxisScale& x, const AxisScale& y, int columns = 100, int rows = 200)
{
    return {.x = x,
            .y = y,
            .width = static_cast<double>(columns),
            .height = static_cast<double>(rows),
            .columns = columns,
            .rows = rows};
}

} // namespace

class DenseCurvesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStepOfAReportIsAPoint()
    {
        BatchCurves curves;
        const auto smooth = curves.smoothCurve(false, 0.5);
        const std::vector<BatchStats> reports = {{.step = 3, .position = 0.3, .loss = 2, .losses = {1, 5, 0}},
                                                 {.step = 5, .position = 0.5, .loss = 3, .losses = {2, 4}},
                                                 {.step = 9, .position = 0.9, .loss = 7}}; // of a model without
        curves.append(reports);
        QCOMPARE(curves.reports(), std::size_t{3});
        QCOMPARE(curves.size(), std::size_t{6});
        const std::vector<std::pair<std::uint64_t, float>> wanted = {{1, 1}, {2, 5}, {3, 0}, {4, 2}, {5, 4}, {9, 7}};
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            QCOMPARE(curves.loss().step(i), wanted[i].first);
            QCOMPARE(curves.loss().value(i), wanted[i].second);
        }
        QCOMPARE(smooth->size(), curves.size());
    }

    void init() { matinee::madeup::failOnWarnings(); }

    void findsTheExtremesOfEveryStretch()
    {
        Random random(1);
        std::vector<float> values;
        MinMaxPyramid pyramid;
        for (int i = 0; i < 5000; ++i) {
            values.push_back(i % 97 == 5    ? kNan
                             : i % 89 == 7  ? kInfinity
                             : i % 83 == 11 ? -kInfinity
                                            : static_cast<float>(random.normal()));
            pyramid.append(values);
            // While it grows: a stretch of any length that may end at the newest value.
            const auto end = random.below(4) == 0 ? values.size() : random.below(values.size() + 1);
            const auto begin = random.below(end + 1);
            Extremes plain;
            for (std::size_t k = begin; k < end; ++k) {
                if (std::isfinite(values[k])) {
                    plain.lowest = std::min(plain.lowest, values[k]);
                    plain.highest = std::max(plain.highest, values[k]);
                }
            }
            const auto found = pyramid.extremes(values, begin, end);
            QCOMPARE(found.lowest, plain.lowest);
            QCOMPARE(found.highest, plain.highest);
        }
        QVERIFY(pyramid.extremes(values, 5, 6).isEmpty()); // NaN alone
        QVERIFY(pyramid.extremes(values, 9, 9).isEmpty());
    }

    void findsStepsBeyondThirtyTwoBits()
    {
        for (const std::uint64_t start : {0ULL, 4'294'960'000ULL, 12'884'900'000ULL}) {
            Random random(2);
            StepCurve curve;
            std::vector<std::uint64_t> steps;
            std::uint64_t step = start;
            for (int i = 0; i < 3000; ++i) {
                steps.push_back(step);
                curve.append(step, static_cast<float>(i));
                step += random.below(20); // the same step twice now and then
            }
            for (std::size_t i = 0; i < steps.size(); ++i)
                QCOMPARE(curve.step(i), steps[i]);
            for (int i = 0; i < 3000; ++i) {
                const double sought = static_cast<double>(start) - 50 +
                                      random.uniform() * static_cast<double>(steps.back() - start + 100);
                const auto plain = static_cast<std::size_t>(
                    std::ranges::lower_bound(steps, sought, {}, [](std::uint64_t s) { return double(s); }) -
                    steps.begin());
                QCOMPARE(curve.lowerBound(sought), plain);
                QCOMPARE(curve.lowerBound(sought, random.below(4000)), plain);
            }
            QCOMPARE(curve.lowerBound(1e300), curve.size());
        }
    }

    void scalesStepsPiecewise()
    {
        StepScale scale;
        QCOMPARE(scale.xAt(17), 17.0); // steps as they are
        scale.add(0, 0);
        scale.add(100, 1);
        scale.add(100, 5); // no way back from there: left out
        scale.add(300, 2);
        QCOMPARE(scale.xAt(50), 0.5);
        QCOMPARE(scale.xAt(100), 1.0);
        QCOMPARE(scale.xAt(200), 1.5);
        QCOMPARE(scale.xAt(300), 2.0);
        QCOMPARE(scale.xAt(500), 3.0); // as it went last
        for (const double x : {-0.5, 0.0, 0.3, 1.0, 1.7, 2.0, 9.0})
            QVERIFY(std::abs(scale.xAt(scale.stepAt(x)) - x) < 1e-12);
    }

    void readsPointsOverSteps()
    {
        auto points = std::make_shared<StepCurve>();
        for (const std::uint64_t step : {10, 20, 40})
            points->append(step, static_cast<float>(step) / 4);
        auto series = makeSeries(points);
        series.scale.add(0, 0);
        series.scale.add(40, 2);
        QCOMPARE(series.size(), std::size_t(3));
        QCOMPARE(series.xAt(1), 1.0);
        QCOMPARE(series.yAt(2), 10.0);
        QCOMPARE(series.lowerBound(0.5), std::size_t(0));
        QCOMPARE(series.upperBound(0.5), std::size_t(1));
        QCOMPARE(series.nearest(1.4), std::optional<std::size_t>(1));
        QCOMPARE(series.nearest(9), std::optional<std::size_t>(2));
        QCOMPARE(series.extremes(0, 2), std::optional(std::pair(2.5, 5.0)));
        QVERIFY(!series.extremes(1, 1));
        points->append(50, kNan);
        points->append(60, -1);
        QCOMPARE(series.nextBroken(0), std::size_t(3));
        QCOMPARE(series.nextBroken(4), std::size_t(5));
        QCOMPARE(series.extremes(0, 5, true), std::optional(std::pair(2.5, 10.0))); // what a logarithm has
        QVERIFY(!series.extremes(3, 5, true));
    }

    void columnsReachEveryExtreme()
    {
        // Against a plain search, on both kinds of axes; an area whose edges are between pixels.
        const auto series = makeSeries(makeSpiky(20'000, 12'345, 50, 3));
        for (const bool logarithmic : {false, true}) {
            auto frame = makeFrame({logarithmic ? 100.0 : -500.0, 51'000, logarithmic}, {1e-3, 60, logarithmic}, 137);
            frame.left = 0.3;
            frame.width = 136.2;
            const auto spans = ColumnSampler(frame).spans(series);
            QCOMPARE(spans.size(), std::size_t(137));
            std::vector<double> top(137, 1e9);
            std::vector<double> bottom(137, -1e9);
            for (std::size_t i = 0; i < series.size(); ++i) {
                const double x = frame.left + frame.x.fraction(series.xAt(i)) * frame.width;
                if (series.xAt(i) < frame.x.minimum || x >= 137)
                    continue;
                const double y = frame.height * (1 - frame.y.fraction(series.yAt(i)));
                const auto column = static_cast<std::size_t>(x);
                top[column] = std::min(top[column], y);
                bottom[column] = std::max(bottom[column], y);
            }
            for (std::size_t c = 0; c < spans.size(); ++c) {
                if (top[c] > bottom[c])
                    continue;
                QVERIFY(spans[c].top <= top[c] + 0.01 && spans[c].bottom >= bottom[c] - 0.01);
                // Nothing further away than where the lines of the neighbours come from.
                const std::size_t before = c > 0 ? c - 1 : c;
                const std::size_t after = c + 1 < spans.size() ? c + 1 : c;
                QVERIFY(spans[c].top >= std::min({top[before], top[c], top[after]}) - 0.01);
                QVERIFY(spans[c].bottom <= std::max({bottom[before], bottom[c], bottom[after]}) + 0.01);
            }
        }
    }

    void columnsFollowALineBetweenFewPoints()
    {
        auto points = std::make_shared<StepCurve>();
        points->append(0, 0);
        points->append(50, 10); // up, then level
        points->append(100, 10);
        const auto spans = ColumnSampler(makeFrame({0, 100}, {0, 10})).spans(makeSeries(points));
        for (int c = 0; c < 100; ++c) {
            const auto& span = spans[static_cast<std::size_t>(c)];
            const double left = 200 - 20.0 * std::min(c, 50) / 5;
            const double right = 200 - 20.0 * std::min(c + 1, 50) / 5;
            if (c < 99) { // the last point is on the edge
                QVERIFY(std::abs(span.bottom - left) < 1e-3);
                QVERIFY(std::abs(span.top - right) < 1e-3);
            }
        }
        QVERIFY(ColumnSampler(makeFrame({200, 300}, {0, 10})).spans(makeSeries(points))[50].isEmpty());
        // Zoomed in between two points.
        const auto between = ColumnSampler(makeFrame({20, 30}, {0, 10})).spans(makeSeries(points));
        QVERIFY(std::abs(between[50].bottom - 100) < 1e-3);
    }

    void columnsStopAtWhatIsNotFinite()
    {
        auto points = std::make_shared<StepCurve>();
        for (const auto& [step, value] : {std::pair(10, 1.F), {20, 2.F}, {40, kNan}, {60, 3.F}, {80, kInfinity}})
            points->append(static_cast<std::uint64_t>(step), value);
        const auto spans = ColumnSampler(makeFrame({0, 100}, {0, 10})).spans(makeSeries(points));
        QVERIFY(spans[5].isEmpty() && !spans[15].isEmpty() && spans[30].isEmpty() && spans[50].isEmpty());
        QVERIFY(!spans[60].isEmpty()); // a point without neighbours
        QVERIFY(spans[70].isEmpty() && spans[80].isEmpty() && spans[90].isEmpty());
    }

    void canvasPaintsOneAboveTheOther()
    {
        ColumnCanvas canvas(40, 50);
        canvas.add(std::vector<ColumnSpan>(40, {10, 30}), Qt::red, 1);
        canvas.add(std::vector<ColumnSpan>(20, {20, 20}), Qt::blue, 3);
        const QImage image = canvas.paint();
        QCOMPARE(image.size(), QSize(40, 50));
        QCOMPARE(image.pixel(30, 20), QColor(Qt::red).rgba());
        QCOMPARE(image.pixel(10, 20), QColor(Qt::blue).rgba());
        QCOMPARE(image.pixel(10, 25), QColor(Qt::red).rgba());
        QCOMPARE(qAlpha(image.pixel(10, 45)), 0);
        QCOMPARE(qAlpha(image.pixel(30, 9)), 128); // half a pixel, in half the colour
        QCOMPARE(image.pixel(10, 19), QColor(Qt::blue).rgba());
        QCOMPARE(image.pixel(30, 19), QColor(Qt::red).rgba());

        ColumnCanvas beyond(3, 3); // out of sight on both sides, and all over
        beyond.add({{-50, -20}, {50, 1e30F}, {-1e30F, 1e30F}}, QColor(0, 0, 0, 128), 1);
        const QImage clipped = beyond.paint();
        for (int row = 0; row < 3; ++row) {
            QCOMPARE(qAlpha(clipped.pixel(0, row)), 0);
            QCOMPARE(qAlpha(clipped.pixel(1, row)), 0);
            QCOMPARE(qAlpha(clipped.pixel(2, row)), 128);
        }
        QVERIFY(ColumnCanvas(0, 10).paint().isNull());
    }

    void chartShowsEverySpikeOfManyCurves()
    {
        constexpr int kSeries = 50;
        constexpr int kPoints = 20'000;
        CurveChart chart;
        chart.resize(1600, 900);
        std::vector<LineSeries> all;
        const auto spikeOf = [](int s) { return (2 * s + 1) * kPoints / (2 * kSeries); };
        for (int s = 0; s < kSeries; ++s) {
            all.push_back(makeSeries(
                makeSpiky(kPoints, spikeOf(s), 5 + 0.1F * static_cast<float>(s), static_cast<std::uint64_t>(s)),
                QColor::fromHsv(s * 7, 255, 200)));
            all.back().inLegend = false;
        }
        chart.plot().setSeries(std::move(all));
        for (const bool logarithmic : {false, true}) {
            chart.plot().setLogarithmic(logarithmic);
            chart.plot().refresh();
            const QImage image = chart.grab().toImage();
            for (int s = 0; s < kSeries; ++s) {
                const auto& series = chart.plot().data().series[static_cast<std::size_t>(s)];
                const auto index = static_cast<std::size_t>(spikeOf(s));
                const QPointF at = chart.plot().item().position(series.xAt(index), series.yAt(index));
                // The highest pixel of the curve's colour in the spike's column.
                const int column = static_cast<int>(std::floor(at.x()));
                int top = -1;
                for (int row = 0; row < image.height() && top < 0; ++row)
                    top = image.pixel(column, row) == series.colour.rgb() ? row : -1;
                QVERIFY2(std::abs(top - at.y()) <= 1.5, qPrintable(QStringLiteral("%1: %2").arg(top).arg(at.y())));
            }
        }
    }

    void crosshairReusesTheImage()
    {
        CurveChart chart;
        chart.resize(800, 500);
        auto points = makeSpiky(5000, 2500, 5, 4);
        chart.plot().setSeries({makeSeries(points)});
        chart.plot().refresh();
        const QImage before = chart.grab().toImage();
        points->append(20'000, 3); // not told yet
        chart.plot().setCrosshair(5000);
        chart.plot().setCrosshair(std::nullopt);
        QCOMPARE(chart.grab().toImage(), before);
        chart.plot().refresh();
        QVERIFY(chart.grab().toImage() != before);
    }

    void vectorDrawingsAreLines()
    {
        CurveChart chart;
        chart.resize(800, 500);
        auto points = makeSpiky(5000, 2500, 5, 4);
        points->append(20'000, kNan);
        chart.plot().setSeries({makeSeries(points, QColor(0x12, 0x34, 0x56))});
        chart.plot().refresh();
        QByteArray bytes;
        {
            QBuffer buffer(&bytes);
            QSvgGenerator generator;
            generator.setOutputDevice(&buffer);
            generator.setSize({800, 500});
            QPainter painter(&generator);
            chart.scene()->render(&painter);
        }
        QVERIFY(!bytes.contains("<image"));
        QVERIFY(bytes.contains("<polyline") && bytes.contains("#123456"));
        QVERIFY2(bytes.size() < 300'000, qPrintable(QString::number(bytes.size()))); // two points a column
    }
};

QTEST_MAIN(DenseCurvesTest)
#include "tst_dense_curves.moc"
