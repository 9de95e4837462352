#include "evaluation/bootstrap.h"
#include "support/score_table.h"
#include "support/toy_data.h"

#include <matinee/error.h>
#include <matinee/ranking.h>
#include <matinee/split.h>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>
#include <set>

using namespace matinee;
using test::dataOf;
using test::ScoreTable;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

bool close(double a, double b)
{
    return std::abs(a - b) < 1e-12;
}

double gain(int rank)
{
    return 1 / std::log2(rank + 1.0);
}

/// One user who has rated all of six films; films 0 and 1 are what is asked for.
std::shared_ptr<const Dataset> sixFilms()
{
    return dataOf({{0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}});
}

RankingMetrics rankFirstTwo(const std::vector<float>& scores, int k)
{
    const auto data = sixFilms();
    const std::vector<RowIndex> relevant = {0, 1};
    RankingOptions options;
    options.k = k;
    return rankAllFilms(ScoreTable(6, scores), *data, relevant, {}, options);
}

} // namespace

class TestRanking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allFilmsByHand()
    {
        // Ranks of films 0 and 1: 2 and 5.
        const auto metrics = rankFirstTwo({5, 2, 6, 4, 3, 1}, 3);
        QCOMPARE(metrics.count, std::size_t{1});
        QVERIFY(close(metrics.hitRatio, 1));
        QVERIFY(close(metrics.precision, 1.0 / 3));
        QVERIFY(close(metrics.recall, 0.5));
        QVERIFY(close(metrics.mrr, 0.5));
        QVERIFY(close(metrics.ndcg, gain(2) / (gain(1) + gain(2))));
        QVERIFY(close(metrics.coverage, 0.5));
        QVERIFY(!metrics.protocol.empty());
    }

    void equalScoresCountAgainstTheModel()
    {
        const auto constant = rankFirstTwo({1, 1, 1, 1, 1, 1}, 4);
        QVERIFY(close(constant.hitRatio, 0)); // the two come last: ranks 5 and 6
        QVERIFY(close(constant.mrr, 1.0 / 5));
        QVERIFY(close(constant.ndcg, 0));
        // Film 0 ties with film 2 for the first place.
        QVERIFY(close(rankFirstTwo({9, 0, 9, 1, 2, 3}, 4).mrr, 0.5));
    }

    void whatIsNotANumberCountsAgainstTheModel()
    {
        QVERIFY(close(rankFirstTwo({kNan, kNan, 1, 2, 3, 4}, 4).hitRatio, 0));
        QVERIFY(close(rankFirstTwo({9, 8, kNan, 1, 2, 3}, 4).mrr, 0.5));
        QVERIFY(close(rankFirstTwo({kNan, kNan, kNan, kNan, kNan, kNan}, 4).mrr, 1.0 / 5));
    }

    void knownFilmsAreNoCandidates()
    {
        const auto data = sixFilms();
        const std::vector<RowIndex> relevant = {0};
        const std::vector<RowIndex> known = {2, 3, 4};
        // Films 2, 3 and 4 score highest, but are known; of the rest, film 1 stands before film 0.
        const auto metrics = rankAllFilms(ScoreTable(6, {5, 6, 9, 8, 7, 1}), *data, relevant, known);
        QVERIFY(close(metrics.mrr, 0.5));
    }

    void meansAreOverUsers()
    {
        const auto data = dataOf({{0, 0}, {1, 1}, {1, 2}, {2, 3}});
        const std::vector<RowIndex> relevant = {0, 1, 2};
        RankingOptions options;
        options.k = 2;
        // User 0 finds film 0 first, user 1 finds neither film 1 nor 2, user 2 is not asked.
        const auto metrics =
            rankAllFilms(ScoreTable(4, {4, 1, 2, 3, 9, 1, 1, 8, 0, 0, 0, 0}), *data, relevant, {}, options);
        QCOMPARE(metrics.count, std::size_t{2});
        QVERIFY(close(metrics.hitRatio, 0.5));
        QVERIFY(close(metrics.recall, 0.5));
        QVERIFY(close(metrics.precision, 0.25));
        QVERIFY(close(metrics.mrr, (1 + 1.0 / 3) / 2));
    }

    void manyUsersAreDrawn()
    {
        const auto data = test::toyData();
        std::vector<RowIndex> relevant(data->ratings.size());
        std::iota(relevant.begin(), relevant.end(), RowIndex{0});
        RankingOptions options;
        options.maximumUsers = 7;
        const ScoreTable zeros(30, std::vector<float>(40 * 30, 0.0F));
        const auto metrics = rankAllFilms(zeros, *data, relevant, {}, options);
        QCOMPARE(metrics.count, std::size_t{7});
        QVERIFY(metrics.protocol.find("7 of 40 users") != std::string::npos);
    }

    void eachCandidateListIsARankingOfItsOwn()
    {
        const auto data = sixFilms();
        const std::vector<CandidateList> lists = {{0, 0, {1, 2, 3}}, {0, 5, {1, 2}}};
        RankingOptions options;
        options.k = 2;
        // Film 0 is second, film 5 third.
        const auto metrics = rankCandidates(ScoreTable(6, {5, 6, 4, 3, 9, 1}), *data, lists, "by hand", options);
        QCOMPARE(metrics.count, std::size_t{2});
        QVERIFY(close(metrics.hitRatio, 0.5));
        QVERIFY(close(metrics.precision, metrics.hitRatio / 2));
        QVERIFY(close(metrics.recall, metrics.hitRatio));
        QVERIFY(close(metrics.ndcg, gain(2) / 2));
        QVERIFY(close(metrics.mrr, (0.5 + 1.0 / 3) / 2));
        QCOMPARE(metrics.protocol, std::string("by hand"));
    }

    void drawnCandidatesAreUnseenAndDistinct()
    {
        const auto data = test::toyData(40, 200, 2000);
        std::vector<RowIndex> all(data->ratings.size());
        std::iota(all.begin(), all.end(), RowIndex{0});
        const std::vector<RowIndex> relevant(all.begin(), all.begin() + 100);
        std::set<std::pair<int, int>> rated;
        for (const auto row : all)
            rated.emplace(data->ratings.user[row], data->ratings.item[row]);
        const auto lists = drawCandidates(*data, relevant, all, 99, 1);
        QCOMPARE(lists.size(), relevant.size());
        for (std::size_t i = 0; i < lists.size(); ++i) {
            QCOMPARE(lists[i].user, data->ratings.user[relevant[i]]);
            QCOMPARE(lists[i].item, data->ratings.item[relevant[i]]);
            QCOMPARE(lists[i].candidates.size(), std::size_t{99});
            QCOMPARE(std::set<std::int32_t>(lists[i].candidates.begin(), lists[i].candidates.end()).size(),
                     std::size_t{99});
            for (const auto item : lists[i].candidates)
                QVERIFY(!rated.contains({lists[i].user, item}));
        }
        const auto again = drawCandidates(*data, relevant, all, 99, 1);
        const auto other = drawCandidates(*data, relevant, all, 99, 2);
        QVERIFY(again.front().candidates == lists.front().candidates);
        QVERIFY(other.front().candidates != lists.front().candidates);
    }

    void aUserWhoHasSeenNearlyAllGetsTheRest()
    {
        const auto data = dataOf({{0, 0}, {0, 1}, {0, 2}, {1, 3}, {1, 4}});
        const std::vector<RowIndex> relevant = {0};
        const std::vector<RowIndex> known = {0, 1, 2};
        const auto lists = drawCandidates(*data, relevant, known, 99, 1);
        QVERIFY((lists.front().candidates == std::vector<std::int32_t>{3, 4}));
    }

    void randomScoresHitAtChance()
    {
        const auto data = test::toyData(300, 200, 6000);
        std::vector<RowIndex> all(data->ratings.size());
        std::iota(all.begin(), all.end(), RowIndex{0});
        const std::vector<RowIndex> relevant(all.begin(), all.begin() + 3000);
        const auto lists = drawCandidates(*data, relevant, all, 99, 5);
        Random random(3);
        std::vector<float> scores(300 * 200);
        for (auto& score : scores)
            score = static_cast<float>(random.uniform());
        const auto metrics = rankCandidates(ScoreTable(200, scores), *data, lists, "");
        QVERIFY2(std::abs(metrics.hitRatio - 0.1) < 0.02, std::to_string(metrics.hitRatio).c_str());
        // The mean of 1/log2(rank + 1) over the first ten ranks, by hand: 0.0454.
        QVERIFY2(std::abs(metrics.ndcg - 0.0454) < 0.01, std::to_string(metrics.ndcg).c_str());
    }

    void bootstrapAgreesWithTheNormalInterval()
    {
        Random random(11);
        std::vector<double> sums(2000);
        const std::vector<double> counts(sums.size(), 1.0);
        double mean = 0;
        for (auto& sum : sums)
            mean += (sum = 3 + 2 * random.normal());
        mean /= static_cast<double>(sums.size());
        const auto interval = bootstrapMean(sums, counts, 1000, 1);
        const double half = 1.96 * 2 / std::sqrt(static_cast<double>(sums.size()));
        QVERIFY(std::abs(interval.low - (mean - half)) < 0.015);
        QVERIFY(std::abs(interval.high - (mean + half)) < 0.015);
        const auto again = bootstrapMean(sums, counts, 1000, 1);
        QCOMPARE(again.low, interval.low);
        QVERIFY(std::isnan(bootstrapMean(sums, counts, 0, 1).low));
    }

    void readsACandidateFile()
    {
        const auto data = dataOf({{0, 0}, {0, 1}, {1, 2}, {1, 3}});
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("test.negative")).toStdString();
        std::ofstream(path) << "(1,2)\t3\t4\n(2,3)\t1\r\n\n";
        const auto lists = readCandidates(path, *data);
        QCOMPARE(lists.size(), std::size_t{2});
        QCOMPARE(lists[0].user, 0);
        QCOMPARE(lists[0].item, 1);
        QVERIFY((lists[0].candidates == std::vector<std::int32_t>{2, 3}));
        QVERIFY((lists[1].candidates == std::vector<std::int32_t>{0}));
    }

    void badCandidateFilesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("where");
        QTest::newRow("no pair") << QByteArray("1\t2\n") << "test.negative:1";
        QTest::newRow("unknown film") << QByteArray("(1,2)\t3\n(1,2)\t99\n") << "test.negative:2";
        QTest::newRow("unknown user") << QByteArray("(7,2)\t3\n") << "test.negative:1";
        QTest::newRow("not a number") << QByteArray("(1,2)\tx\n") << "test.negative:1";
        QTest::newRow("no candidates") << QByteArray("(1,2)\n") << "test.negative:1";
        QTest::newRow("itself") << QByteArray("(1,2)\t2\n") << "test.negative:1";
        QTest::newRow("empty") << QByteArray("") << "test.negative";
    }
    void badCandidateFilesAreNamed()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, where);
        const auto data = dataOf({{0, 0}, {0, 1}, {1, 2}, {1, 3}});
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("test.negative")).toStdString();
        std::ofstream(path) << text.constData();
        try {
            readCandidates(path, *data);
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::Format);
            QVERIFY2(QString::fromStdString(error.where()).endsWith(where), error.what());
        }
        QVERIFY_EXCEPTION_THROWN(readCandidates("/nowhere/test.negative", *data), Error);
    }
};

QTEST_GUILESS_MAIN(TestRanking)
#include "tst_ranking.moc"
