#include "support/flush_denormals.h"
#include "support/huge_array.h"

#include <QTest>

#include <cstdint>
#include <limits>
#include <utility>

using namespace matinee;

class TestHugeArray : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsValues_data()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("none") << 0;
        QTest::newRow("one") << 1;
        QTest::newRow("small") << 1000;
        QTest::newRow("several huge pages") << 3'000'000;
    }
    void holdsValues()
    {
        QFETCH(int, size);
        HugeArray<float> values(static_cast<std::size_t>(size));
        QCOMPARE(values.size(), static_cast<std::size_t>(size));
        QCOMPARE(reinterpret_cast<std::uintptr_t>(values.data()) % 64, std::uintptr_t{0});
        for (int n = 0; n < size; ++n)
            values[static_cast<std::size_t>(n)] = static_cast<float>(n);
        const auto* const data = values.data();
        const auto moved = std::move(values);
        QCOMPARE(moved.data(), data);
        if (size > 0)
            QCOMPARE(moved[static_cast<std::size_t>(size - 1)], static_cast<float>(size - 1));
    }

    void denormalsAreZero()
    {
        volatile float smallest = std::numeric_limits<float>::min();
        const auto half = [&] { return smallest / 2; };
        QVERIFY(half() > 0);
#if defined(__SSE2__)
        {
            const FlushDenormals flushDenormals;
            QCOMPARE(half(), 0.0F);
        }
#endif
        QVERIFY(half() > 0);
    }
};

QTEST_GUILESS_MAIN(TestHugeArray)
#include "tst_huge_array.moc"
