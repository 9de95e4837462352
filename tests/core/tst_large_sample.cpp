#include "data/large_sample.h"

#include <matinee/error.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

using namespace matinee;

class TestLargeSample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isSound_data();
    void isSound();
    void isSkewed();
    void sameSeedSameRatings();
    void shapesAreThoseOfReleases();
    void refusesWhatDoesNotFit_data();
    void refusesWhatDoesNotFit();
    void stops();
};

void TestLargeSample::isSound_data()
{
    QTest::addColumn<int>("users");
    QTest::addColumn<int>("items");
    QTest::addColumn<int>("ratings");
    QTest::newRow("release") << 943 << 1682 << 100'000;
    QTest::newRow("more films than users") << 50 << 400 << 3000;
    QTest::newRow("a film a row") << 40 << 300 << 300;
    QTest::newRow("a user a row") << 300 << 40 << 300;
    QTest::newRow("as dense as may be") << 60 << 80 << 2400;
}

/// Exactly so many rows, none twice, everyone and every film among them, users ascending, half stars.
void TestLargeSample::isSound()
{
    QFETCH(int, users);
    QFETCH(int, items);
    QFETCH(int, ratings);
    const auto data = makeLargeSample({users, items, ratings, 7});
    const auto& rows = data->ratings;
    QCOMPARE(rows.size(), static_cast<std::size_t>(ratings));
    QCOMPARE(rows.user.size(), rows.size());
    QCOMPARE(rows.item.size(), rows.size());
    QCOMPARE(rows.time.size(), rows.size());
    QVERIFY(std::is_sorted(rows.user.begin(), rows.user.end()));
    QVERIFY(std::is_sorted(rows.time.begin(), rows.time.end()));
    std::set<std::pair<int, int>> pairs;
    std::set<int> seenUsers;
    std::set<int> seenItems;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        pairs.emplace(rows.user[r], rows.item[r]);
        seenUsers.insert(rows.user[r]);
        seenItems.insert(rows.item[r]);
        QVERIFY(rows.value[r] >= 0.5F && rows.value[r] <= 5.0F);
        QCOMPARE(2 * rows.value[r], std::floor(2 * rows.value[r]));
    }
    QCOMPARE(pairs.size(), rows.size());
    QCOMPARE(seenUsers.size(), static_cast<std::size_t>(users));
    QCOMPARE(*seenUsers.rbegin(), users - 1);
    QCOMPARE(seenItems.size(), static_cast<std::size_t>(items));
    QCOMPARE(*seenItems.rbegin(), items - 1);
    QCOMPARE(data->userCount(), users);
    QCOMPARE(data->itemCount(), items);
    QCOMPARE(data->users.size(), static_cast<std::size_t>(users));
    QCOMPARE(data->items.size(), static_cast<std::size_t>(items));
    QCOMPARE(data->catalogue.films.size(), static_cast<std::size_t>(items));
}

/// As popularity is in life: the tenth of the films that is rated most has several times its share.
void TestLargeSample::isSkewed()
{
    const auto data = makeLargeSample({2000, 1000, 100'000, 3});
    std::vector<int> counts(1000);
    for (const auto item : data->ratings.item)
        ++counts[static_cast<std::size_t>(item)];
    std::sort(counts.rbegin(), counts.rend());
    int top = 0;
    for (int i = 0; i < 100; ++i)
        top += counts[static_cast<std::size_t>(i)];
    QVERIFY2(top > 35'000 && top < 60'000, qPrintable(QString::number(top)));
    const auto facts = describe(*data);
    QVERIFY2(facts.mean > 3.2 && facts.mean < 3.7, qPrintable(QString::number(facts.mean)));
    QVERIFY2(facts.deviation > 0.9 && facts.deviation < 1.3, qPrintable(QString::number(facts.deviation)));
}

void TestLargeSample::sameSeedSameRatings()
{
    const auto one = makeLargeSample({300, 200, 6000, 1});
    const auto same = makeLargeSample({300, 200, 6000, 1});
    const auto other = makeLargeSample({300, 200, 6000, 2});
    QVERIFY(one->ratings.item == same->ratings.item);
    QVERIFY(one->ratings.value == same->ratings.value);
    QVERIFY(!(one->ratings.item == other->ratings.item));
}

void TestLargeSample::shapesAreThoseOfReleases()
{
    QCOMPARE(releaseShape(100'000).users, 943);
    QCOMPARE(releaseShape(100'000).items, 1682);
    QCOMPARE(releaseShape(20'000'000).users, 138'493);
    QCOMPARE(releaseShape(20'000'000).ratings, 20'000'000);
    int before = 0;
    for (const std::uint64_t ratings : {1000, 2000, 50'000, 300'000, 4'000'000, 15'000'000, 32'000'000, 100'000'000}) {
        const auto shape = releaseShape(ratings);
        QVERIFY(shape.users > before);
        QVERIFY(shape.items > 0 && static_cast<std::uint64_t>(shape.items) <= ratings);
        QVERIFY(ratings <= static_cast<std::uint64_t>(shape.users) * static_cast<std::uint64_t>(shape.items / 2));
        before = shape.users;
    }
}

void TestLargeSample::refusesWhatDoesNotFit_data()
{
    QTest::addColumn<int>("users");
    QTest::addColumn<int>("items");
    QTest::addColumn<int>("ratings");
    QTest::newRow("nobody") << 0 << 10 << 10;
    QTest::newRow("fewer than films") << 5 << 100 << 99;
    QTest::newRow("fewer than users") << 100 << 5 << 99;
    QTest::newRow("too dense") << 10 << 10 << 51;
}

void TestLargeSample::refusesWhatDoesNotFit()
{
    QFETCH(int, users);
    QFETCH(int, items);
    QFETCH(int, ratings);
    QVERIFY_THROWS_EXCEPTION(Error, makeLargeSample({users, items, ratings, 1}));
}

void TestLargeSample::stops()
{
    std::stop_source source;
    source.request_stop();
    RunContext context;
    context.stop = source.get_token();
    QVERIFY_THROWS_EXCEPTION(Error, makeLargeSample({943, 1682, 100'000, 1}, context));
}

QTEST_GUILESS_MAIN(TestLargeSample)
#include "tst_large_sample.moc"
