#include "cli_folder.h"

#include <QDir>
#include <QTest>

using namespace matinee::test;

/// What train records, and what runs makes of it.
class TestCliStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingYet();
    void trainRecords();
    void withoutStore();
    void brokenStore();
    void listed();
    void sorted();
    void shown();
    void takenByItsNumber();
    void edited();
    void exportedAndImported();
    void deleted();
    void wrongUse_data();
    void wrongUse();

private:
    QStringList idsOf(const QStringList& more) const
    {
        QStringList ids;
        for (const auto& event : m_cli.run(QStringList{u"runs"_s, u"list"_s, u"--json"_s} + more).events(u"run"_s))
            ids.append(event[u"id"_s].toString());
        return ids;
    }
    QJsonObject runOf(const QString& id) const
    {
        return m_cli.run({u"runs"_s, u"show"_s, id, u"--json"_s}).events(u"run"_s).value(0);
    }

    CliFolder m_cli;
};

void TestCliStore::initTestCase()
{
    const auto made = m_cli.makeData();
    QVERIFY2(made.code == 0, made.err.constData());
}

/// Looking makes no store.
void TestCliStore::nothingYet()
{
    const auto list = m_cli.run({u"runs"_s, u"list"_s, u"--json"_s});
    QCOMPARE(list.code, 0);
    QVERIFY(list.out.isEmpty());
    QVERIFY(!m_cli.run({u"runs"_s, u"list"_s}).err.isEmpty());
    QCOMPARE(m_cli.run({u"runs"_s, u"show"_s, u"1"_s}).code, 1);
    QCOMPARE(m_cli.run({u"evaluate"_s, u"--run"_s, u"1"_s}).code, 1);
    QVERIFY(!QFile::exists(m_cli.path("share/matinee")));
}

void TestCliStore::trainRecords()
{
    const auto outcome = m_cli.run(m_cli.train({u"--json"_s}));
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QCOMPARE(outcome.events(u"start"_s).value(0)[u"run"_s].toString(), u"1"_s);
    QCOMPARE(outcome.events(u"result"_s).value(0)[u"run"_s].toString(), u"1"_s);
    const auto folder = m_cli.path("out");
    const auto out = m_cli.run(m_cli.train({u"--seed"_s, u"7"_s, u"--out"_s, folder, u"--json"_s}));
    QCOMPARE(out.events(u"result"_s).value(0)[u"run"_s].toString(), folder);

    const auto ranked = m_cli.run({u"train"_s, u"--data"_s, m_cli.data(), u"--model"_s, u"popularity"_s});
    QVERIFY2(ranked.code == 0, ranked.err.constData());
    QVERIFY2(ranked.out.contains("run 3"), ranked.out.constData());
    QCOMPARE(idsOf({}), (QStringList{u"3"_s, u"2"_s, u"1"_s}));

    const auto run = runOf(u"1"_s);
    QCOMPARE(run[u"status"_s].toString(), u"completed"_s);
    QCOMPARE(run[u"epochs"_s].toInt(), 3);
    QCOMPARE(run[u"hyperparameters"_s][u"factors"_s].toInt(), 4);
    QCOMPARE(run[u"test"_s][u"rmse"_s], outcome.events(u"result"_s).value(0)[u"test"_s][u"rmse"_s]);
    QCOMPARE(run[u"metrics"_s][u"train_loss"_s][u"last"_s], outcome.events(u"epoch"_s).value(3)[u"train_loss"_s]);
    QVERIFY(run[u"saved"_s].toBool());
}

void TestCliStore::withoutStore()
{
    const auto before = idsOf({});
    const auto outcome = m_cli.run(m_cli.train({u"--no-store"_s, u"--json"_s}));
    QCOMPARE(outcome.code, 0);
    QVERIFY(outcome.events(u"start"_s).value(0)[u"run"_s].isNull());
    QCOMPARE(idsOf({}), before);
}

/// A store that is no store: training goes on, and says so once; whoever asks the store itself gets the error.
void TestCliStore::brokenStore()
{
    CliFolder other;
    QVERIFY(other.makeData().code == 0);
    QVERIFY(QDir().mkpath(other.path("share/matinee")));
    QFile file(other.path("share/matinee/runs.sqlite"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(20'000, 'x'));
    file.close();
    const auto outcome = other.run(other.train({u"--json"_s}));
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QCOMPARE(outcome.events(u"epoch"_s).size(), 4);
    QCOMPARE(outcome.err.count("not recorded"), 1);
    QCOMPARE(outcome.err.count("runs.sqlite"), 1);
    for (const auto& arguments : {QStringList{u"list"_s}, QStringList{u"delete"_s, u"1"_s}}) {
        const auto runs = other.run(QStringList{u"runs"_s} + arguments);
        QCOMPARE(runs.code, 1);
        QVERIFY2(runs.err.contains("damaged") && runs.err.count('\n') == 1, runs.err.constData());
    }
}

void TestCliStore::listed()
{
    const auto table = m_cli.run({u"runs"_s, u"list"_s});
    QCOMPARE(table.code, 0);
    QCOMPARE(table.lines().size(), 4);
    for (const char* text : {"best valid. RMSE", "NDCG@10", "biased-mf", "popularity", "completed", "3/3"})
        QVERIFY2(table.out.contains(text), text);
    QCOMPARE(idsOf({u"--model"_s, u"popularity"_s}), QStringList{u"3"_s});
    QCOMPARE(idsOf({u"--text"_s, u"BIASED completed-not"_s}), QStringList());
    QCOMPARE(idsOf({u"--text"_s, u"biased 80"_s}).size(), 0);
    QCOMPARE(idsOf({u"--text"_s, u"biased random"_s}), (QStringList{u"2"_s, u"1"_s}));
    const auto lines = m_cli.run({u"runs"_s, u"list"_s, u"--json"_s}).lines();
    for (const auto& line : lines)
        QVERIFY2(line.startsWith("{\"event\":\"run\"") && !line.contains("\": "), line.constData());
}

/// The best first, and what has no such number last.
void TestCliStore::sorted()
{
    const auto runs = m_cli.run({u"runs"_s, u"list"_s, u"--json"_s, u"--sort"_s, u"test_rmse"_s}).events(u"run"_s);
    QCOMPARE(runs.size(), 3);
    QVERIFY(runs[0][u"test"_s][u"rmse"_s].toDouble() <= runs[1][u"test"_s][u"rmse"_s].toDouble());
    QCOMPARE(runs[2][u"id"_s].toString(), u"3"_s);
    QCOMPARE(idsOf({u"--sort"_s, u"test_ndcg@10"_s}).first(), u"3"_s);
    const auto best =
        m_cli.run({u"runs"_s, u"list"_s, u"--json"_s, u"--sort"_s, u"validation_rmse"_s}).events(u"run"_s);
    const auto value = [](const QJsonObject& run) {
        return run[u"metrics"_s][u"validation_rmse"_s][u"best"_s].toDouble();
    };
    QVERIFY(value(best[0]) <= value(best[1]));
    QCOMPARE(best[2][u"id"_s].toString(), u"3"_s);
    QCOMPARE(idsOf({u"--sort"_s, u"model"_s}).last(), u"3"_s);
}

void TestCliStore::shown()
{
    const auto shown = m_cli.run({u"runs"_s, u"show"_s, u"1"_s, u"--json"_s});
    QVERIFY2(shown.code == 0, shown.err.constData());
    QCOMPARE(shown.events(u"run"_s).size(), 1);
    QCOMPARE(shown.events(u"epoch"_s).size(), 4);
    QCOMPARE(shown.events(u"result"_s).size(), 1);
    const auto text = m_cli.run({u"runs"_s, u"show"_s, u"1"_s});
    QCOMPARE(text.code, 0);
    for (const char* word : {"biased-mf", "random:0.8/0.1/0.1", "factors", "validation_rmse", "Global mean"})
        QVERIFY2(text.out.contains(word), word);
    QVERIFY2(!text.out.contains("nan"), text.out.constData());
}

void TestCliStore::takenByItsNumber()
{
    const auto evaluated = m_cli.run({u"evaluate"_s, u"--run"_s, u"2"_s, u"--json"_s});
    QVERIFY2(evaluated.code == 0, evaluated.err.constData());
    const auto rmse = evaluated.events(u"result"_s).value(0)[u"test"_s][u"rmse"_s].toDouble();
    QCOMPARE(rmse, runOf(u"2"_s)[u"test"_s][u"rmse"_s].toDouble());
    QCOMPARE(m_cli.run({u"predict"_s, u"--run"_s, u"1"_s, u"--count"_s, u"3"_s}).code, 0);
    const auto unknown = m_cli.run({u"predict"_s, u"--run"_s, u"99"_s});
    QCOMPARE(unknown.code, 1);
    QVERIFY2(unknown.err.contains("no run 99"), unknown.err.constData());
    QCOMPARE(m_cli.run({u"predict"_s, u"--run"_s, m_cli.path("out"), u"--count"_s, u"3"_s}).code, 0);
}

void TestCliStore::edited()
{
    QCOMPARE(m_cli.run({u"runs"_s, u"note"_s, u"1"_s, u"Not bad at all."_s}).code, 0);
    QCOMPARE(m_cli.run({u"runs"_s, u"tag"_s, u"1"_s, u"+thesis"_s, u"+a b"_s, u"+draft"_s}).code, 0);
    QCOMPARE(m_cli.run({u"runs"_s, u"tag"_s, u"1"_s, u"-draft"_s}).code, 0);
    auto run = runOf(u"1"_s);
    QCOMPARE(run[u"notes"_s].toString(), u"Not bad at all."_s);
    QCOMPARE(run[u"tags"_s].toArray(), (QJsonArray{u"a b"_s, u"thesis"_s}));
    QCOMPARE(idsOf({u"--tag"_s, u"thesis"_s}), QStringList{u"1"_s});
    QCOMPARE(idsOf({u"--text"_s, u"BAD thesis"_s}), QStringList{u"1"_s});
    QCOMPARE(m_cli.run({u"runs"_s, u"archive"_s, u"1"_s, u"3"_s}).code, 0);
    QCOMPARE(idsOf({}), QStringList{u"2"_s});
    QCOMPARE(idsOf({u"--archived"_s}), (QStringList{u"3"_s, u"1"_s}));
    QCOMPARE(m_cli.run({u"runs"_s, u"restore"_s, u"1"_s, u"3"_s}).code, 0);
    QCOMPARE(idsOf({}).size(), 3);
}

void TestCliStore::exportedAndImported()
{
    const auto file = m_cli.path("run.json");
    QCOMPARE(m_cli.run({u"runs"_s, u"export"_s, u"1"_s, u"--to"_s, file}).code, 0);
    const auto again = m_cli.run({u"runs"_s, u"import"_s, file, u"--json"_s});
    QCOMPARE(again.events(u"imported"_s).value(0)[u"run"_s].toString(), u"1"_s);
    QVERIFY(!again.events(u"imported"_s).value(0)[u"added"_s].toBool());

    const CliFolder other;
    const auto imported = other.run({u"runs"_s, u"import"_s, file});
    QVERIFY2(imported.code == 0, imported.err.constData());
    const auto show = other.run({u"runs"_s, u"show"_s, u"1"_s, u"--json"_s});
    const auto mine = m_cli.run({u"runs"_s, u"show"_s, u"1"_s, u"--json"_s});
    QCOMPARE(show.lines().mid(1), mine.lines().mid(1)); // every digit of every epoch
    auto theirs = show.events()[0];
    QVERIFY(!theirs[u"saved"_s].toBool()); // weights do not travel
    theirs[u"saved"_s] = true;
    QCOMPARE(theirs, mine.events()[0]);
    const auto weights = other.run({u"evaluate"_s, u"--run"_s, u"1"_s});
    QCOMPARE(weights.code, 1);
    QVERIFY2(weights.err.contains("no model"), weights.err.constData());

    QFile broken(m_cli.path("broken.json"));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("{\"format\":\"matinee-experiment\"");
    broken.close();
    const auto refused = other.run({u"runs"_s, u"import"_s, m_cli.path("broken.json")});
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.contains("broken.json"), refused.err.constData());
}

void TestCliStore::deleted()
{
    QCOMPARE(m_cli.run({u"runs"_s, u"delete"_s, u"3"_s, u"77"_s}).code, 1); // none of them
    QCOMPARE(idsOf({}).size(), 3);
    QVERIFY(QFile::exists(m_cli.path("share/matinee/runs/2")));
    const auto gone = m_cli.run({u"runs"_s, u"delete"_s, u"2"_s, u"3"_s, u"--json"_s});
    QVERIFY2(gone.code == 0, gone.err.constData());
    QCOMPARE(gone.events(u"deleted"_s).size(), 2);
    QCOMPARE(idsOf({}), QStringList{u"1"_s});
    QVERIFY(!QFile::exists(m_cli.path("share/matinee/runs/2")));
    QVERIFY(QFile::exists(m_cli.path("out/run.json"))); // what --out made is the person's own
}

void TestCliStore::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no command") << QStringList{};
    QTest::newRow("no such command") << QStringList{u"burn"_s};
    QTest::newRow("no number") << QStringList{u"show"_s, u"first"_s};
    QTest::newRow("zero") << QStringList{u"show"_s, u"0"_s};
    QTest::newRow("sort") << QStringList{u"list"_s, u"--sort"_s, u"beauty"_s};
    QTest::newRow("no file") << QStringList{u"export"_s, u"1"_s};
    QTest::newRow("no tag") << QStringList{u"tag"_s, u"1"_s};
    QTest::newRow("bad tag") << QStringList{u"tag"_s, u"1"_s, u"thesis"_s};
    QTest::newRow("option for a tag") << QStringList{u"tag"_s, u"1"_s, u"--json"_s};
    QTest::newRow("empty tag") << QStringList{u"tag"_s, u"1"_s, u"+ "_s};
}

void TestCliStore::wrongUse()
{
    QFETCH(QStringList, arguments);
    const auto outcome = m_cli.run(QStringList{u"runs"_s} + arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY(outcome.out.isEmpty());
    QCOMPARE(outcome.err.count('\n'), 1);
}

QTEST_GUILESS_MAIN(TestCliStore)
#include "tst_cli_store.moc"
