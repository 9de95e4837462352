#include "tests/ui/window_support.h"
#include "ui/sweep/line_raster.h"
#include "ui/sweep/parallel_coordinates.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

using namespace matinee::ui;
using namespace matinee::ui::testing;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

ParallelAxis axis(const char* key)
{
    return {QString::fromLatin1(key),
            QString::fromLatin1(key).toUpper(),
            {{0, QStringLiteral("0")}, {1, QStringLiteral("1")}},
            [](double place) { return QString::number(place, 'f', 2); }};
}

/// Three axes; line i stands at i / 4 of the first, 1 - i / 4 of the second, and has no place on the third if it is 4.
std::unique_ptr<ParallelCoordinates> makeView()
{
    auto view = std::make_unique<ParallelCoordinates>();
    view->resize(600, 300);
    view->setAxes({axis("a"), axis("b"), axis("c")});
    std::vector<ParallelLine> lines;
    for (int i = 0; i < 5; ++i)
        lines.push_back({10 + i, QColor(0, 0, 200), {i / 4.0, 1 - i / 4.0, i == 4 ? kNan : 0.5}});
    view->setLines(std::move(lines));
    view->show();
    return view;
}

QPoint placeOn(const ParallelCoordinates& view, int position, double place)
{
    return view.axisLine(position).pointAt(place).toPoint();
}

void drag(ParallelCoordinates& view, QPoint from, QPoint to)
{
    QTest::mousePress(&view, Qt::LeftButton, {}, from);
    QTest::mouseMove(&view, (from + to) / 2);
    QTest::mouseMove(&view, to);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
}

std::vector<char> flags(std::initializer_list<int> passed)
{
    return {passed.begin(), passed.end()};
}

} // namespace

class TestParallelCoordinates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    /// The two pixels of a column share the whole of the line, at its exact height.
    void smoothLinesAreWhereTheyShould()
    {
        for (const double slope : {0.0, 0.3, -0.7, 1.0}) {
            QImage image(40, 60, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            const QPointF from(0.5, 30.25);
            drawSmoothLine(image, from, {39.5, 30.25 + 39 * slope}, Qt::black);
            for (int x = 0; x < 40; ++x) {
                const double exact = from.y() + (x + 0.5 - from.x()) * slope;
                if (exact < 2 || exact > 58)
                    continue;
                double weight = 0;
                double centre = 0;
                for (int y = 0; y < 60; ++y) {
                    weight += qAlpha(image.pixel(x, y)) / 255.0;
                    centre += qAlpha(image.pixel(x, y)) / 255.0 * (y + 0.5);
                }
                QVERIFY(std::abs(weight - 1) < 0.02);
                QVERIFY(std::abs(centre / weight - exact) < 0.06);
            }
        }
        // A steep line is a flat one on its side; what is beyond the image is no harm.
        QImage flat(50, 50, QImage::Format_ARGB32_Premultiplied);
        QImage steep = flat;
        flat.fill(Qt::transparent);
        steep.fill(Qt::transparent);
        drawSmoothLine(flat, {-20, 10}, {80, 40}, QColor(200, 100, 0, 128));
        drawSmoothLine(steep, {40, 80}, {10, -20}, QColor(200, 100, 0, 128));
        for (int y = 0; y < 50; ++y)
            for (int x = 0; x < 50; ++x)
                QCOMPARE(flat.pixel(x, y), steep.pixel(y, x));
        drawSmoothLine(flat, {-20, -30}, {-5, 400}, Qt::red);
        drawSmoothLine(flat, {10, 10}, {10, 10}, Qt::red);
    }

    void aDragBrushes()
    {
        const auto view = makeView();
        QSignalSpy changed(view.get(), &ParallelCoordinates::brushChanged);
        drag(*view, placeOn(*view, 0, 0.4), placeOn(*view, 0, 1.0));
        QVERIFY(view->brush(0));
        QVERIFY(std::abs(view->brush(0)->low - 0.4) < 0.02);
        QVERIFY(std::abs(view->brush(0)->high - 1.0) < 0.02);
        QCOMPARE(view->accepted(), flags({0, 0, 1, 1, 1}));
        QVERIFY(changed.count() > 0);
        QVERIFY2(view->brushText().contains(QStringLiteral("3 of 5")), qPrintable(view->brushText()));
        savePicture(*view, QStringLiteral("parallel-brushed"));

        // A second one on another axis: both must be passed.
        drag(*view, placeOn(*view, 1, 0.45), placeOn(*view, 1, 1.0));
        QCOMPARE(view->accepted(), flags({0, 0, 1, 0, 0}));
        // What has no place on an axis passes no brush there.
        view->clearBrushes();
        view->setBrush(2, ParallelCoordinates::Brush{0, 1});
        QCOMPARE(view->accepted(), flags({1, 1, 1, 1, 0}));
        // A click on the axis beside the brush takes it away.
        view->setBrush(2, ParallelCoordinates::Brush{0.8, 1});
        QTest::mouseClick(view.get(), Qt::LeftButton, {}, placeOn(*view, 2, 0.2));
        QVERIFY(!view->isBrushed());
        QCOMPARE(view->accepted(), flags({1, 1, 1, 1, 1}));
    }

    void aBrushIsMovedAndStretched()
    {
        const auto view = makeView();
        view->setBrush(0, ParallelCoordinates::Brush{0.2, 0.4});
        drag(*view, placeOn(*view, 0, 0.3), placeOn(*view, 0, 0.6));
        QVERIFY(std::abs(view->brush(0)->low - 0.5) < 0.02);
        QVERIFY(std::abs(view->brush(0)->high - 0.7) < 0.02);
        drag(*view, placeOn(*view, 0, 0.7), placeOn(*view, 0, 0.9));
        QVERIFY(std::abs(view->brush(0)->low - 0.5) < 0.02);
        QVERIFY(std::abs(view->brush(0)->high - 0.9) < 0.02);
        drag(*view, placeOn(*view, 0, 0.7), placeOn(*view, 0, 0.0)); // not beyond the axis, and as long as before
        QCOMPARE(view->brush(0)->low, 0.0);
        QVERIFY(std::abs(view->brush(0)->high - 0.4) < 0.02);
        QTest::mouseDClick(view.get(), Qt::LeftButton, {}, QPoint(300, 150));
        QVERIFY(!view->isBrushed());
    }

    void titlesMoveAxes()
    {
        const auto view = makeView();
        QSignalSpy moved(view.get(), &ParallelCoordinates::orderChanged);
        const auto title = [&view](int position) {
            return QPoint(static_cast<int>(view->axisLine(position).x1()), 10);
        };
        drag(*view, title(0), title(2));
        QCOMPARE(view->order(), (std::vector<int>{1, 2, 0}));
        QVERIFY(moved.count() > 0);
        // Order and brushes outlive the same axes with new ends, not other axes.
        view->setBrush(0, ParallelCoordinates::Brush{0.5, 1});
        view->setAxes({axis("a"), axis("b"), axis("c")});
        QCOMPARE(view->order(), (std::vector<int>{1, 2, 0}));
        QVERIFY(view->brush(0));
        view->setAxes({axis("b"), axis("d")});
        QCOMPARE(view->order(), (std::vector<int>{0, 1}));
        QVERIFY(!view->isBrushed());
        QCOMPARE(view->lineCount(), 0);
    }

    void everythingHasAKey()
    {
        const auto view = makeView();
        view->setFocus();
        const auto press = [&view](Qt::Key key, Qt::KeyboardModifiers with = {}) {
            QTest::keyClick(view.get(), key, with);
        };
        press(Qt::Key_Right);
        QCOMPARE(view->currentAxis(), 1);
        press(Qt::Key_Up); // made at the upper end
        QCOMPARE(view->brush(1), std::optional(ParallelCoordinates::Brush{0.75, 1}));
        QCOMPARE(view->accepted(), flags({1, 1, 0, 0, 0}));
        press(Qt::Key_Down);
        QVERIFY(std::abs(view->brush(1)->low - 0.70) < 1e-9);
        QVERIFY(std::abs(view->brush(1)->high - 0.95) < 1e-9);
        press(Qt::Key_Up, Qt::ShiftModifier);
        QVERIFY(std::abs(view->brush(1)->high - view->brush(1)->low - 0.30) < 1e-9);
        press(Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(view->order(), (std::vector<int>{0, 2, 1}));
        QCOMPARE(view->currentAxis(), 2);
        press(Qt::Key_Home);
        QCOMPARE(view->currentAxis(), 0);
        press(Qt::Key_Down);
        QCOMPARE(view->brush(0), std::optional(ParallelCoordinates::Brush{0, 0.25}));
        press(Qt::Key_Delete);
        QVERIFY(!view->brush(0));
        QVERIFY(view->brush(1));
        press(Qt::Key_Escape);
        QVERIFY(!view->isBrushed());
        savePicture(*view, QStringLiteral("parallel-focus"));
    }

    void linesAreChosen()
    {
        const auto view = makeView();
        QSignalSpy chosen(view.get(), &ParallelCoordinates::lineChosen);
        // Line 13 runs from 3/4 to 1/4 between the first two axes.
        const QPointF from = view->axisLine(0).pointAt(0.75);
        const QPointF to = view->axisLine(1).pointAt(0.25);
        QTest::mouseClick(view.get(), Qt::LeftButton, {}, (from * 0.8 + to * 0.2).toPoint());
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.front().front().toInt(), 13);
        // Not one that the brush has turned pale.
        view->setBrush(0, ParallelCoordinates::Brush{0, 0.3});
        QTest::mouseClick(view.get(), Qt::LeftButton, {}, (from * 0.8 + to * 0.2).toPoint());
        QCOMPARE(chosen.count(), 1);
        view->setCurrentLine(10);
        savePicture(*view, QStringLiteral("parallel-chosen"));
    }

    /// Lines that pass keep their colour, the others lose it.
    void colourTellsWhatPasses()
    {
        const auto view = makeView();
        view->setBrush(0, ParallelCoordinates::Brush{0.9, 1});
        const QImage image = view->grab().toImage();
        const auto hueNear = [&](double first, double second) {
            const QPoint at =
                (view->axisLine(0).pointAt(first) * 0.8 + view->axisLine(1).pointAt(second) * 0.2).toPoint();
            int best = 0;
            for (int dy = -2; dy <= 2; ++dy)
                best = std::max(best, image.pixelColor(at + QPoint(0, dy)).hsvSaturation());
            return best;
        };
        QVERIFY(hueNear(1, 0) > 120);
        QVERIFY(hueNear(0.75, 0.25) < 40);
    }

    void itTellsAssistiveTechnology()
    {
        const auto view = makeView();
        view->setBrush(1, ParallelCoordinates::Brush{0.5, 1});
        const auto* face = QAccessible::queryAccessibleInterface(view.get());
        QVERIFY(face);
        QCOMPARE(face->role(), QAccessible::Chart);
        QCOMPARE(face->text(QAccessible::Value), QStringLiteral("B from 0.50 to 1.00: 3 of 5 lines"));
        QVERIFY(!face->text(QAccessible::Help).isEmpty());
    }

    void nothingToShowIsSaid()
    {
        ParallelCoordinates view;
        view.setEmptyText(QStringLiteral("Nothing yet."));
        view.resize(400, 200);
        view.show();
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(100, 100));
        savePicture(view, QStringLiteral("parallel-empty"));
        view.setAxes({axis("only")});
        view.setLines({{1, Qt::blue, {0.5}}});
        view.grab();
    }
};

QTEST_MAIN(TestParallelCoordinates)
#include "tst_parallel_coordinates.moc"
