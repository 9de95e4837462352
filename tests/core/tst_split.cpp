#include "support/numpy_random.h"
#include "support/toy_data.h"

#include <matinee/error.h>
#include <matinee/split.h>

#include <QCryptographicHash>
#include <QTest>

#include <numeric>
#include <set>

using namespace matinee;

namespace {

/// SHA-256 of the row numbers as little-endian int64, in the order given: the golden files' own digest.
QByteArray digest(const std::vector<RowIndex>& rows)
{
    const std::vector<std::int64_t> wide(rows.begin(), rows.end());
    return QCryptographicHash::hash(
               QByteArrayView(reinterpret_cast<const char*>(wide.data()), static_cast<qsizetype>(wide.size() * 8)),
               QCryptographicHash::Sha256)
        .toHex();
}

/// A data set of n ratings; a split looks at nothing but their number.
std::shared_ptr<const Dataset> rows(int n)
{
    return test::toyData(20, 20, n);
}

QString refusal(const std::string& text)
{
    try {
        SplitSpec::parse(text);
    } catch (const Error& error) {
        return QString::fromStdString(error.message());
    }
    return {};
}

} // namespace

class TestSplit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numpyPermutation()
    {
        // numpy.random.RandomState(7).permutation(10)
        const std::vector<std::uint32_t> expected = {8, 5, 0, 2, 1, 9, 7, 3, 6, 4};
        QCOMPARE(NumpyRandom(7).permutation(10), expected);
    }

    // Golden digests: scikit-learn 1.2, NumPy 1.24, train_test_split on the 100,000 rows of ml-100k.
    void sklearnThreeParts()
    {
        const auto split = makeSplit(*rows(100'000), SplitSpec::parse("sklearn:0.8/0.1/0.1@42"), 7);
        QCOMPARE(split.train.size(), std::size_t{80'000});
        QCOMPARE(split.train.front(), RowIndex{75'220});
        QCOMPARE(digest(split.train), "ef3bced59bd91267ce96aabffa2c42a88d6e6d1c96d0c92a45161aba7d71a308");
        QCOMPARE(digest(split.validation), "47640950578476f7f45e095128d6d559b1ba28b1b296253d8aa0eef5f991b193");
        QCOMPARE(digest(split.test), "77e7a1bba1a9d64df60de7883b0e8dea1a6ecb5191cb6dec28ce5fd8fc8fd9aa");
    }

    void sklearnTwoParts()
    {
        const auto split = makeSplit(*rows(100'000), SplitSpec::parse("sklearn:0.8/0.2@42"), 7);
        QCOMPARE(digest(split.train), "ef3bced59bd91267ce96aabffa2c42a88d6e6d1c96d0c92a45161aba7d71a308");
        QCOMPARE(digest(split.test), "692739318bcfb943f7cf5ea1a17d5f7a1a70a15c7231dcbaec2023d4af4c7084");
        QVERIFY(split.validation.empty());
    }

    void partsAreDisjointAndComplete_data()
    {
        QTest::addColumn<QString>("spec");
        QTest::newRow("random, three parts") << "random:0.8/0.1/0.1";
        QTest::newRow("random, two parts") << "random:0.75/0.25";
        QTest::newRow("sklearn") << "sklearn:0.7/0.2/0.1@3";
    }
    void partsAreDisjointAndComplete()
    {
        QFETCH(QString, spec);
        const auto data = rows(1003);
        const auto split = makeSplit(*data, SplitSpec::parse(spec.toStdString()), 5);
        std::multiset<RowIndex> all;
        for (const auto* part : {&split.train, &split.validation, &split.test})
            all.insert(part->begin(), part->end());
        QCOMPARE(all.size(), data->ratings.size());
        std::vector<RowIndex> expected(data->ratings.size());
        std::iota(expected.begin(), expected.end(), RowIndex{0});
        QVERIFY(std::equal(all.begin(), all.end(), expected.begin()));
    }

    void seedDecides()
    {
        const auto data = rows(1000);
        const auto spec = SplitSpec::parse("random:0.8/0.1/0.1");
        QCOMPARE(makeSplit(*data, spec, 1).test, makeSplit(*data, spec, 1).test);
        QVERIFY(makeSplit(*data, spec, 1).test != makeSplit(*data, spec, 2).test);
        const auto fixed = SplitSpec::parse("random:0.8/0.1/0.1@9");
        QCOMPARE(makeSplit(*data, fixed, 1).test, makeSplit(*data, fixed, 2).test);
    }

    void textReadsBack_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto* text : {"random:0.8/0.1/0.1", "random:0.9/0.1@5", "sklearn:0.8/0.1/0.1@42",
                                 "files:u1.base,u1.test", "files:a,b,c", "files:u1.base,u1.test:validation=0.1"})
            QTest::newRow(text) << text;
    }
    void textReadsBack()
    {
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(SplitSpec::parse(text.toStdString()).text()), text);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto* text :
             {"", "random", "random:", "random:0.8", "random:0.8/0.3", "random:1/0", "random:a/b", "random:0.8/0.2@x",
              "random:0.8/0.2@-1", "random:nan/0.2", "shuffle:0.8/0.2", "files:", "files:a", "files:a,",
              "files:a,b,c,d", "files:a,b:validation=2", "files:a,b,c:validation=0.1", "random:0.8/0.2@4294967296"})
            QTest::newRow(text) << text;
    }
    void refuses()
    {
        QFETCH(QString, text);
        QVERIFY2(refusal(text.toStdString()).endsWith(u'.'), "accepted, or not a sentence");
    }

    void emptyPartIsRefused()
    {
        QVERIFY_EXCEPTION_THROWN(makeSplit(*rows(20), SplitSpec::parse("random:0.98/0.01/0.01"), 1), Error);
    }

    void countsTrainingRows()
    {
        const auto data = rows(200);
        const TrainingCounts counts(*data, {0, 1, 2});
        QCOMPARE(std::accumulate(counts.users.begin(), counts.users.end(), 0), 3);
        QCOMPARE(std::accumulate(counts.items.begin(), counts.items.end(), 0), 3);
        QVERIFY(!counts.isCold(data->ratings.user[0], data->ratings.item[0]));
        QVERIFY(counts.isCold(data->ratings.user[10], data->ratings.item[10]));
    }
};

QTEST_GUILESS_MAIN(TestSplit)
#include "tst_split.moc"
