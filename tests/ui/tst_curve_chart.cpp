#include "made_up_data.h"
#include "ui/charts/curve_chart.h"

#include <QAbstractAxis>
#include <QAccessible>
#include <QCategoryAxis>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <limits>

using namespace matinee::ui;

namespace {

LineSeries makeSeries(const QString& name, const std::vector<double>& y, bool markers = true)
{
    LineSeries series{.name = name, .colour = Qt::blue, .markers = markers};
    for (std::size_t i = 0; i < y.size(); ++i)
        series.append(double(i), y[i]);
    return series;
}

std::size_t colouredPixels(const QImage& image, const QRect& area, const QColor& colour)
{
    std::size_t count = 0;
    for (int row = area.top(); row <= area.bottom(); ++row) {
        for (int column = area.left(); column <= area.right(); ++column)
            count += image.pixelColor(column, row) == colour ? 1 : 0;
    }
    return count;
}

} // namespace

class CurveChartTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { matinee::madeup::failOnWarnings(); }

    void fitsItsAxes()
    {
        CurveChart chart;
        chart.resize(800, 500);
        chart.show();
        chart.plot().setSeries({makeSeries(tr("Training loss"), {29, 4, 1.5, 0.9})});
        chart.plot().setReferences({{.name = tr("Damped bias"), .y = 0.5}});
        chart.plot().setExtent(0, 10);
        chart.plot().refresh();
        const auto& data = chart.plot().data();
        QVERIFY(data.x.minimum <= 0 && data.x.maximum >= 10 && data.x.maximum < 11);
        QVERIFY(data.y.minimum < 0.5 && data.y.maximum > 29);
        // The axes of Qt Charts show the very range that the curves are painted with.
        const auto axes = chart.plot().axes(Qt::Vertical);
        QCOMPARE(axes.size(), 1);
        auto* axis = qobject_cast<QCategoryAxis*>(axes.first());
        QCOMPARE(axis->min(), data.y.minimum);
        QCOMPARE(axis->max(), data.y.maximum);
        QVERIFY(axis->categoriesLabels().size() >= 3);

        chart.plot().setLogarithmic(true);
        chart.plot().refresh();
        QVERIFY(std::abs(axis->max() - std::log10(data.y.maximum)) < 1e-12);
        QVERIFY(axis->categoriesLabels().contains(QStringLiteral("10")));
    }

    void placesLabelsClearOfReferenceLines()
    {
        CurveChart chart;
        chart.resize(800, 500);
        chart.show();
        chart.plot().setSeries({makeSeries(tr("Training loss"), {1.25, 0.9, 0.8, 0.7})});
        chart.plot().setAnnotations({{.text = tr("before training"), .x = 0, .y = 1.25}});
        for (const double mean : {1.20, 1.25, 1.26, 1.28}) { // through the ring and near it
            chart.plot().setReferences({{.name = tr("Global mean"), .y = mean}, {.name = tr("Bias"), .y = 0.85}});
            chart.plot().refresh();
            const auto& item = chart.plot().item();
            const auto labels = item.labels();
            QCOMPARE(labels.size(), std::size_t(3));
            QCOMPARE(labels.back().text, tr("before training"));
            const auto& place = labels.back().place;
            for (const auto& reference : chart.plot().data().references) {
                const double y = item.position(0, reference.y).y();
                QVERIFY2(y < place.top() || y > place.bottom(), qPrintable(QString::number(mean)));
            }
            QVERIFY(item.area().contains(place));
            QVERIFY(!labels[0].place.intersects(place) && !labels[1].place.intersects(place));
        }
    }

    void leavesAxesThatDoNotChange()
    {
        CurveChart chart;
        chart.resize(800, 500);
        chart.plot().setSeries({makeSeries(tr("Training loss"), {2, 1})});
        chart.plot().setExtent(0, 10);
        chart.plot().refresh();
        auto* axis = qobject_cast<QCategoryAxis*>(chart.plot().axes(Qt::Vertical).first());
        QSignalSpy categories(axis, &QCategoryAxis::categoriesChanged);
        QSignalSpy range(axis, &QValueAxis::rangeChanged);
        chart.plot().series()[0].append(2, 1.5);
        chart.plot().refresh();
        QCOMPARE(categories.count(), 0);
        QCOMPARE(range.count(), 0);
    }

    void staysFiniteWhenTheLossDoesNot()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double infinity = std::numeric_limits<double>::infinity();
        for (const bool logarithmic : {false, true}) {
            CurveChart chart;
            chart.resize(800, 500);
            chart.plot().setLogarithmic(logarithmic);
            chart.plot().setSeries({makeSeries(tr("Training loss"), {2, 1, nan, infinity, -infinity, 0})});
            chart.plot().refresh();
            const auto& y = chart.plot().data().y;
            QVERIFY(std::isfinite(y.minimum) && std::isfinite(y.maximum) && y.maximum < 3);
            // The marks at the upper edge, in the colour of the curve.
            const QImage image = chart.grab().toImage();
            const QRectF area = chart.plot().item().area();
            const int x = static_cast<int>(chart.plot().item().position(2, 1).x());
            const QRect top(x - 6, static_cast<int>(area.top()), 12, 12);
            QVERIFY(colouredPixels(image, top, Qt::blue) > 20);

            chart.plot().setSeries({makeSeries(tr("Training loss"), {nan, nan})});
            chart.plot().refresh();
            QVERIFY(std::isfinite(y.minimum) && y.minimum < y.maximum);
            chart.grab();
        }
    }

    void paintsASpikeAmongAMillionPoints()
    {
        CurveChart chart;
        chart.resize(800, 500);
        LineSeries series{.name = tr("Batch loss"), .colour = Qt::red, .width = 2};
        for (int i = 0; i < 1'000'000; ++i)
            series.append(i * 1e-5, i == 400'000 ? 9 : 1);
        chart.plot().setSeries({std::move(series)});
        chart.plot().setExtent(0, 10);
        chart.plot().refresh();
        const QImage image = chart.grab().toImage();
        const auto at = chart.plot().item().position(4, 5).toPoint();
        QVERIFY(colouredPixels(image, QRect(at - QPoint(3, 3), QSize(7, 7)), Qt::red) > 0);
    }

    void readsEverySeriesAtTheCrosshair()
    {
        CurveChart chart;
        chart.resize(800, 500);
        auto batches = makeSeries(tr("Batch loss"), {3, 2.5, 2}, false);
        batches.x = {0.5, 1.5, 2.5};
        auto hidden = makeSeries(tr("Hidden"), {1, 1, 1});
        hidden.visible = false;
        chart.plot().setSeries({batches, makeSeries(tr("Training loss"), {4, 3, 2, 1}), hidden});
        chart.plot().refresh();

        auto readings = chart.readings(); // no crosshair: the last points
        QCOMPARE(readings.size(), std::size_t(2));
        QCOMPARE(readings[1].y, 1.0);
        QSignalSpy moved(&chart, &CurveChart::crosshairMoved);
        chart.setCrosshair(1.4);
        QCOMPARE(moved.count(), 1);
        readings = chart.readings();
        QCOMPARE(readings[0].x, 1.5);
        QCOMPARE(readings[0].y, 2.5);
        QCOMPARE(readings[1].x, 1.0);
        QCOMPARE(readings[1].y, 3.0);
        QVERIFY(chart.readoutText().contains(QStringLiteral("Training loss 3.0000 at 1")));
    }

    void movesTheCrosshairByKeyboard()
    {
        CurveChart chart;
        auto batches = makeSeries(tr("Batch loss"), {3, 2.5, 2}, false);
        batches.x = {0.5, 1.5, 2.5};
        chart.plot().setSeries({batches, makeSeries(tr("Training loss"), {4, 3, 2, 1})});
        chart.plot().refresh();
        QTest::keyClick(&chart, Qt::Key_Right);
        QCOMPARE(chart.crosshair(), std::optional(0.0));
        QTest::keyClick(&chart, Qt::Key_Right);
        QCOMPARE(chart.crosshair(), std::optional(1.0));
        QTest::keyClick(&chart, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(chart.crosshair(), std::optional(1.5));
        QTest::keyClick(&chart, Qt::Key_Left);
        QCOMPARE(chart.crosshair(), std::optional(1.0));
        QTest::keyClick(&chart, Qt::Key_End);
        QCOMPARE(chart.crosshair(), std::optional(3.0));
        QTest::keyClick(&chart, Qt::Key_Right);
        QCOMPARE(chart.crosshair(), std::optional(3.0));
        QTest::keyClick(&chart, Qt::Key_Home);
        QCOMPARE(chart.crosshair(), std::optional(0.0));
        QTest::keyClick(&chart, Qt::Key_Escape);
        QVERIFY(!chart.crosshair());
    }

    void zoomsByKeyWheelAndRectangle()
    {
        CurveChart chart;
        chart.resize(800, 500);
        chart.plot().setSeries({makeSeries(tr("Training loss"), {29, 4, 3, 2, 1})});
        chart.plot().setExtent(0, 4);
        chart.show();
        chart.plot().refresh();
        const auto& data = chart.plot().data();
        const auto all = data.x;

        QTest::keyClick(&chart, Qt::Key_Plus);
        QVERIFY(chart.plot().isZoomed());
        QVERIFY(data.x.maximum - data.x.minimum < all.maximum - all.minimum);
        QTest::keyClick(&chart, Qt::Key_0);
        QVERIFY(!chart.plot().isZoomed());
        QVERIFY(data.x == all);

        // The point under the mouse stays where it is, and the y axis fits what is left.
        const QPointF at = chart.mapFromScene(chart.plot().mapToScene(chart.plot().item().position(3, 3)));
        for (int i = 0; i < 4; ++i) {
            QWheelEvent wheel(at, chart.viewport()->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(chart.viewport(), &wheel);
        }
        QVERIFY(std::abs(chart.plot().item().position(3, 3).x() -
                         chart.plot().mapFromScene(chart.mapToScene(at.toPoint())).x()) < 4);
        QVERIFY(data.y.maximum < 29);
        QTest::mouseDClick(chart.viewport(), Qt::LeftButton, {}, at.toPoint());
        QVERIFY(data.x == all);

        const auto place = [&](double x, double y) {
            return chart.mapFromScene(chart.plot().mapToScene(chart.plot().item().position(x, y)));
        };
        const QPoint from = place(1, 20);
        const QPoint to = place(3, 2);
        QTest::mousePress(chart.viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(chart.viewport(), (from + to) / 2);
        QTest::mouseMove(chart.viewport(), to);
        QTest::mouseRelease(chart.viewport(), Qt::LeftButton, {}, to);
        QVERIFY(std::abs(data.x.minimum - 1) < 0.05 && std::abs(data.x.maximum - 3) < 0.05);
        QVERIFY(std::abs(data.y.minimum - 2) < 0.3 && std::abs(data.y.maximum - 20) < 0.3);
    }

    void followsTheMouse()
    {
        CurveChart chart;
        chart.resize(800, 500);
        chart.plot().setSeries({makeSeries(tr("Training loss"), {4, 3, 2, 1})});
        chart.plot().setExtent(0, 3);
        chart.show();
        chart.plot().refresh();
        const QPoint at = chart.mapFromScene(chart.plot().mapToScene(chart.plot().item().position(2.1, 3)));
        QTest::mouseMove(chart.viewport(), at);
        QTRY_COMPARE(chart.crosshair(), std::optional(2.0)); // snaps to the epoch
    }

    void coalescesRefreshesAndWaitsForBeingSeen()
    {
        CurveChart chart;
        chart.resize(600, 400);
        chart.plot().setSeries({makeSeries(tr("Training loss"), {4, 3})});
        chart.plot().refresh();
        const auto before = chart.plot().data().x;
        chart.plot().setExtent(0, 50);
        chart.scheduleRefresh();
        QVERIFY(chart.plot().data().x == before); // hidden: nothing is laid out
        chart.show();
        QTRY_VERIFY_WITH_TIMEOUT(chart.plot().data().x.maximum >= 50, 30000);
        chart.plot().setExtent(0, 100);
        chart.scheduleRefresh();
        chart.scheduleRefresh();
        QTRY_VERIFY_WITH_TIMEOUT(chart.plot().data().x.maximum >= 100, 30000);
    }

    void speaksToAssistiveTechnology()
    {
        CurveChart chart;
        chart.plot().setSeries({makeSeries(tr("Training loss"), {4, 3, 2})});
        chart.plot().setReferences({{.name = tr("Damped bias"), .y = 0.9}});
        auto* accessible = QAccessible::queryAccessibleInterface(&chart);
        QVERIFY(accessible);
        QCOMPARE(accessible->role(), QAccessible::Chart);
        QVERIFY(!accessible->text(QAccessible::Name).isEmpty());
        QVERIFY(accessible->text(QAccessible::Description).contains(QStringLiteral("Damped bias")));
        auto* value = accessible->valueInterface();
        QVERIFY(value);
        QCOMPARE(value->minimumValue().toDouble(), 0.0);
        QCOMPARE(value->maximumValue().toDouble(), 2.0);
        value->setCurrentValue(1.2);
        QCOMPARE(chart.crosshair(), std::optional(1.0));
        QCOMPARE(value->currentValue().toDouble(), 1.0);
        QVERIFY(accessible->text(QAccessible::Value).contains(QStringLiteral("3.0000")));
    }
};

QTEST_MAIN(CurveChartTest)
#include "tst_curve_chart.moc"
