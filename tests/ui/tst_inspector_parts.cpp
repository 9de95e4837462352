#include "made_up_data.h"
#include "ui/panels/factor_strip.h"
#include "ui/panels/fold_section.h"
#include "ui/panels/rating_history.h"
#include "ui/panels/signed_bars.h"
#include "ui/state/rating_periods.h"

#include <QDateTime>
#include <QLabel>
#include <QToolButton>
#include <QtTest>

#include <numeric>

using namespace matinee;
using namespace matinee::ui;

namespace {

std::int64_t at(int year, int month, int day)
{
    return QDateTime(QDate(year, month, day), QTime(12, 0), Qt::UTC).toSecsSinceEpoch();
}

/// One film with these ratings.
Dataset ratedAt(const std::vector<std::pair<std::int64_t, float>>& ratings)
{
    DatasetParts parts;
    parts.name = "made-up";
    parts.films[1].title = "A Film (1990)";
    std::int64_t user = 0;
    for (const auto& [time, stars] : ratings) {
        parts.ratings.user.push_back(++user);
        parts.ratings.item.push_back(1);
        parts.ratings.value.push_back(stars);
        parts.ratings.time.push_back(time);
    }
    return assembleDataset(std::move(parts));
}

RatingPeriods periodsOf(const Dataset& data)
{
    std::vector<RowIndex> rows(data.ratings.size());
    std::iota(rows.begin(), rows.end(), RowIndex{0});
    return ratingPeriods(data, rows);
}

} // namespace

class TestInspectorParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { madeup::failOnWarnings(); }

    void monthsQuartersOrYearsByTheSpan()
    {
        // A few months, with an empty one between.
        auto months = periodsOf(ratedAt({{at(1998, 1, 1), 2.0F}, {at(1998, 1, 31), 4.0F}, {at(1997, 11, 30), 5.0F}}));
        QCOMPARE(months.length, PeriodLength::Month);
        QCOMPARE(months.periods.size(), std::size_t{3});
        QCOMPARE(months.periods[0].count, std::size_t{1});
        QCOMPARE(months.periods[0].mean, 5.0);
        QCOMPARE(months.periods[1].count, std::size_t{0});
        QVERIFY(std::isnan(months.periods[1].mean));
        QCOMPARE(months.periods[2].count, std::size_t{2});
        QCOMPARE(months.periods[2].mean, 3.0);
        QCOMPARE(months.name(0), QStringLiteral("Nov 1997"));
        QCOMPARE(months.name(2), QStringLiteral("Jan 1998"));

        const auto quarters = periodsOf(ratedAt({{at(2000, 3, 31), 3.0F}, {at(2004, 4, 1), 4.0F}}));
        QCOMPARE(quarters.length, PeriodLength::Quarter);
        QCOMPARE(quarters.periods.size(), std::size_t{18});
        QCOMPARE(quarters.name(0), QStringLiteral("Q1 2000"));
        QCOMPARE(quarters.name(17), QStringLiteral("Q2 2004"));

        const auto years = periodsOf(ratedAt({{at(1996, 12, 31), 3.0F}, {at(2023, 1, 1), 4.0F}}));
        QCOMPARE(years.length, PeriodLength::Year);
        QCOMPARE(years.periods.size(), std::size_t{28});
        QCOMPARE(years.name(0), QStringLiteral("1996"));
        QCOMPARE(years.name(27), QStringLiteral("2023"));

        QVERIFY(periodsOf(ratedAt({{0, 3.0F}})).periods.empty()); // a file without times
        QVERIFY(ratingPeriods(ratedAt({{at(2000, 1, 1), 3.0F}}), {}).periods.empty());
        QCOMPARE(periodsOf(ratedAt({{at(2000, 1, 1), 3.0F}})).periods.size(), std::size_t{1});
    }

    void noRatingIsLost()
    {
        std::vector<std::pair<std::int64_t, float>> ratings;
        for (int i = 0; i < 400; ++i)
            ratings.emplace_back(at(1997, 9, 20) + i * 86400 * 3, static_cast<float>(1 + i % 5));
        const auto periods = periodsOf(ratedAt(ratings));
        std::size_t count = 0;
        double sum = 0;
        for (const auto& period : periods.periods) {
            count += period.count;
            if (period.count > 0)
                sum += period.mean * static_cast<double>(period.count);
        }
        QCOMPARE(count, std::size_t{400});
        QCOMPARE(sum / 400, 3.0);
    }

    void columnsAreReadByPointerAndKeys()
    {
        RatingHistory history;
        history.setPeriods(periodsOf(ratedAt({{at(1998, 1, 1), 2.0F}, {at(1998, 1, 2), 4.0F}, {at(1998, 3, 1), 5.0F}})),
                           1, 5);
        history.resize(240, history.sizeHint().height());
        history.show();
        QCOMPARE(history.columnCount(), 3);
        QCOMPARE(history.currentColumn(), -1);
        QCOMPARE(history.readout(), history.summaryText());
        history.setFocus();
        QTest::keyClick(&history, Qt::Key_Home);
        QCOMPARE(history.readout(), QStringLiteral("Jan 1998: 2 ratings, mean 3.00"));
        QCOMPARE(history.accessibleDescription(), history.readout());
        QTest::keyClick(&history, Qt::Key_Right);
        QCOMPARE(history.readout(), QStringLiteral("Feb 1998: 0 ratings"));
        QTest::keyClick(&history, Qt::Key_End);
        QTest::keyClick(&history, Qt::Key_Right);
        QCOMPARE(history.currentColumn(), 2);
        QTest::mouseMove(&history, QPoint(10, 10));
        QTRY_COMPARE(history.currentColumn(), 0);
        QTest::keyClick(&history, Qt::Key_Escape);
        history.setPeriods({}, 1, 5);
        QCOMPARE(history.currentColumn(), -1);
        QTest::keyClick(&history, Qt::Key_Right); // nothing to go to
        QCOMPARE(history.currentColumn(), -1);
        madeup::saveScreenshot(history, QStringLiteral("history-empty"));
    }

    void factorsAreSortedByTheirDifference()
    {
        FactorStrip strip;
        strip.setFactors({0.5F, -1.0F, 0.25F, 0.0F}, {0.5F, 0.5F, -0.5F, 0.125F}, QStringLiteral("Westerns"));
        QCOMPARE(strip.columnCount(), 4);
        QCOMPARE(strip.factorAt(2), 2);
        QVERIFY(strip.summaryText().contains(QStringLiteral("Westerns")));
        strip.setOrder(FactorStrip::Order::Difference);
        QCOMPARE(strip.factorAt(0), 1); // 1.5
        QCOMPARE(strip.factorAt(1), 2); // 0.75
        QCOMPARE(strip.factorAt(2), 3); // 0.125
        QCOMPARE(strip.factorAt(3), 0);
        const QString minus(QChar(0x2212));
        QCOMPARE(strip.columnText(0), QStringLiteral("2: ") + minus + QStringLiteral("1.00, cluster +0.50 (") + minus +
                                          QStringLiteral("1.50)"));
        strip.setFactors({1.0F}, {}, {});
        QCOMPARE(strip.columnText(0), QStringLiteral("1: +1.00"));
    }

    void manyFactorsAtAnyWidth()
    {
        FactorStrip strip;
        for (const int factors : {1, 8, 50, 200}) {
            std::vector<float> film;
            std::vector<float> mean;
            for (int f = 0; f < factors; ++f) {
                film.push_back(static_cast<float>(std::sin(f * 1.7)));
                mean.push_back(static_cast<float>(std::sin(f * 1.7 + 0.6)) * 0.7F);
            }
            strip.setFactors(film, mean, QStringLiteral("Film-Noir, 1940s"));
            strip.resize(236, strip.sizeHint().height());
            strip.show();
            // Each can be reached with the pointer.
            for (const int column : {0, factors / 2, factors - 1}) {
                strip.setCurrentColumn(column);
                QCOMPARE(strip.currentColumn(), column);
                QVERIFY(strip.readout().startsWith(QStringLiteral("%1: ").arg(column + 1)));
            }
            madeup::saveScreenshot(strip, QStringLiteral("factors-%1").arg(factors));
        }
    }

    void barsTellMoreInTheirToolTips()
    {
        SignedBars bars(QStringLiteral("Pulls"), QStringLiteral("%1: cosine %2"));
        std::vector<SignedBars::Bar> all;
        for (int i = 0; i < 30; ++i)
            all.push_back({QStringLiteral("Term %1").arg(i), (i - 15) / 15.0, QStringLiteral("tip %1").arg(i)});
        bars.setBars(all, 10);
        QCOMPARE(bars.bars().size(), std::size_t{10});
        QCOMPARE(bars.bars().front().name, QStringLiteral("Term 29"));
        QCOMPARE(bars.bars().back().name, QStringLiteral("Term 0"));
        QVERIFY(bars.accessibleDescription().contains(QStringLiteral("Term 0: cosine")));
    }

    void aSectionFolds()
    {
        auto* content = new QLabel(QStringLiteral("below"));
        FoldSection section(QStringLiteral("test"), QStringLiteral("Head&ing"), content);
        auto* control = new QToolButton;
        section.addControl(control);
        section.show();
        auto* heading = section.findChild<QToolButton*>(QStringLiteral("testHeading"));
        QVERIFY(content->isVisible() && control->isVisible());
        QCOMPARE(heading->accessibleName(), QStringLiteral("Heading"));
        QSignalSpy toggled(&section, &FoldSection::toggled);
        QTest::keyClick(heading, Qt::Key_Space);
        QVERIFY(!content->isVisible() && !control->isVisible() && !section.isOpen());
        QCOMPARE(toggled.count(), 1);
        section.setOpen(true);
        QVERIFY(content->isVisible() && control->isVisible());
    }
};

QTEST_MAIN(TestInspectorParts)
#include "tst_inspector_parts.moc"
