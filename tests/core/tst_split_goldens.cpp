#include "data/split_kinds.h"
#include "support/numpy_random.h"
#include "support/row_digest.h"
#include "support/toy_data.h"

#include <matinee/dataset_source.h>
#include <matinee/split.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <fstream>
#include <numeric>

using namespace matinee;
using matinee::test::rowDigest;

namespace {

using Rows = std::vector<RowIndex>;

/// The release in MATINEE_TEST_DATA; null, and the test is to be skipped, where that is not set.
std::shared_ptr<const Dataset> release(const QString& name)
{
    const auto folder = qEnvironmentVariable("MATINEE_TEST_DATA");
    return folder.isEmpty() ? nullptr : loadDataset((folder + QLatin1Char('/') + name).toStdString());
}

/// The table of make_split_goldens.py.
Dataset formulaData()
{
    DatasetParts parts;
    parts.name = "formula";
    for (int r = 0; r < 200; ++r) {
        parts.ratings.user.push_back(r * r % 23 % 7 + 1);
        parts.ratings.item.push_back(r + 1);
        parts.ratings.value.push_back(3);
        parts.ratings.time.push_back(r * 37 % 11);
    }
    return assembleDataset(std::move(parts));
}

std::uint64_t sum(const Rows& rows)
{
    return std::accumulate(rows.begin(), rows.end(), std::uint64_t{0});
}

} // namespace

/// The very rows of NumPy 1.24, pandas 1.5 and scikit-learn 1.2, in their order.
class TestSplitGoldens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numpyPermutation()
    {
        // numpy.random.RandomState(7).permutation(10)
        const std::vector<std::uint32_t> expected = {8, 5, 0, 2, 1, 9, 7, 3, 6, 4};
        QCOMPARE(NumpyRandom(7).permutation(10), expected);
    }

    // train_test_split of 100,000 rows: a split like this looks at nothing but their number.
    void sklearnThreeParts()
    {
        const auto split = makeSplit(*test::toyData(20, 20, 100'000), SplitSpec::parse("sklearn:0.8/0.1/0.1@42"), 7);
        QCOMPARE(split.train.size(), std::size_t{80'000});
        QCOMPARE(split.train.front(), RowIndex{75'220});
        QCOMPARE(rowDigest(split.train), "ef3bced59bd91267ce96aabffa2c42a88d6e6d1c96d0c92a45161aba7d71a308");
        QCOMPARE(rowDigest(split.validation), "47640950578476f7f45e095128d6d559b1ba28b1b296253d8aa0eef5f991b193");
        QCOMPARE(rowDigest(split.test), "77e7a1bba1a9d64df60de7883b0e8dea1a6ecb5191cb6dec28ce5fd8fc8fd9aa");
    }

    void sklearnTwoParts()
    {
        const auto split = makeSplit(*test::toyData(20, 20, 100'000), SplitSpec::parse("sklearn:0.8/0.2@42"), 7);
        QCOMPARE(rowDigest(split.train), "ef3bced59bd91267ce96aabffa2c42a88d6e6d1c96d0c92a45161aba7d71a308");
        QCOMPARE(rowDigest(split.test), "692739318bcfb943f7cf5ea1a17d5f7a1a70a15c7231dcbaec2023d4af4c7084");
        QVERIFY(split.validation.empty());
    }

    void pandas_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("train");
        QTest::addColumn<qulonglong>("trainSum");
        QTest::addColumn<QByteArray>("trainDigest");
        QTest::addColumn<QByteArray>("testDigest");
        QTest::newRow("latest-small") << 100'836 << 80'668 << qulonglong{4'071'867'401}
                                      << QByteArray("3d8c708113a612267057f3adba79519cd2b0ebd25d8cb030ded2cb5430cc7c87")
                                      << QByteArray("7a6fd2bc1a3fef78ea646b941bd9268bacf046f985ee87f14f0a053879986c14");
        QTest::newRow("two million") << 2'000'000 << 1'600'000 << qulonglong{1'600'146'309'225}
                                     << QByteArray("0d3ac4815b783e35c522e9c9fe7ee222f12d7f569d70b666e53a5042802a95b2")
                                     << QByteArray("a365deed7769e0a78272c6f08f21f08cdb7e31d3ea0248172fb7f0cbf74ed029");
    }
    void pandas()
    {
        QFETCH(int, rows);
        const auto split = splitPandas(static_cast<std::size_t>(rows), SplitSpec::parse("pandas:0.8/0.2@42"), 7);
        QTEST(static_cast<int>(split.train.size()), "train");
        QTEST(static_cast<qulonglong>(sum(split.train)), "trainSum");
        QTEST(rowDigest(split.train), "trainDigest");
        QTEST(rowDigest(split.test), "testDigest");
        QVERIFY(split.validation.empty());
    }

    void formula_data()
    {
        QTest::addColumn<QString>("spec");
        for (const char* spec : {"pandas:0.8/0.2@3", "pandas:0.7/0.2/0.1@5", "leave-one-out:validation=0.3@5",
                                 "leave-one-out:validation=0.1@4294967295"})
            QTest::newRow(spec) << QString::fromLatin1(spec);
    }
    void formula()
    {
        QFETCH(QString, spec);
        std::ifstream file(MATINEE_TINY_DATA "/goldens/splits.json");
        const auto golden = nlohmann::json::parse(file)[spec.toStdString()].get<std::vector<Rows>>();
        const auto split = makeSplit(formulaData(), SplitSpec::parse(spec.toStdString()), 7);
        QCOMPARE(split.train, golden.front());
        QCOMPARE(split.test, golden.back());
        QCOMPARE(split.validation, golden.size() == 3 ? golden[1] : Rows());
        // The seed behind "@" can as well be the run's, but for a leave-one-out that is then Matinee's own draw.
        auto seedless = SplitSpec::parse(spec.toStdString());
        const auto seed = *std::exchange(seedless.seed, std::nullopt);
        const auto other = makeSplit(formulaData(), seedless, seed);
        QCOMPARE(other.train == split.train, seedless.kind == SplitSpec::Kind::Pandas);
    }

    void notebook004()
    {
        const auto data = release(QStringLiteral("ml-100k"));
        if (!data)
            QSKIP("MATINEE_TEST_DATA is not set; this needs MovieLens 100K.");
        const auto split = makeSplit(*data, SplitSpec::parse("leave-one-out:validation=0.1@42"), 7);
        QCOMPARE(split.test.size(), std::size_t{943});
        QCOMPARE(rowDigest(split.test), "ef1cb9d8f17f3b958adaacbcb186411cda055a23db0522b98544866f2bad13b6");
        QCOMPARE(split.validation.size(), std::size_t{10'333});
        QCOMPARE(rowDigest(split.validation), "7f3e6972caaff12bb6974bb51e4ac8ac8a01e7fde44e545f4e4dcc4fcce00b26");
        QCOMPARE(split.train.size(), std::size_t{100'000 - 943 - 10'333});
    }

    // The counts that notebook 004 prints.
    void notebook004Counts_data()
    {
        QTest::addColumn<QString>("spec");
        QTest::addColumn<int>("train");
        QTest::addColumn<int>("validation");
        QTest::newRow("no validation") << "leave-one-out@42" << 994'169 << 0;
        QTest::newRow("NumPy's validation") << "leave-one-out:validation=0.1@42" << 892'037 << 102'132;
        QTest::newRow("own validation") << "leave-one-out:validation=0.1" << 892'037 << 102'132;
        QTest::newRow("the newest") << "leave-one-out:validation=last" << 994'169 - 6'040 << 6'040;
    }
    void notebook004Counts()
    {
        static const auto data = release(QStringLiteral("ml-1m"));
        if (!data)
            QSKIP("MATINEE_TEST_DATA is not set; this needs MovieLens 1M.");
        QFETCH(QString, spec);
        const auto split = makeSplit(*data, SplitSpec::parse(spec.toStdString()), 7);
        QTEST(static_cast<int>(split.train.size()), "train");
        QTEST(static_cast<int>(split.validation.size()), "validation");
        QCOMPARE(split.test.size(), std::size_t{6'040});
    }
};

QTEST_GUILESS_MAIN(TestSplitGoldens)
#include "tst_split_goldens.moc"
