#include "tests/ui/window_support.h"
#include "ui/state/session.h"

#include <matinee/run_store.h>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

namespace {

ExperimentSpec quick(const Session& session, std::int64_t epochs)
{
    auto spec = session.spec();
    spec.hyperparameters.set("epochs", epochs);
    spec.hyperparameters.set("factors", std::int64_t{8});
    spec.threads = 1;
    return spec;
}

} // namespace

/// What the window trains is in the store, and goes on from there.
class TestSessionRecording : public QObject
{
    Q_OBJECT

private:
    SmallRelease m_release;
    QTemporaryDir m_store;

    void open(Session& session)
    {
        session.setStore(m_store.path());
        session.openSource(m_release.path());
        QTRY_VERIFY_WITH_TIMEOUT(session.dataset(), kLong);
    }

    RunStore store() const { return RunStore::open(m_store.path().toStdString()); }

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aTrainingIsRecorded()
    {
        Session session;
        open(session);
        session.setSpec(quick(session, 3));
        session.start();
        QTRY_VERIFY_WITH_TIMEOUT(session.run(), kLong);
        QVERIFY(session.runId() > 0);
        const auto row = store().find(session.runId());
        QVERIFY(row && row->status == StoredStatus::Completed);
        QCOMPARE(row->epochs, 3);
        QVERIFY(row->saved);
    }

    void stoppedItGoesOn()
    {
        Session session;
        open(session);
        session.setSpec(quick(session, 100'000));
        session.start();
        QTRY_VERIFY_WITH_TIMEOUT(session.epochs().size() > 3, kLong);
        session.setLive(QStringLiteral("learning_rate"), 0.0005);
        QTRY_VERIFY_WITH_TIMEOUT(!session.changes().isEmpty(), kLong);
        session.stop();
        QTRY_VERIFY_WITH_TIMEOUT(session.run() && !session.isTraining(), kLong);
        const auto id = session.runId();
        const auto before = store().epochs(id);
        QVERIFY(store().find(id)->status == StoredStatus::Stopped);
        QCOMPARE(store().changes(id).size(), std::size_t{1});

        auto spec = session.spec();
        const auto epochs = before.back().epoch + 4;
        spec.hyperparameters.set("epochs", std::int64_t{epochs});
        Session other;
        other.setStore(m_store.path());
        QSignalSpy failed(&other, &Session::datasetFailed);
        other.resumeRun(id, spec);
        QTRY_VERIFY_WITH_TIMEOUT(other.run() || !failed.isEmpty(), kLong);
        QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(0).toString()));
        QCOMPARE(other.runId(), id);
        QCOMPARE(other.epochs().size(), epochs + 1); // with those of before
        QCOMPARE(other.changes().size(), 1);
        const auto after = store().epochs(id);
        QCOMPARE(after.size(), static_cast<std::size_t>(epochs + 1));
        for (std::size_t e = 0; e < before.size(); ++e)
            QCOMPARE(after[e].validationLoss, before[e].validationLoss);
        QVERIFY(store().find(id)->status == StoredStatus::Completed);
    }

    void whatLiveTuningTrainsIsNot()
    {
        Session session;
        open(session);
        const auto runs = store().list().size();
        session.setLiveTuning(true);
        session.setSpec(quick(session, 2));
        QTRY_VERIFY_WITH_TIMEOUT(session.run() && !session.isTraining(), kLong);
        QCOMPARE(session.runId(), 0);
        QCOMPARE(store().list().size(), runs);
    }

    void aStoreThatCannotBeOpenedStopsNoTraining()
    {
        QTemporaryDir other;
        QFile file(other.filePath(QStringLiteral("runs.sqlite")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        Session session;
        session.openSource(m_release.path());
        QTRY_VERIFY_WITH_TIMEOUT(session.dataset(), kLong);
        session.setStore(other.path());
        QSignalSpy problems(&session, &Session::problemNoticed);
        session.setSpec(quick(session, 2));
        session.start();
        QTRY_VERIFY_WITH_TIMEOUT(session.run(), kLong);
        QCOMPARE(session.runId(), 0);
        QCOMPARE(problems.size(), 1);
        QVERIFY(problems.front().front().toString().contains(QLatin1String("runs.sqlite")));
    }

    void aRunThatIsNotThereIsSaid()
    {
        Session session;
        open(session);
        QSignalSpy failed(&session, &Session::datasetFailed);
        session.resumeRun(4711);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kLong);
        QVERIFY(failed.front().front().toString().contains(QLatin1String("4711")));
        QVERIFY(!session.isTraining());
    }
};

QTEST_MAIN(TestSessionRecording)
#include "tst_session_recording.moc"
