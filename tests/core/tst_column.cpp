#include "support/page_array.h"

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
    void takesPages();
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

void TestColumn::takesPages()
{
    // Across the size from which large pages are asked for, and back.
    PageArray<std::int32_t> array;
    array.setCapacity(10);
    QCOMPARE(array.data()[9], 0);
    std::iota(array.data(), array.data() + 10, 0);
    for (const std::size_t size : {100'000, 3'000'000, 50'000'000, 1'000'000}) {
        array.setCapacity(size);
        QVERIFY(array.capacity() >= size);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(array.data()[i], i);
        QCOMPARE(array.data()[99'999], 0);
    }
    array.data()[999'999] = 5;
    const Column<std::int32_t> column = array.intoColumn(1'000'000);
    QCOMPARE(column.size(), std::size_t(1'000'000));
    QCOMPARE(column[9], 9);
    QCOMPARE(column.back(), 5);
    QCOMPARE(array.capacity(), std::size_t(0));
    QVERIFY(PageArray<float>().intoColumn(0).empty());
}

QTEST_APPLESS_MAIN(TestColumn)
#include "tst_column.moc"
