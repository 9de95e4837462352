#include "support/test_files.h"
#include "support/toy_data.h"

#include <matinee/dataset_source.h>
#include <matinee/error.h>
#include <matinee/split.h>

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace matinee;
using namespace Qt::StringLiterals;

namespace {

/// A data set of n ratings; a split looks at nothing but their number.
std::shared_ptr<const Dataset> rows(int n)
{
    return test::toyData(20, 20, n);
}

using Rows = std::vector<RowIndex>;

/// Ratings of these users at these times.
Dataset timed(const std::vector<std::pair<std::int64_t, std::int64_t>>& ratings)
{
    DatasetParts parts;
    parts.name = "timed";
    for (const auto& [user, time] : ratings) {
        parts.ratings.user.push_back(user);
        parts.ratings.item.push_back(static_cast<std::int64_t>(parts.ratings.user.size()));
        parts.ratings.value.push_back(3);
        parts.ratings.time.push_back(time);
    }
    return assembleDataset(std::move(parts));
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
    void partsAreDisjointAndComplete_data()
    {
        QTest::addColumn<QString>("spec");
        QTest::newRow("random, three parts") << "random:0.8/0.1/0.1";
        QTest::newRow("random, two parts") << "random:0.75/0.25";
        QTest::newRow("sklearn") << "sklearn:0.7/0.2/0.1@3";
        QTest::newRow("pandas") << "pandas:0.7/0.2/0.1@3";
        QTest::newRow("temporal") << "temporal:0.7/0.2/0.1";
        QTest::newRow("folds") << "folds:7/3";
        QTest::newRow("folds, a fraction") << "folds:7/3:validation=0.1";
        QTest::newRow("leave one out") << "leave-one-out";
        QTest::newRow("leave one out, a fraction") << "leave-one-out:validation=0.1";
        QTest::newRow("leave one out, NumPy's fraction") << "leave-one-out:validation=0.1@3";
        QTest::newRow("leave one out, the newest") << "leave-one-out:validation=last";
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
        // What has no order of its own ascends.
        if (!spec.contains(u'@'))
            for (const auto* part : {&split.train, &split.validation, &split.test})
                QVERIFY(std::is_sorted(part->begin(), part->end()));
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

    void seedDecidesEachKind_data()
    {
        QTest::addColumn<QString>("spec");
        for (const auto* spec : {"random:0.8/0.2", "sklearn:0.8/0.2", "pandas:0.8/0.2", "folds:5/2",
                                 "leave-one-out:validation=0.2", "files:u1.base,u1.test:validation=0.5"})
            QTest::newRow(spec) << QString::fromLatin1(spec);
    }
    void seedDecidesEachKind()
    {
        QFETCH(QString, spec);
        const bool files = spec.startsWith(u"files"_s);
        const auto data = files ? loadDataset(tiny("ml-100k")) : rows(1000);
        const auto parsed = SplitSpec::parse(spec.toStdString());
        QCOMPARE(makeSplit(*data, parsed, 1).train, makeSplit(*data, parsed, 1).train);
        QVERIFY(makeSplit(*data, parsed, 1).train != makeSplit(*data, parsed, 2).train);
        if (files)
            return;
        const auto fixed = SplitSpec::parse(spec.toStdString() + "@9");
        QCOMPARE(makeSplit(*data, fixed, 1).train, makeSplit(*data, fixed, 2).train);
        QVERIFY(makeSplit(*data, fixed, 1).train !=
                makeSplit(*data, SplitSpec::parse(spec.toStdString() + "@8"), 1).train);
    }

    void numpysSeedsEnd()
    {
        for (const auto* spec : {"sklearn:0.8/0.2", "pandas:0.8/0.2"})
            QVERIFY_EXCEPTION_THROWN(makeSplit(*rows(100), SplitSpec::parse(spec), std::uint64_t{1} << 32), Error);
    }

    void foldsPartitionTheRows()
    {
        const auto data = rows(103);
        std::vector<int> tested(103, 0);
        for (int fold = 1; fold <= 5; ++fold) {
            const auto split = makeSplit(*data, SplitSpec::parse("folds:5/" + std::to_string(fold)), 4);
            QVERIFY(split.test.size() == 20 || split.test.size() == 21);
            QCOMPARE(split.train.size() + split.test.size(), std::size_t{103});
            QVERIFY(split.validation.empty());
            for (const auto row : split.test)
                ++tested[row];
        }
        QVERIFY(std::all_of(tested.begin(), tested.end(), [](int times) { return times == 1; }));
        // Validation is taken from the rest.
        const auto validated = makeSplit(*data, SplitSpec::parse("folds:5/2:validation=0.1"), 4);
        QCOMPARE(validated.test, makeSplit(*data, SplitSpec::parse("folds:5/2"), 4).test);
        QCOMPARE(validated.validation.size(), std::size_t{8});
        // A fold of which nothing is left.
        QVERIFY_EXCEPTION_THROWN(makeSplit(*rows(20), SplitSpec::parse("folds:30/1"), 4), Error);
    }

    void newestIsLeftOut()
    {
        // Rows 0-3 are of user 1, whose newest two share a second: the later in the file is the newer.
        const auto data = timed({{1, 30}, {1, 50}, {1, 50}, {1, 10}, {2, 7}, {3, 9}, {3, 8}});
        const auto plain = makeSplit(data, SplitSpec::parse("leave-one-out"), 1);
        QCOMPARE(plain.test, (Rows{2, 5}));
        QCOMPARE(plain.train, (Rows{0, 1, 3, 4, 6}));
        QVERIFY(plain.validation.empty());
        const auto newest = makeSplit(data, SplitSpec::parse("leave-one-out:validation=last"), 1);
        QCOMPARE(newest.test, (Rows{2, 5}));
        QCOMPARE(newest.validation, (Rows{1}));
        QCOMPARE(newest.train, (Rows{0, 3, 4, 6}));
    }

    void everyoneKeepsATrainingRow()
    {
        const auto data = timed({{1, 1}, {2, 1}, {2, 2}, {3, 1}, {3, 2}, {3, 3}, {3, 4}});
        for (const auto* spec :
             {"leave-one-out:validation=0.99", "leave-one-out:validation=0.99@1", "leave-one-out:validation=last"}) {
            const auto split = makeSplit(data, SplitSpec::parse(spec), 1);
            const TrainingCounts counts(data, split.train);
            QVERIFY2(*std::min_element(counts.users.begin(), counts.users.end()) == 1, spec);
        }
        // Nobody has a second rating to leave out.
        QVERIFY_EXCEPTION_THROWN(makeSplit(timed({{1, 1}, {2, 2}}), SplitSpec::parse("leave-one-out"), 1), Error);
    }

    void fractionIsRoundedUp()
    {
        const auto data = rows(1003);
        for (const auto* spec : {"leave-one-out:validation=0.1", "leave-one-out:validation=0.1@3"}) {
            const auto split = makeSplit(*data, SplitSpec::parse(spec), 1);
            const auto of = [&](const Rows& part) { return TrainingCounts(*data, part).users; };
            const auto train = of(split.train);
            const auto validation = of(split.validation);
            for (std::size_t u = 0; u < train.size(); ++u)
                QCOMPARE(validation[u], static_cast<int>(std::ceil((train[u] + validation[u]) * 0.1)));
        }
    }

    void timeDividesAll()
    {
        // Ties stay in the order of the file, whoever's they are.
        const auto data = timed({{1, 30}, {2, 20}, {3, 20}, {1, 20}, {2, 10}, {3, 40}});
        const auto split = makeSplit(data, SplitSpec::parse("temporal:0.5/0.333333333333/0.166666666667"), 1);
        QCOMPARE(split.train, (Rows{1, 2, 4}));
        QCOMPARE(split.validation, (Rows{0, 3}));
        QCOMPARE(split.test, (Rows{5}));
        const auto error = errorOf([] { makeSplit(timed({{1, 5}, {2, 5}}), SplitSpec::parse("temporal:0.5/0.5"), 1); });
        QVERIFY(QString::fromStdString(error.message()).contains(u"times"_s));
    }

    void textReadsBack_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto* text :
             {"random:0.8/0.1/0.1", "random:0.9/0.1@5", "sklearn:0.8/0.1/0.1@42", "pandas:0.8/0.2@42",
              "pandas:0.7/0.2/0.1", "leave-one-out", "leave-one-out@42", "leave-one-out:validation=0.1",
              "leave-one-out:validation=0.1@42", "leave-one-out:validation=last", "leave-one-out:validation=last@1",
              "temporal:0.8/0.1/0.1", "folds:5/2", "folds:5/2@42", "folds:5/2:validation=0.1",
              "folds:5/2:validation=0.1@42", "files:u1.base,u1.test", "files:a,b,c",
              "files:u1.base,u1.test:validation=0.1"})
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
        for (const auto* text : {"",
                                 "random",
                                 "random:",
                                 "random:0.8",
                                 "random:0.8/0.3",
                                 "random:1/0",
                                 "random:a/b",
                                 "random:0.8/0.2@x",
                                 "random:0.8/0.2@-1",
                                 "random:nan/0.2",
                                 "shuffle:0.8/0.2",
                                 "files:",
                                 "files:a",
                                 "files:a,",
                                 "files:a,b,c,d",
                                 "files:a,b:validation=2",
                                 "files:a,b,c:validation=0.1",
                                 "random:0.8/0.2@4294967296",
                                 "pandas:0.8",
                                 "pandas@42",
                                 "pandas:0.8/0.2@",
                                 "leave-one-out:",
                                 "leave-one-out:0.1",
                                 "leave-one-out:validation=",
                                 "leave-one-out:validation=1",
                                 "leave-one-out:validation=first",
                                 "leave-one-out@x",
                                 "leave-one-out:@42",
                                 "temporal:0.8/0.3",
                                 "temporal:0.8/0.2@42",
                                 "temporal",
                                 "folds:5",
                                 "folds:5/0",
                                 "folds:5/6",
                                 "folds:1/1",
                                 "folds:5/2/1",
                                 "folds:a/b",
                                 "folds:-5/2",
                                 "folds:5/2@x",
                                 "folds:5/2:validation=1",
                                 "folds:5/2:validation=last",
                                 "folds:99999999999/1",
                                 "leave-one-outs"})
            QTest::newRow(text) << text;
    }
    void refuses()
    {
        QFETCH(QString, text);
        const auto message = refusal(text.toStdString());
        QVERIFY2(message.endsWith(u'.'), "accepted, or not a sentence");
        QVERIFY2(!message.contains(u". "_s), qPrintable(message));
        // Of a kind that was meant its form is shown, and no other.
        const auto kind = text.section(QRegularExpression(u"[:@]"_s), 0, 0);
        const bool known = QStringList{u"folds"_s, u"pandas"_s, u"leave-one-out"_s, u"temporal"_s}.contains(kind);
        if (known)
            QVERIFY2(message.contains(u"write "_s + kind) && !message.contains(u"files:"_s), qPrintable(message));
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
