#include <matinee/error.h>
#include <matinee/id_map.h>

#include <QTest>

#include <limits>

using namespace matinee;

class TestIdMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mapsBothWays();
    void knowsWhatIsNotInIt();
    void refusesAnIdTwice();
    void emptyIsFine();
};

void TestIdMap::mapsBothWays()
{
    const std::vector<std::int64_t> ids = {7, 3, std::numeric_limits<std::int64_t>::max(), 1};
    const IdMap map(ids);
    QCOMPARE(map.size(), ids.size());
    QCOMPARE(map.ids(), ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto index = static_cast<std::int32_t>(i);
        QCOMPARE(map.id(index), ids[i]);
        QCOMPARE(map.find(ids[i]), std::optional(index));
    }
}

void TestIdMap::knowsWhatIsNotInIt()
{
    const IdMap map({7, 3});
    QVERIFY(!map.find(0));
    QVERIFY(!map.find(-7));
}

void TestIdMap::refusesAnIdTwice()
{
    try {
        const IdMap map({7, 3, 7});
        QFAIL("An id that stands twice was taken.");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::InvalidArgument);
    }
}

void TestIdMap::emptyIsFine()
{
    const IdMap map;
    QCOMPARE(map.size(), std::size_t(0));
    QVERIFY(!map.find(1));
}

QTEST_GUILESS_MAIN(TestIdMap)
#include "tst_id_map.moc"
