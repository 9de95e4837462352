#include "tests/ui/window_support.h"
#include "ui/state/viridis.h"
#include "ui/sweep/heat_map.h"
#include "ui/sweep/importance_bars.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

namespace {

Parameter number(const char* key, double minimum, double maximum, bool logarithmic)
{
    Parameter parameter;
    parameter.key = key;
    parameter.label = std::string("The ") + key;
    parameter.defaultValue = minimum;
    parameter.minimum = minimum;
    parameter.maximum = maximum;
    parameter.scale = logarithmic ? ParameterScale::Logarithmic : ParameterScale::Linear;
    return parameter;
}

SweepAxis rangeAxis(const char* key, double minimum, double maximum, bool logarithmic = false)
{
    const auto parameter = number(key, minimum, maximum, logarithmic);
    return parameterAxis(parameter, {.key = key, .minimum = minimum, .maximum = maximum, .scale = parameter.scale});
}

SweepAxis listAxis(const char* key, std::vector<ParameterValue> values)
{
    return parameterAxis(number(key, 0, 100, false), {.key = key, .values = std::move(values)});
}

SweepTrial trial(int number, SweepPoint point, double value)
{
    SweepTrial trial;
    trial.number = number;
    trial.point = std::move(point);
    trial.value = value;
    trial.state = TrialState::Done;
    return trial;
}

/// 2 x 3 cells by listed values, one of them without a trial.
HeatGrid smallGrid(const std::string& metric = "validation_rmse")
{
    const std::vector<SweepTrial> trials = {trial(0, {1.0, 10.0}, 0.95), trial(1, {2.0, 10.0}, 0.93),
                                            trial(2, {1.0, 20.0}, 0.99), trial(3, {1.0, 20.0}, 0.97),
                                            trial(4, {2.0, 30.0}, 0.91), trial(5, {1.0, 30.0}, std::nan("")),
                                            trial(6, {2.0, 20.0}, 0.945)};
    return makeHeatGrid({listAxis("x", {1.0, 2.0}), listAxis("y", {10.0, 20.0, 30.0}), metricAxis(metric, trials)}, 0,
                        1, trials);
}

} // namespace

class TestHeatMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    /// As matplotlib 3 prints them, and even steps of lightness.
    void viridisIsViridis()
    {
        const auto isNear = [](const QColor& colour, int red, int green, int blue) {
            return std::abs(colour.red() - red) <= 3 && std::abs(colour.green() - green) <= 3 &&
                   std::abs(colour.blue() - blue) <= 3;
        };
        QVERIFY(isNear(viridis(0), 68, 1, 84));
        QVERIFY(isNear(viridis(0.25), 59, 82, 139));
        QVERIFY(isNear(viridis(0.5), 33, 145, 140));
        QVERIFY(isNear(viridis(0.75), 94, 201, 98));
        QVERIFY(isNear(viridis(1), 253, 231, 37));
        QCOMPARE(viridis(-3), viridis(0));
        QCOMPARE(viridis(7), viridis(1));
        double before = -1;
        for (int i = 0; i <= 20; ++i) {
            const double grey = qGray(viridis(i / 20.0).rgb());
            QVERIFY(grey > before);
            before = grey;
        }
        // What is best stands out from the window, and what is written on a colour can be read.
        QVERIFY(goodnessColour(1, false).lightness() < goodnessColour(0, false).lightness());
        QVERIFY(goodnessColour(1, true).lightness() > goodnessColour(0, true).lightness());
        QCOMPARE(textColourOn(viridis(0)), QColor(Qt::white));
        QCOMPARE(textColourOn(viridis(1)), QColor(Qt::black));
    }

    void cellsHoldTheBest()
    {
        const auto grid = smallGrid();
        QCOMPARE(grid.x.cells, 2);
        QCOMPARE(grid.y.cells, 3);
        QCOMPARE(grid.at(0, 0).trial, 0);
        QCOMPARE(grid.at(1, 0).trial, 1);
        QCOMPARE(grid.at(0, 1).trial, 3); // 0.97 beats 0.99
        QCOMPARE(grid.at(0, 1).trials, 2);
        QCOMPARE(grid.at(1, 2).value, 0.91);
        QCOMPARE(grid.at(0, 2).trial, -1); // no value
        QCOMPARE(grid.x.text(1), QStringLiteral("2"));
        QCOMPARE(smallGrid("validation_ndcg@10").at(0, 1).trial, 2); // more is better
    }

    /// Ranges with few values have a cell for each, others equal parts in their own scale.
    void rangesAreCut()
    {
        std::vector<SweepTrial> trials;
        for (int i = 0; i < 60; ++i) {
            const double a = std::pow(10.0, -3 + 3 * i / 59.0);
            trials.push_back(trial(i, {a, static_cast<double>(i % 3)}, 1 + 0.001 * i));
        }
        const std::vector<SweepAxis> axes = {rangeAxis("a", 0.001, 1, true), rangeAxis("b", 0, 2),
                                             metricAxis("validation_rmse", trials)};
        const auto grid = makeHeatGrid(axes, 0, 1, trials);
        QVERIFY(grid.x.hasEdges);
        QCOMPARE(grid.x.cells, 6);
        QCOMPARE(grid.x.text(0), QStringLiteral("0.001 – 0.00316"));
        QCOMPARE(grid.x.text(5), QStringLiteral("0.316 – 1"));
        QVERIFY(!grid.y.hasEdges);
        QCOMPARE(grid.y.cells, 3);
        int all = 0;
        for (int column = 0; column < 6; ++column) {
            for (int row = 0; row < 3; ++row) {
                all += grid.at(column, row).trials;
                // Ten neighbours a column, the first of them that has the row's value is the best.
                int best = -1;
                for (int i = 59; i >= 0; --i)
                    if (std::min(i * 6 / 59, 5) == column && i % 3 == row)
                        best = i;
                QCOMPARE(grid.at(column, row).trial, best);
            }
        }
        QCOMPARE(all, 60);
        std::vector<char> accepted(60, 0);
        accepted[7] = 1;
        const auto filtered = makeHeatGrid(axes, 0, 1, trials, accepted);
        QCOMPARE(std::ranges::count_if(filtered.cells, [](const HeatCell& cell) { return cell.trial >= 0; }), 1);
    }

    void outliersDoNotSqueezeTheAxis()
    {
        std::vector<SweepTrial> trials;
        for (int i = 0; i < 9; ++i)
            trials.push_back(trial(i, {1.0, 1.0}, 0.9 + 0.01 * i));
        trials.push_back(trial(9, {1.0, 1.0}, 1e6));
        const auto axis = metricAxis("validation_rmse", trials);
        QVERIFY(axis.isOpenAbove);
        QVERIFY(axis.scale.maximum < 1.3);
        QCOMPARE(axis.fraction(1e6), 1.0);
        QCOMPARE(goodness(axis, 0.9), 1.0);
        QCOMPARE(goodness(axis, 1e6), 0.0);
        QVERIFY(axis.ticks(4).back().second.startsWith(QStringLiteral("≥")));
        QVERIFY(std::isnan(axis.fraction(std::nan(""))));
        QVERIFY(!metricAxis("validation_ndcg@10", {trials.begin(), trials.begin() + 9}).isOpenBelow);
    }

    void valuesLieOnTheirAxes()
    {
        const auto rate = rangeAxis("rate", 0.001, 0.1, true);
        QVERIFY(std::abs(rate.fraction(0.01) - 0.5) < 1e-12);
        QCOMPARE(rate.text(0.5), QStringLiteral("0.01"));
        const auto list = listAxis("list", {std::string("adam"), std::string("sgd"), std::string("adagrad")});
        QCOMPARE(list.fraction(ParameterValue(std::string("sgd"))), 0.5);
        QVERIFY(std::isnan(list.fraction(ParameterValue(std::string("lion")))));
        QCOMPARE(list.text(0.9), QStringLiteral("adagrad"));
        QCOMPARE(list.ticks(2).size(), std::size_t(3));
        QCOMPARE(listAxis("one", {3.0}).fraction(ParameterValue(3.0)), 0.5);
    }

    void cellsArePaintedByValue()
    {
        HeatMap map;
        map.resize(420, 260);
        map.setGrid(smallGrid());
        map.show();
        for (const bool dark : {false, true}) {
            map.setPalette(dark ? darkPalette() : QPalette());
            const QImage image = map.grab().toImage();
            const auto corner = [&](int column, int row) {
                return image.pixelColor((map.cellRect(column, row).topLeft() + QPointF(3, 3)).toPoint());
            };
            QCOMPARE(corner(1, 2), goodnessColour(1, dark));
            QCOMPARE(corner(0, 0), goodnessColour(goodness(map.grid().value, 0.95), dark));
            // Without a trial: hatched, in no colour of the scale.
            const QColor hatched = corner(0, 2);
            const auto [least, most] = std::minmax({hatched.red(), hatched.green(), hatched.blue()});
            QVERIFY(most - least < 20);
            savePicture(map, dark ? QStringLiteral("heat-map-dark") : QStringLiteral("heat-map"));
        }
    }

    void keysAndClicksChooseTrials()
    {
        HeatMap map;
        map.resize(420, 260);
        map.setGrid(smallGrid());
        map.show();
        map.setFocus();
        QSignalSpy chosen(&map, &HeatMap::trialChosen);
        QTest::keyClick(&map, Qt::Key_Up);
        QTest::keyClick(&map, Qt::Key_Return);
        QCOMPARE(chosen.takeFirst().front().toInt(), 3);
        QVERIFY2(map.currentText().contains(QStringLiteral("0.9700 in trial 3, the best of 2")),
                 qPrintable(map.currentText()));
        QTest::keyClick(&map, Qt::Key_Up);
        QTest::keyClick(&map, Qt::Key_Up); // no further
        QCOMPARE(map.currentRow(), 2);
        QVERIFY(map.currentText().contains(QStringLiteral("no trial")));
        QTest::keyClick(&map, Qt::Key_Return); // nothing there
        QVERIFY(chosen.isEmpty());
        QTest::mouseClick(&map, Qt::LeftButton, {}, map.cellRect(1, 2).center().toPoint());
        QCOMPARE(chosen.takeFirst().front().toInt(), 4);
        QCOMPARE(QAccessible::queryAccessibleInterface(&map)->text(QAccessible::Value), map.currentText());
        map.setCurrentTrial(4);
        savePicture(map, QStringLiteral("heat-map-chosen"));
        map.setGrid({});
        map.setEmptyText(QStringLiteral("Nothing yet."));
        QCOMPARE(map.currentText(), QStringLiteral("Nothing yet."));
        QTest::keyClick(&map, Qt::Key_Up);
        map.grab();
    }

    void importanceIsInOrder()
    {
        ImportanceBars bars;
        bars.resize(320, 160);
        bars.setBars({{QStringLiteral("Factors"), 0.12}, {QStringLiteral("Learning rate"), 0.7}});
        bars.show();
        QCOMPARE(bars.bars().front().name, QStringLiteral("Learning rate"));
        QCOMPARE(bars.summary(), QStringLiteral("Learning rate 70 %; Factors 12 %; interactions 18 %"));
        savePicture(bars, QStringLiteral("importance"));
        bars.setBars({});
        bars.setEmptyText(QStringLiteral("Too few."));
        QCOMPARE(bars.summary(), QStringLiteral("Too few."));
        bars.grab();
    }
};

QTEST_MAIN(TestHeatMap)
#include "tst_heat_map.moc"
