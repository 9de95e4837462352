#include "cli_folder.h"

#include <QDir>
#include <QTest>

#include <csignal>

using namespace matinee::test;

class TestCliBench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void events();
    void text();
    void ofAFile();
    void wrongUse_data();
    void wrongUse();
    void missingDataIsAllThatIsTold();
    void interrupt();

private:
    static QStringList tiny(const QStringList& more)
    {
        return QStringList{u"bench"_s, u"--quick"_s, u"--ratings"_s, u"2000"_s, u"--factors"_s, u"4,8"_s} + more;
    }

    CliFolder m_cli;
};

void TestCliBench::events()
{
    const auto outcome = m_cli.run(tiny({u"--json"_s, u"--only"_s, u"stochastic"_s, u"--only"_s, u"load"_s, u"--only"_s,
                                         u"rmse"_s, u"--target"_s, u"4.5"_s, u"--threads"_s, u"1"_s}));
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QSet<QString> kinds;
    QSet<int> factors;
    for (const auto& line : outcome.events(u"bench"_s)) {
        kinds.insert(line[u"what"_s].toString());
        factors.insert(line[u"factors"_s].toInt());
        QVERIFY(line[u"seconds"_s].toDouble() > 0);
        QVERIFY(line[u"ratings_per_second"_s].toDouble() > 0);
        QVERIFY(line[u"peak_rss_mb"_s].toDouble() > 0);
        QCOMPARE(line.contains(u"rmse"_s), line[u"what"_s] == u"rmse"_s);
        QCOMPARE(line[u"model"_s].isNull(), line[u"what"_s] == u"load"_s);
    }
    QCOMPARE(kinds, (QSet<QString>{u"stochastic"_s, u"load"_s, u"rmse"_s}));
    QCOMPARE(factors, (QSet<int>{0, 4, 8}));
    const auto last = outcome.events().last();
    QCOMPARE(last[u"event"_s].toString(), u"result"_s);
    QCOMPARE(last[u"what"_s].toString(), u"bench"_s);
    QCOMPARE(last[u"results"_s].toInt(), outcome.events(u"bench"_s).size());
    const auto machine = last[u"machine"_s].toObject();
    for (const char* key : {"cpu", "instructions", "device"})
        QVERIFY2(!machine[QLatin1String(key)].toString().isEmpty(), key);
    QVERIFY(machine[u"threads"_s].toInt() >= 1);
}

void TestCliBench::text()
{
    const auto outcome = m_cli.run(tiny({u"--only"_s, u"als"_s}));
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QVERIFY(outcome.out.startsWith("what "));
    QVERIFY(outcome.out.contains("\nals "));
    QVERIFY(outcome.out.contains("solver"));
}

/// Sizes are subsets of the file, which is loaded once.
void TestCliBench::ofAFile()
{
    QCOMPARE(m_cli.makeData().code, 0);
    const auto outcome =
        m_cli.run({u"bench"_s, u"--quick"_s, u"--data"_s, m_cli.data(), u"--ratings"_s, u"1000,2000"_s, u"--factors"_s,
                   u"4"_s, u"--only"_s, u"load"_s, u"--only"_s, u"ials"_s, u"--threads"_s, u"1"_s, u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QList<int> trained;
    for (const auto& line : outcome.events(u"bench"_s)) {
        if (line[u"what"_s] == u"load"_s)
            QCOMPARE(line[u"ratings"_s].toInt(), 3000);
        else
            trained.append(line[u"ratings"_s].toInt());
    }
    QCOMPARE(trained, (QList<int>{800, 1600}));
}

void TestCliBench::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    QTest::newRow("kind") << QStringList{u"--only"_s, u"lunch"_s}
                          << u"There is no benchmark called 'lunch'; there are epoch, "_s;
    QTest::newRow("list") << QStringList{u"--factors"_s, u"4,"_s} << u"--factors must be a whole number from 1 on"_s;
    QTest::newRow("word") << QStringList{u"--ratings"_s, u"many"_s} << u"--ratings must be a whole number from 1 on"_s;
    QTest::newRow("few") << QStringList{u"--ratings"_s, u"10"_s} << u"A benchmark takes 1000 to "_s;
    QTest::newRow("target") << QStringList{u"--target"_s, u"low"_s} << u"--target must be a number above 0"_s;
    QTest::newRow("device") << QStringList{u"--device"_s, u"toaster"_s} << u"'toaster' is not a device"_s;
}

void TestCliBench::wrongUse()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const auto outcome = m_cli.run(QStringList{u"bench"_s} + arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.startsWith("matinee-cli: "), outcome.err.constData());
    QVERIFY2(QString::fromUtf8(outcome.err).contains(says), outcome.err.constData());
    QCOMPARE(outcome.err.count('\n'), 1);
}

/// No titles of a table without rows.
void TestCliBench::missingDataIsAllThatIsTold()
{
    const auto outcome = m_cli.run({u"bench"_s, u"--only"_s, u"load"_s, u"--data"_s, u"/nonexistent"_s});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.out.isEmpty(), outcome.out.constData());
    QVERIFY2(outcome.err.contains("/nonexistent"), outcome.err.constData());
}

/// What was measured so far stands, the result line follows, and the exit code tells.
void TestCliBench::interrupt()
{
    QProcess process;
    m_cli.start(process, {u"bench"_s, u"--json"_s, u"--ratings"_s, u"100000"_s});
    QVERIFY(process.waitForReadyRead(60'000));
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 130);
    const Outcome outcome{130, process.readAllStandardOutput(), {}};
    QVERIFY(!outcome.events(u"bench"_s).isEmpty());
    QCOMPARE(outcome.events().last()[u"stopped"_s].toBool(), true);
}

QTEST_GUILESS_MAIN(TestCliBench)
#include "tst_cli_bench.moc"
