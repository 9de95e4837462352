#include "made_up_data.h"
#include "ui/charts/axis_scale.h"
#include "ui/charts/decimate.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <map>

using namespace matinee::ui;

class DecimateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { matinee::madeup::failOnWarnings(); }

    void keepsFewPointsWhole()
    {
        const std::vector<double> x = {0, 1, 2, 3};
        const std::vector<double> y = {5, 4, 6, 3};
        const auto thin = decimate(x, y, 0, 3, 100);
        QCOMPARE(thin.kept, (std::vector<std::size_t>{0, 1, 2, 3}));
        QCOMPARE(thin.starts, (std::vector<std::size_t>{0}));
        QVERIFY(thin.broken.empty());
    }

    void keepsSpikesAndAtMostTwoAColumn()
    {
        constexpr int kPoints = 1'000'000;
        constexpr int kColumns = 800;
        std::vector<double> x(kPoints);
        std::vector<double> y(kPoints);
        for (int i = 0; i < kPoints; ++i) {
            x[i] = i;
            y[i] = std::sin(i * 0.37);
        }
        y[123'456] = 50;
        y[777'777] = -50;
        const auto thin = decimate(x, y, 0, kPoints - 1, kColumns);

        QVERIFY(thin.kept.size() <= 2 * (kColumns + 1));
        QVERIFY(std::is_sorted(thin.kept.begin(), thin.kept.end()));
        QVERIFY(std::adjacent_find(thin.kept.begin(), thin.kept.end()) == thin.kept.end());
        QVERIFY(std::binary_search(thin.kept.begin(), thin.kept.end(), 123'456));
        QVERIFY(std::binary_search(thin.kept.begin(), thin.kept.end(), 777'777));
        std::map<int, int> perColumn;
        for (const auto index : thin.kept)
            ++perColumn[static_cast<int>(std::floor(x[index] * kColumns / (kPoints - 1)))];
        for (const auto& [column, count] : perColumn)
            QVERIFY(count <= 2);
    }

    void keepsLowestAndHighestOfEachColumn()
    {
        // Ten columns of a hundred points each; checked against a plain search.
        std::vector<double> x;
        std::vector<double> y;
        for (int i = 0; i < 1000; ++i) {
            x.push_back(i / 100.0);
            y.push_back((i * 7919 % 1000) / 10.0);
        }
        const auto thin = decimate(x, y, 0, 10, 10);
        for (std::size_t column = 0; column < 10; ++column) {
            const auto first = y.begin() + static_cast<std::ptrdiff_t>(column * 100);
            const auto [low, high] = std::minmax_element(first, first + 100);
            QVERIFY(std::binary_search(thin.kept.begin(), thin.kept.end(), std::size_t(low - y.begin())));
            QVERIFY(std::binary_search(thin.kept.begin(), thin.kept.end(), std::size_t(high - y.begin())));
        }
        QCOMPARE(thin.kept.size(), std::size_t(20));
    }

    void keepsOneNeighbourBeyondEachEdge()
    {
        const std::vector<double> x = {0, 1, 2, 3, 4, 5, 6};
        const std::vector<double> y = {0, 1, 2, 3, 4, 5, 6};
        const auto thin = decimate(x, y, 2.5, 4.5, 50);
        QCOMPARE(thin.kept, (std::vector<std::size_t>{2, 3, 4, 5}));
    }

    void partsTheLineAtWhatIsNotFinite()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double infinity = std::numeric_limits<double>::infinity();
        const std::vector<double> x = {0, 1, 2, 3, 4, 5};
        const std::vector<double> y = {1, 2, nan, 4, infinity, 6};
        const auto thin = decimate(x, y, 0, 5, 100);
        QCOMPARE(thin.kept, (std::vector<std::size_t>{0, 1, 3, 5}));
        QCOMPARE(thin.starts, (std::vector<std::size_t>{0, 2, 3}));
        QCOMPARE(thin.broken, (std::vector<std::size_t>{2, 4}));
    }

    void keepsTwoAColumnAmongGaps()
    {
        std::vector<double> x;
        std::vector<double> y;
        for (int i = 0; i < 1000; ++i) {
            x.push_back(i);
            y.push_back(i % 2 ? std::numeric_limits<double>::quiet_NaN() : i % 13);
        }
        const auto thin = decimate(x, y, 0, 999, 10);
        QVERIFY(thin.kept.size() <= 2 * 11);
        QVERIFY(thin.broken.size() <= 11);
    }

    void answersEmptyInput()
    {
        QVERIFY(decimate({}, {}, 0, 1, 100).kept.empty());
        const std::vector<double> one = {1};
        QCOMPARE(decimate(one, one, 0, 2, 100).kept.size(), std::size_t(1));
        QVERIFY(decimate(one, one, 2, 2, 100).kept.empty());
    }

    void ticksAreRound_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<bool>("logarithmic");
        QTest::addColumn<QStringList>("labels");
        QTest::newRow("epochs") << 0.0 << 10.0 << false
                                << QStringList{QStringLiteral("0"), QStringLiteral("2"), QStringLiteral("4"),
                                               QStringLiteral("6"), QStringLiteral("8"), QStringLiteral("10")};
        QTest::newRow("fractions") << 0.81 << 0.93 << false
                                   << QStringList{QStringLiteral("0.82"), QStringLiteral("0.84"),
                                                  QStringLiteral("0.86"), QStringLiteral("0.88"),
                                                  QStringLiteral("0.90"), QStringLiteral("0.92")};
        QTest::newRow("decades") << 0.6 << 30.0 << true
                                 << QStringList{QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("5"),
                                                QStringLiteral("10"), QStringLiteral("20")};
        QTest::newRow("part of a decade")
            << 0.85 << 0.95 << true
            << QStringList{QStringLiteral("0.86"), QStringLiteral("0.88"), QStringLiteral("0.90"),
                           QStringLiteral("0.92"), QStringLiteral("0.94")};
    }

    void ticksAreRound()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(bool, logarithmic);
        QFETCH(QStringList, labels);
        QStringList made;
        for (const auto& tick : makeTicks({low, high, logarithmic}, 5))
            made.append(tick.label);
        QCOMPARE(made, labels);
    }

    void scalesRoundTrip()
    {
        for (const bool logarithmic : {false, true}) {
            const auto scale = fitScale(0.5, 40, logarithmic);
            QVERIFY(scale.minimum < 0.5 && scale.minimum >= 0 && scale.maximum > 40);
            for (const double value : {0.5, 1.0, 7.0, 40.0})
                QVERIFY(std::abs(scale.valueAt(scale.fraction(value)) - value) < 1e-9);
        }
        const auto flat = fitScale(2, 2, false);
        QVERIFY(flat.minimum < 2 && flat.maximum > 2);
        const auto wide = fitScale(0.7, 1e30, true); // a training that ran away
        QVERIFY(makeTicks(wide, 6).size() <= 8);
        QVERIFY(makeTicks(wide, 6).size() >= 2);
    }
};

QTEST_MAIN(DecimateTest)
#include "tst_decimate.moc"
