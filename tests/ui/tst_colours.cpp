#include "made_up_data.h"
#include "ui/state/colours.h"

#include <QTest>

#include <set>

using namespace matinee::ui;

class ColoursTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsDifferInColourThenInDash()
    {
        for (const bool dark : {false, true}) {
            std::set<std::pair<QRgb, Qt::PenStyle>> looks;
            for (qint64 id = 1; id <= 70; ++id)
                looks.emplace(runColour(id, dark).rgb(), runDash(id));
            QCOMPARE(looks.size(), std::size_t(70));
            std::set<QRgb> colours;
            for (qint64 id = 101; id <= 112; ++id)
                colours.insert(runColour(id, dark).rgb());
            QCOMPARE(colours.size(), std::size_t(12));
            // The run that trains has blue and orange: no run begins with them.
            for (qint64 id = 1; id <= 12; ++id) {
                QVERIFY(runColour(id, dark) != categoryColour(0, dark));
                QVERIFY(runColour(id, dark) != categoryColour(1, dark));
            }
        }
        QVERIFY(runColour(-5, false).isValid()); // no run has such a number, but nothing breaks
    }

    void runColoursCanBeSeen()
    {
        // Graphics need a contrast of 3 : 1 to what surrounds them (WCAG 2.1, 1.4.11); Okabe and Ito's lightest colours
        // are below that on white, so the bar is where a line of two pixels is still read with ease.
        const auto luminance = [](const QColor& colour) {
            const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
            return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
        };
        const auto contrast = [&](const QColor& a, const QColor& b) {
            const auto [low, high] = std::minmax({luminance(a), luminance(b)});
            return (high + 0.05) / (low + 0.05);
        };
        for (int id = 1; id <= categoryColourCount(); ++id) {
            QVERIFY2(contrast(runColour(id, false), Qt::white) >= 2.2, qPrintable(QString::number(id)));
            QVERIFY2(contrast(runColour(id, true), matinee::madeup::darkPalette().color(QPalette::Base)) >= 3,
                     qPrintable(QString::number(id)));
        }
    }
};

QTEST_MAIN(ColoursTest)
#include "tst_colours.moc"
