#include <matinee/column.h>

#include <QtTest>

#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <utility>

using namespace matinee;

/// Columns: what a finished vector becomes, and what a view of someone else's memory is.
class TestColumn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyAtFirst();
    void takesVectorWithoutCopy();
    void readsLikeVector();
    void sharesBetweenCopies();
    void keepsOwnerOfView();
    void compares();
};

void TestColumn::isEmptyAtFirst()
{
    const Column<float> column;
    QVERIFY(column.empty());
    QCOMPARE(column.size(), std::size_t(0));
    QVERIFY(column.begin() == column.end());
}

void TestColumn::takesVectorWithoutCopy()
{
    std::vector<std::int32_t> values = {3, 1, 2};
    const auto* address = values.data();
    const Column<std::int32_t> column = std::move(values);
    QVERIFY(column.data() == address);
    QCOMPARE(column, (std::vector<std::int32_t>{3, 1, 2}));
}

void TestColumn::readsLikeVector()
{
    const Column<std::int32_t> column = std::vector<std::int32_t>{3, 1, 2};
    QCOMPARE(column.size(), std::size_t(3));
    QCOMPARE(column[1], 1);
    QCOMPARE(column.front(), 3);
    QCOMPARE(column.back(), 2);
    QCOMPARE(std::accumulate(column.begin(), column.end(), 0), 6);
    const std::span<const std::int32_t> span = column;
    QCOMPARE(span.size(), std::size_t(3));
    QVERIFY(span.data() == column.data());
}

void TestColumn::sharesBetweenCopies()
{
    Column<std::int64_t> copy;
    {
        const Column<std::int64_t> column = std::vector<std::int64_t>{7, 8};
        copy = column;
        QVERIFY(copy.data() == column.data());
    }
    QCOMPARE(copy, (std::vector<std::int64_t>{7, 8}));
}

void TestColumn::keepsOwnerOfView()
{
    auto owner = std::make_shared<const std::array<float, 3>>(std::array<float, 3>{0.5F, 1, 5});
    const std::weak_ptr<const void> watch = owner;
    {
        const Column<float> column(std::span<const float>(*owner), owner);
        owner.reset();
        QVERIFY(!watch.expired());
        QCOMPARE(column, (std::vector<float>{0.5F, 1, 5}));
    }
    QVERIFY(watch.expired());
}

void TestColumn::compares()
{
    const Column<std::int32_t> column = std::vector<std::int32_t>{1, 2};
    QVERIFY(column == Column<std::int32_t>(std::vector<std::int32_t>{1, 2}));
    QVERIFY(column != Column<std::int32_t>(std::vector<std::int32_t>{1, 3}));
    QVERIFY(column != Column<std::int32_t>(std::vector<std::int32_t>{1}));
}

QTEST_APPLESS_MAIN(TestColumn)
#include "tst_column.moc"
