#include "cli_folder.h"

#include <QDir>
#include <QTest>

#include <cmath>

using namespace matinee::test;

/// Presets, cross-validation, evaluation and rankings, as a script sees them.
class TestCliEvaluation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void presetsAreListed();
    void presetTrains();
    void presetAndModelExcludeEachOther();
    void subsetTrains();
    void interactionsAreRanked();
    void explicitModelsAreRankedOnRequest();
    void candidatesAreRanked();
    void evaluateAgreesWithTraining();
    void crossValidates();
    void crossValidatesInWords();
    void findsALearningRate();
    void reproducesWhatIsThere();
    void wrongUse_data();
    void wrongUse();

private:
    CliFolder m_cli;
};

void TestCliEvaluation::initTestCase()
{
    const auto made = m_cli.makeData();
    QVERIFY2(made.code == 0, made.err.constData());
}

void TestCliEvaluation::presetsAreListed()
{
    const auto outcome = m_cli.run({u"presets"_s, u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QStringList ids;
    for (const auto& preset : outcome.events(u"preset"_s)) {
        ids.append(preset[u"id"_s].toString());
        QVERIFY(!preset[u"experiment"_s][u"model"_s].toString().isEmpty());
    }
    QCOMPARE(ids.size(), 13);
    QVERIFY(ids.contains(u"notebook-003"_s) && ids.contains(u"notebook-003-corrected"_s));
    QVERIFY(m_cli.run({u"presets"_s}).out.contains("notebook-004-corrected: "));
}

void TestCliEvaluation::presetTrains()
{
    const auto outcome =
        m_cli.run({u"train"_s, u"--data"_s, m_cli.data(), u"--preset"_s, u"notebook-001"_s, u"--set"_s, u"epochs=2"_s,
                   u"--threads"_s, u"1"_s, u"--device"_s, u"cpu"_s, u"--no-store"_s, u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    const auto start = outcome.events(u"start"_s).value(0);
    QCOMPARE(start[u"model"_s].toString(), u"biased-mf-dropout"_s);
    QCOMPARE(start[u"split"_s].toString(), u"pandas:0.8/0.2@42"_s);
    QCOMPARE(start[u"hyperparameters"_s][u"batch_size"_s].toInt(), 0);
    QCOMPARE(start[u"hyperparameters"_s][u"epochs"_s].toInt(), 2);
    QVERIFY(start[u"rows"_s].isNull()); // the subset is of the data set that the preset was made for
    QCOMPARE(start[u"train"_s].toInt(), 2400);
}

void TestCliEvaluation::presetAndModelExcludeEachOther()
{
    for (const auto& arguments : {QStringList{u"train"_s, u"--data"_s, m_cli.data()},
                                  QStringList{u"train"_s, u"--data"_s, m_cli.data(), u"--model"_s, u"mf"_s,
                                              u"--preset"_s, u"notebook-001"_s}}) {
        const auto outcome = m_cli.run(arguments);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains("one of --model and --preset"), outcome.err.constData());
    }
}

void TestCliEvaluation::subsetTrains()
{
    const auto outcome = m_cli.run(m_cli.train({u"--rows"_s, u"first:1000"_s, u"--split"_s, u"random:0.8/0.2"_s,
                                                u"--out"_s, m_cli.path("subset"), u"--json"_s}));
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QCOMPARE(outcome.events(u"start"_s).value(0)[u"train"_s].toInt(), 800);
    const auto again = m_cli.run({u"evaluate"_s, u"--run"_s, m_cli.path("subset"), u"--json"_s});
    QVERIFY2(again.code == 0, again.err.constData());
    QCOMPARE(again.events(u"result"_s).value(0)[u"test"_s][u"count"_s].toInt(), 200);
}

void TestCliEvaluation::interactionsAreRanked()
{
    const auto outcome = m_cli.run({u"train"_s, u"--data"_s, m_cli.data(), u"--model"_s, u"popularity"_s, u"--split"_s,
                                    u"leave-one-out:validation=last"_s, u"--no-store"_s, u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    const auto result = outcome.events(u"result"_s).value(0);
    QVERIFY(result[u"test"_s][u"rmse"_s].isNull());
    const auto ranking = result[u"ranking"_s].toObject();
    QVERIFY(ranking[u"hr@10"_s].isDouble() && ranking[u"ndcg@10"_s].isDouble());
    QVERIFY(ranking[u"protocol"_s].toString().contains(u"99 films"_s));
    QVERIFY(result[u"ranking_all"_s][u"protocol"_s].toString().contains(u"all"_s));
    QVERIFY(result[u"ranking_all"_s][u"hr@10"_s].toDouble() <= ranking[u"hr@10"_s].toDouble());
    QVERIFY(result[u"baselines"_s][u"popularity"_s][u"hr@10"_s].isDouble());
    QVERIFY(outcome.events(u"epoch"_s).last()[u"validation_ndcg@10"_s].isDouble());
}

void TestCliEvaluation::explicitModelsAreRankedOnRequest()
{
    const auto plain = m_cli.run(m_cli.train({u"--no-store"_s, u"--json"_s}));
    QVERIFY(plain.events(u"result"_s).value(0)[u"ranking"_s].isNull());
    const auto ranked = m_cli.run(m_cli.train({u"--no-store"_s, u"--set"_s, u"ranking=true"_s, u"--json"_s}));
    const auto result = ranked.events(u"result"_s).value(0);
    QVERIFY(result[u"ranking"_s][u"ndcg@10"_s].isDouble());
    QVERIFY(result[u"baselines"_s][u"bias"_s].isDouble());
}

void TestCliEvaluation::candidatesAreRanked()
{
    const auto split = m_cli.run({u"data"_s, u"split"_s, m_cli.data(), u"--to"_s, m_cli.path("rows")});
    QVERIFY2(split.code == 0, split.err.constData());
    const auto ratings = linesOf(m_cli.data() + u"/u.data"_s);
    const auto tested = linesOf(m_cli.path("rows/test.rows"));
    const auto trained = linesOf(m_cli.path("rows/train.rows"));
    QVERIFY(tested.size() > 20);
    const auto fields = [&](const QByteArray& row) { return ratings.at(row.toInt()).split('\t'); };
    QByteArray text;
    // Twenty test films, and one that was trained on: it must not count.
    for (qsizetype line = 0; line < 21; ++line) {
        const auto pair = fields(line < 20 ? tested.at(line) : trained.at(0));
        text += '(' + pair.at(0) + ',' + pair.at(1) + ')';
        for (qsizetype other = 40; other < 60; ++other)
            if (const auto item = fields(trained.at(other)).at(1); item != pair.at(1))
                text += '\t' + item;
        text += '\n';
    }
    QFile file(m_cli.path("candidates"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();

    const auto run = m_cli.run(
        m_cli.train({u"--candidates"_s, m_cli.path("candidates"), u"--out"_s, m_cli.path("ranked"), u"--json"_s}));
    QVERIFY2(run.code == 0, run.err.constData());
    const auto ranking = run.events(u"result"_s).value(0)[u"ranking"_s].toObject();
    QCOMPARE(ranking[u"count"_s].toInt(), 20);
    QVERIFY(ranking[u"protocol"_s].toString().contains(u"1 left out"_s));
    const auto again = m_cli.run(
        {u"evaluate"_s, u"--run"_s, m_cli.trainedRun(), u"--candidates"_s, m_cli.path("candidates"), u"--json"_s});
    QVERIFY2(again.code == 0, again.err.constData());
    QCOMPARE(again.events(u"result"_s).value(0)[u"ranking"_s][u"count"_s].toInt(), 20);

    QVERIFY(file.open(QIODevice::Append));
    file.write("(1,999999)\t1\n");
    file.close();
    const auto refused = m_cli.run(m_cli.train({u"--candidates"_s, m_cli.path("candidates"), u"--json"_s}));
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.contains("candidates:22"), refused.err.constData());
}

void TestCliEvaluation::evaluateAgreesWithTraining()
{
    const auto trained = m_cli.run(m_cli.train({u"--out"_s, m_cli.path("again"), u"--json"_s}));
    const auto before = trained.events(u"result"_s).value(0)[u"test"_s].toObject();
    const auto outcome = m_cli.run({u"evaluate"_s, u"--run"_s, m_cli.path("again"), u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    const auto after = outcome.events(u"result"_s).value(0)[u"test"_s].toObject();
    QVERIFY(std::abs(before[u"rmse"_s].toDouble() - after[u"rmse"_s].toDouble()) < 1e-6);
    const auto interval = after[u"rmse_interval"_s].toArray();
    QVERIFY(interval.at(0).toDouble() < after[u"rmse"_s].toDouble());
    QVERIFY(interval.at(1).toDouble() > after[u"rmse"_s].toDouble());
    QVERIFY(m_cli.run({u"evaluate"_s, u"--run"_s, m_cli.path("again")}).out.contains("Damped bias (test)"));
}

void TestCliEvaluation::crossValidates()
{
    const QStringList arguments = {u"cv"_s,     u"--data"_s, m_cli.data(), u"--model"_s, u"bias"_s,
                                   u"--seed"_s, u"3"_s,      u"--folds"_s, u"4"_s,       u"--json"_s};
    const auto outcome = m_cli.run(arguments);
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    const auto folds = outcome.events(u"fold"_s);
    QCOMPARE(folds.size(), 4);
    double squares = 0;
    double count = 0;
    for (const auto& fold : folds) {
        const double rows = fold[u"test"_s][u"count"_s].toDouble();
        squares += std::pow(fold[u"test"_s][u"rmse"_s].toDouble(), 2) * rows;
        count += rows;
    }
    QCOMPARE(count, 3000.0);
    const auto cv = outcome.events(u"cv"_s).value(0);
    QCOMPARE(cv[u"folds"_s].toInt(), 4);
    QVERIFY(std::abs(cv[u"test"_s][u"rmse"_s][u"pooled"_s].toDouble() - std::sqrt(squares / count)) < 1e-9);
    QVERIFY(cv[u"test"_s][u"mae"_s][u"sd"_s].toDouble() > 0);
    const auto again = m_cli.run(arguments);
    QCOMPARE(again.lines().last(), outcome.lines().last());
}

void TestCliEvaluation::crossValidatesInWords()
{
    const auto outcome =
        m_cli.run({u"cv"_s, u"--data"_s, m_cli.data(), u"--model"_s, u"popularity"_s, u"--folds"_s, u"2"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QVERIFY2(outcome.out.contains("NDCG@10") && outcome.out.contains("pooled"), outcome.out.constData());
}

void TestCliEvaluation::findsALearningRate()
{
    const QStringList arguments = {u"find-rate"_s, u"--data"_s, m_cli.data(),      u"--model"_s,
                                   u"biased-mf"_s, u"--set"_s,  u"batch_size=64"_s};
    const auto outcome = m_cli.run(arguments + QStringList{u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    const auto points = outcome.events(u"rate"_s);
    QVERIFY(points.size() > 20);
    QVERIFY(points.first()[u"validation"_s].toDouble() > 0);
    const auto result = outcome.events(u"result"_s).value(0);
    QCOMPARE(result[u"engine"_s].toString(), u"fused"_s);
    const double suggestion = result[u"suggestion"_s].toDouble();
    QVERIFY(suggestion > points.first()[u"learning_rate"_s].toDouble() &&
            suggestion < points.last()[u"learning_rate"_s].toDouble());

    const auto inWords = m_cli.run(arguments);
    QVERIFY(inWords.out.contains("--set learning_rate=" + QByteArray::number(suggestion)));
}

void TestCliEvaluation::reproducesWhatIsThere()
{
    QVERIFY(QDir().mkpath(m_cli.path("empty")));
    const auto outcome =
        m_cli.run({u"reproduce"_s, u"--data-dir"_s, m_cli.path("empty"), u"--only"_s, u"all"_s, u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    const auto rows = outcome.events(u"row"_s);
    QVERIFY(rows.size() > 15);
    for (const auto& row : rows) {
        QCOMPARE(row[u"verdict"_s].toString(), u"skipped"_s);
        QVERIFY(row[u"why"_s].toString().contains(row[u"data"_s].toString()));
    }
    const auto listed = m_cli.run({u"reproduce"_s, u"--only"_s, u"notebook-000-mf"_s, u"--list"_s, u"--json"_s});
    QCOMPARE(listed.events(u"reproduction"_s).size(), 1); // the whole name, not the one with biases
    QCOMPARE(m_cli.run({u"reproduce"_s, u"--data-dir"_s, m_cli.path("nowhere")}).code, 1);
    const auto unknown = m_cli.run({u"reproduce"_s, u"--only"_s, u"notebook-999"_s});
    QCOMPARE(unknown.code, 2);
}

void TestCliEvaluation::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    const QStringList train = {u"train"_s, u"--data"_s, m_cli.data(), u"--model"_s, u"biased-mf"_s};
    QTest::newRow("no such preset") << QStringList{u"train"_s, u"--preset"_s, u"x"_s} << u"notebook-000-mf"_s;
    QTest::newRow("bad rows") << train + QStringList{u"--rows"_s, u"some:3"_s} << u"some:3"_s;
    QTest::newRow("no validation rows") << train + QStringList{u"--split"_s, u"random:0.8/0.2"_s, u"--set"_s,
                                                               u"early_stopping=true"_s}
                                        << u"validation rows"_s;
    QTest::newRow("one fold") << QStringList{u"cv"_s,   u"--data"_s,  m_cli.data(), u"--model"_s,
                                             u"bias"_s, u"--folds"_s, u"1"_s}
                              << u"--folds"_s;
    QTest::newRow("no learning rate") << QStringList{u"find-rate"_s, u"--data"_s, m_cli.data(), u"--model"_s, u"als"_s}
                                      << u"no learning rate"_s;
}

void TestCliEvaluation::wrongUse()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const auto outcome = m_cli.run(arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(QString::fromUtf8(outcome.err).contains(says), outcome.err.constData());
}

QTEST_GUILESS_MAIN(TestCliEvaluation)
#include "tst_cli_evaluation.moc"
