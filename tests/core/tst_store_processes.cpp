#include "support/stored_runs.h"
#include "support/test_files.h"

#include <matinee/random.h>

#include <QProcess>
#include <QTest>

#include <csignal>
#include <map>

using namespace matinee;
using namespace matinee::test;

/// Real processes at one store.
class TestStoreProcesses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void severalWriteAtOnce();
    void killedNothingIsLost();

private:
    static void start(QProcess& process, const std::string& folder, const QStringList& more)
    {
        process.start(QStringLiteral(MATINEE_STORE_WRITER), QStringList{QString::fromStdString(folder)} + more);
    }
    /// The last epoch of each run that a process says it has recorded.
    static std::map<std::int64_t, int> recorded(const QByteArray& out)
    {
        std::map<std::int64_t, int> last;
        const auto whole = out.left(out.lastIndexOf('\n') + 1); // a line may be cut
        for (const auto& line : whole.split('\n')) {
            const auto words = line.split(' ');
            if (words.size() == 2)
                last[words[0].toLongLong()] = words[1].toInt();
        }
        return last;
    }
};

/// They make the store together, too.
void TestStoreProcesses::severalWriteAtOnce()
{
    const TestFiles files;
    constexpr int kProcesses = 3;
    constexpr int kRuns = 8;
    constexpr int kEpochs = 25;
    std::vector<std::unique_ptr<QProcess>> processes;
    for (int p = 0; p < kProcesses; ++p) {
        processes.push_back(std::make_unique<QProcess>());
        start(*processes.back(), files.path("store"), {QString::number(kRuns), QString::number(kEpochs)});
    }
    std::size_t looked = 0;
    std::map<std::int64_t, int> told;
    for (auto& process : processes) {
        while (!process->waitForFinished(20)) {
            QVERIFY2(process->state() != QProcess::NotRunning, process->readAllStandardError().constData());
            if (!QFile::exists(QString::fromStdString(files.path("store/runs.sqlite"))))
                continue;
            // A reader in between finds whole runs.
            for (const auto& run : RunStore::open(files.path("store")).list())
                looked += run.status == StoredStatus::Running || run.epochs == kEpochs ? 1 : 0;
        }
        QVERIFY2(process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0,
                 process->readAllStandardError().constData());
        for (const auto& [run, epoch] : recorded(process->readAllStandardOutput())) {
            QVERIFY(!told.contains(run));
            told[run] = epoch;
        }
    }
    QCOMPARE(told.size(), std::size_t(kProcesses * kRuns));
    const auto store = RunStore::open(files.path("store"));
    const auto runs = store.list();
    QCOMPARE(runs.size(), told.size());
    for (const auto& run : runs) {
        QCOMPARE(run.status, StoredStatus::Completed);
        QCOMPARE(run.epochs, kEpochs);
        const auto epochs = store.epochs(run.id);
        QCOMPARE(epochs.size(), std::size_t(kEpochs + 1));
        for (int e = 0; e <= kEpochs; ++e)
            QVERIFY(same(epochs[static_cast<std::size_t>(e)], plainEpoch(e)));
    }
    QCOMPARE(sqlText(store.file(), "PRAGMA integrity_check"), "ok");
    QCOMPARE(sqlText(store.file(), "SELECT count(DISTINCT uuid) FROM runs"), std::to_string(kProcesses * kRuns));
    qInfo("%d processes, %zu runs seen by a reader in between", kProcesses, looked);
}

void TestStoreProcesses::killedNothingIsLost()
{
    const TestFiles files;
    Random random(11);
    auto store = RunStore::open(files.path());
    constexpr int kKills = 20;
    int lines = 0;
    for (int kill = 0; kill < kKills; ++kill) {
        QProcess process;
        start(process, files.path(), {});
        QByteArray out;
        // A moment of any length after so many epochs.
        const auto least = static_cast<int>(random.below(30));
        while (out.count('\n') <= least) {
            QVERIFY2(process.waitForReadyRead(60'000), process.readAllStandardError().constData());
            out += process.readAllStandardOutput();
        }
        const auto running = store.list().at(0);
        QCOMPARE(running.status, StoredStatus::Running);
        QTest::qSleep(static_cast<int>(random.below(4)));
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        QVERIFY(process.waitForFinished(60'000));
        out += process.readAllStandardOutput();
        const auto told = recorded(out);
        QCOMPARE(told.size(), 1U);
        const auto [run, last] = *told.begin();
        QCOMPARE(run, running.id);
        lines += last;

        QCOMPARE(sqlText(store.file(), "PRAGMA integrity_check"), "ok");
        QCOMPARE(store.find(run).value().status, StoredStatus::Interrupted);
        const auto epochs = store.epochs(run);
        // What it told, and at most one more: it may have died before it could tell.
        QVERIFY2(static_cast<int>(epochs.size()) == last + 1 || static_cast<int>(epochs.size()) == last + 2,
                 qPrintable(QString::number(epochs.size())));
        for (std::size_t e = 0; e < epochs.size(); ++e)
            QVERIFY(same(epochs[e], plainEpoch(static_cast<int>(e))));
        QCOMPARE(store.find(run).value().epochs, static_cast<int>(epochs.size()) - 1);
        // It can be taken up again.
        store.resume(run, last);
        store.appendEpoch(run, plainEpoch(last + 1));
        store.finish(run, plainResult(last + 1));
        QCOMPARE(store.epochs(run).size(), std::size_t(last + 2));
    }
    QCOMPARE(store.list().size(), std::size_t(kKills));
    qInfo("killed %d times after %d epochs in all: none lost, none double", kKills, lines);
}

QTEST_GUILESS_MAIN(TestStoreProcesses)
#include "tst_store_processes.moc"
