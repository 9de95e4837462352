#include <matinee/clustering.h>
#include <matinee/error.h>
#include <matinee/random.h>

#include <QtTest>

#include <cmath>
#include <vector>

using matinee::adjustedRandIndex;
using Labels = std::vector<std::int32_t>;

class TestAgreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameDivisionIsOne()
    {
        QCOMPARE(adjustedRandIndex(Labels{0, 0, 1, 1, 2}, Labels{0, 0, 1, 1, 2}), 1.0);
        QCOMPARE(adjustedRandIndex(Labels{0, 0, 1, 1, 2}, Labels{7, 7, 0, 0, 3}), 1.0);
        QCOMPARE(adjustedRandIndex(Labels{0, 0, 0}, Labels{4, 4, 4}), 1.0);
        QCOMPARE(adjustedRandIndex(Labels{0, 1, 2}, Labels{2, 1, 0}), 1.0);
        QCOMPARE(adjustedRandIndex(Labels{}, Labels{}), 1.0);
    }

    // Worked by hand from the contingency table; scikit-learn gives the same.
    void knownValues()
    {
        // cells 2,1,1: 1 pair; rows 3,1: 3; columns 2,2: 2; of 6 pairs: (1 - 1) / (2.5 - 1)
        QVERIFY(std::abs(adjustedRandIndex(Labels{0, 0, 0, 1}, Labels{0, 0, 1, 1})) < 1e-12);
        // cells 2,1,1: 1 pair; rows 2,2: 2; columns 2,1,1: 1; of 6: (1 - 1/3) / (1.5 - 1/3)
        QVERIFY(std::abs(adjustedRandIndex(Labels{0, 0, 1, 1}, Labels{0, 0, 1, 2}) - 4.0 / 7) < 1e-12);
        // no pair is together in both: (0 - 2/3) / (2 - 2/3)
        QVERIFY(std::abs(adjustedRandIndex(Labels{0, 0, 1, 1}, Labels{0, 1, 0, 1}) + 0.5) < 1e-12);
    }

    void unrelatedDivisionsAreNearZero()
    {
        matinee::Random random(3);
        Labels a(20000);
        Labels b(20000);
        for (std::size_t i = 0; i < a.size(); ++i) {
            a[i] = static_cast<std::int32_t>(random.below(10));
            b[i] = static_cast<std::int32_t>(random.below(8));
        }
        QVERIFY(std::abs(adjustedRandIndex(a, b)) < 0.005);
    }

    void negativeLabelsAreLeftOut()
    {
        QCOMPARE(adjustedRandIndex(Labels{0, 0, 1, 1, -1, 2}, Labels{5, 5, 6, 6, 0, -1}), 1.0);
    }

    void lengthsMustAgree() { QVERIFY_EXCEPTION_THROWN(adjustedRandIndex(Labels{0, 1}, Labels{0}), matinee::Error); }
};

QTEST_APPLESS_MAIN(TestAgreement)
#include "tst_agreement.moc"
