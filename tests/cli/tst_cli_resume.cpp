#include "cli_folder.h"

#include <matinee/error.h>
#include <matinee/random.h>
#include <matinee/run_store.h>

#include <QElapsedTimer>
#include <QTest>

#include <bit>
#include <filesystem>

using namespace matinee;
using namespace matinee::test;

namespace {

constexpr int kKills = 20;
constexpr int kEpochs = 150;

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool sameBits(double one, double other)
{
    return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
}

} // namespace

/// Runs that go on after a kill, a stop and a pause, in processes of their own.
class TestCliResume : public QObject
{
    Q_OBJECT

private:
    QStringList training(const QStringList& more) const
    {
        return QStringList{u"train"_s,
                           u"--data"_s,
                           m_cli.data(),
                           u"--model"_s,
                           u"biased-mf"_s,
                           u"--set"_s,
                           u"factors=32"_s,
                           u"--set"_s,
                           u"dropout=.1"_s,
                           u"--set"_s,
                           u"epochs=%1"_s.arg(kEpochs),
                           u"--threads"_s,
                           u"1"_s,
                           u"--device"_s,
                           u"cpu"_s,
                           u"--json"_s} +
               more;
    }

    RunStore store() const { return RunStore::open(m_cli.path("share/matinee").toStdString()); }

    /// The newest run of the store.
    StoredRun newest() const
    {
        const auto runs = store().list();
        return runs.empty() ? StoredRun() : runs.front();
    }

    QString fileOf(std::int64_t run, const char* name) const
    {
        return QString::fromStdString((store().folder(run) / name).string());
    }

    CliFolder m_cli;

private Q_SLOTS:
    void initTestCase()
    {
        const auto made = m_cli.run({u"data"_s, u"sample"_s, u"--to"_s, m_cli.data(), u"--users"_s, u"500"_s,
                                     u"--items"_s, u"400"_s, u"--ratings"_s, u"60000"_s});
        QVERIFY2(made.code == 0, made.err.constData());
    }

    /// Until there were so many kills, run after run; each is killed and goes on until it is through.
    void killedAtRandomMoments()
    {
        const auto straight = m_cli.run(training({}));
        QVERIFY2(straight.code == 0, straight.err.constData());
        const auto whole = newest();
        QVERIFY(whole.status == StoredStatus::Completed);
        const auto wanted = store().epochs(whole.id);
        QCOMPARE(wanted.size(), std::size_t{kEpochs + 1});
        const auto weights = contentOf(fileOf(whole.id, "model.bin"));
        QVERIFY(!weights.isEmpty());

        Random random(20);
        QStringList arguments = training({});
        std::int64_t before = whole.id; // the newest run before this one
        std::int64_t run = 0;           // 0: it was killed before it was recorded
        int kills = 0;
        int runs = 0;
        QList<int> reached;
        while (kills < kKills || run != 0) {
            QProcess process;
            m_cli.start(process, arguments);
            QVERIFY(process.waitForStarted());
            // From before anything is recorded to well within the training.
            const int moment = static_cast<int>(random.below(1200));
            const bool ended = process.waitForFinished(kills == kKills ? 120'000 : moment);
            if (!ended) {
                process.kill();
                QVERIFY(process.waitForFinished(10'000));
                ++kills;
            } else {
                QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
            }
            const auto after = store();
            after.checkIntegrity();
            const auto row = newest();
            if (row.id == before)
                continue;
            if (run == 0)
                run = row.id;
            QCOMPARE(row.id, run);
            const auto epochs = after.epochs(run);
            for (std::size_t e = 0; e < epochs.size(); ++e) {
                QCOMPARE(epochs[e].epoch, static_cast<int>(e));
                QVERIFY(sameBits(epochs[e].trainLoss, wanted[e].trainLoss));
                QVERIFY(sameBits(epochs[e].validationRmse, wanted[e].validationRmse));
                QCOMPARE(epochs[e].steps, wanted[e].steps);
            }
            reached.append(static_cast<int>(epochs.size()) - 1);
            if (!ended) {
                QVERIFY2(row.status == StoredStatus::Interrupted || row.status == StoredStatus::Completed,
                         nameOf(row.status).c_str());
                arguments = {u"train"_s, u"--resume"_s, QString::number(run), u"--json"_s};
                continue;
            }
            QVERIFY(row.status == StoredStatus::Completed);
            QCOMPARE(epochs.size(), wanted.size());
            QCOMPARE(contentOf(fileOf(run, "model.bin")), weights);
            ++runs;
            before = run;
            run = 0;
            arguments = training({});
        }
        qInfo() << kills << "kills," << runs << "runs; epochs recorded each time:" << reached;
        QVERIFY(runs > 0);
    }

    void aStoppedRunGoesOn()
    {
        QProcess process;
        m_cli.start(process, training({u"--set"_s, u"epochs=100000"_s}));
        QByteArray said;
        const auto hasBegun = [&] {
            said += process.readAllStandardOutput();
            return said.count("\"event\":\"epoch\"") > 3;
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasBegun(), 30'000);
        process.terminate();
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitCode(), 130);
        const auto run = newest();
        QVERIFY(run.status == StoredStatus::Stopped);
        const auto resumed = m_cli.run({u"train"_s, u"--resume"_s, QString::number(run.id), u"--set"_s,
                                        u"epochs=%1"_s.arg(run.epochs + 5), u"--json"_s});
        QVERIFY2(resumed.code == 0, resumed.err.constData());
        const auto epochs = store().epochs(run.id);
        QCOMPARE(epochs.size(), static_cast<std::size_t>(run.epochs + 6));
        for (std::size_t e = 0; e < epochs.size(); ++e)
            QCOMPARE(epochs[e].epoch, static_cast<int>(e));
        QVERIFY(newest().status == StoredStatus::Completed);
    }

    /// Of a run that is over, more epochs may be wanted; in a folder it works without the store.
    void aFinishedRunLearnsOn()
    {
        const auto folder = m_cli.path("kept");
        const auto first = m_cli.run(m_cli.train({u"--out"_s, folder, u"--no-store"_s, u"--json"_s}));
        QVERIFY2(first.code == 0, first.err.constData());
        const auto more =
            m_cli.run({u"train"_s, u"--resume"_s, folder, u"--set"_s, u"epochs=7"_s, u"--no-store"_s, u"--json"_s});
        QVERIFY2(more.code == 0, more.err.constData());
        QCOMPARE(more.events(u"epoch"_s).size(), 4);
        const auto straight = m_cli.run(m_cli.train({u"--set"_s, u"epochs=7"_s, u"--no-store"_s, u"--json"_s}));
        QCOMPARE(more.events(u"epoch"_s).last()[u"validation_loss"_s],
                 straight.events(u"epoch"_s).last()[u"validation_loss"_s]);
        QCOMPARE(more.events(u"result"_s).first()[u"test"_s], straight.events(u"result"_s).first()[u"test"_s]);
    }

    void whatCannotGoOnIsSaid_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");
        const auto folder = m_cli.path("said");
        m_cli.run(m_cli.train({u"--out"_s, folder, u"--no-store"_s, u"--json"_s}));
        QTest::addRow("nowhere") << QStringList{u"99999"_s} << QByteArray("99999");
        QTest::addRow("other seed") << QStringList{folder, u"--seed"_s, u"7"_s} << QByteArray("--seed");
        QTest::addRow("other setting") << QStringList{folder, u"--set"_s, u"factors=9"_s} << QByteArray("'factors'");
        QTest::addRow("unknown setting") << QStringList{folder, u"--set"_s, u"factor=9"_s} << QByteArray("factor");
    }

    void whatCannotGoOnIsSaid()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QByteArray, says);
        const auto outcome = m_cli.run(QStringList{u"train"_s, u"--resume"_s} + arguments);
        QVERIFY(outcome.code == 1 || outcome.code == 2);
        QVERIFY2(outcome.err.contains(says), outcome.err.constData());
        QCOMPARE(outcome.err.count('\n'), 1);
    }
};

QTEST_GUILESS_MAIN(TestCliResume)
#include "tst_cli_resume.moc"
