#include <matinee/error.h>
#include <matinee/random.h>

#include <QTest>

#include <algorithm>
#include <array>
#include <numeric>

using namespace matinee;

class TestRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The numbers of the two reference algorithms chained, computed once with Python integers.
    void sameNumbersEverywhere()
    {
        Random random(42);
        const std::array<std::uint64_t, 3> expected = {1546998764402558742ULL, 6990951692964543102ULL,
                                                       12544586762248559009ULL};
        for (const auto number : expected)
            QCOMPARE(random.next(), number);
    }

    /// The first numbers of xoshiro256** from the state (1, 2, 3, 4), as the reference implementation has them.
    void goesOnFromAState()
    {
        Random random(1);
        random.setState({1, 2, 3, 4});
        for (const auto number : {11520ULL, 0ULL, 1509978240ULL, 1215971899390074240ULL, 1216172134540287360ULL})
            QCOMPARE(random.next(), std::uint64_t{number});
        Random other(2);
        other.setState(random.state());
        QCOMPARE(other.next(), random.next());
        QVERIFY_EXCEPTION_THROWN(random.setState({}), Error);
    }

    void belowIsUniform()
    {
        Random random(1);
        std::array<int, 10> counts{};
        for (int i = 0; i < 100'000; ++i)
            ++counts[random.below(10)];
        // Chi-squared with 9 degrees of freedom: 27.9 is passed once in a thousand seeds; this seed is fixed.
        double chi = 0;
        for (const auto count : counts)
            chi += (count - 10'000.0) * (count - 10'000.0) / 10'000.0;
        QVERIFY2(chi < 27.9, std::to_string(chi).c_str());
    }

    void normalHasMeanZeroAndDeviationOne()
    {
        Random random(2);
        double sum = 0;
        double squares = 0;
        constexpr int n = 100'000;
        for (int i = 0; i < n; ++i) {
            const double x = random.normal();
            sum += x;
            squares += x * x;
        }
        QVERIFY(std::abs(sum / n) < 0.02);
        QVERIFY(std::abs(squares / n - 1) < 0.03);
    }

    void shuffleKeepsEverything()
    {
        std::vector<int> values(100);
        std::iota(values.begin(), values.end(), 0);
        auto shuffled = values;
        Random(3).shuffle(shuffled.begin(), shuffled.end());
        QVERIFY(shuffled != values);
        std::sort(shuffled.begin(), shuffled.end());
        QCOMPARE(shuffled, values);
    }
};

QTEST_GUILESS_MAIN(TestRandom)
#include "tst_random.moc"
