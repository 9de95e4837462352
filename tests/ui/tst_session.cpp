#include "tests/ui/window_support.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <matinee/run_record.h>

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

namespace {

/// A training that lasts until it is stopped.
ExperimentSpec endless(const Session& session)
{
    auto spec = session.spec();
    spec.hyperparameters.set("epochs", std::int64_t{100'000});
    spec.hyperparameters.set("factors", std::int64_t{8});
    return spec;
}

ExperimentSpec brief(const Session& session, std::int64_t epochs = 3)
{
    auto spec = session.spec();
    spec.hyperparameters.set("epochs", epochs);
    spec.hyperparameters.set("factors", std::int64_t{8});
    return spec;
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

private:
    SmallRelease m_release;

    void open(Session& session)
    {
        session.openSource(m_release.path());
        QTRY_VERIFY_WITH_TIMEOUT(session.dataset(), kLong);
    }

    void train(Session& session, const ExperimentSpec& spec)
    {
        session.setSpec(spec);
        session.start();
        QTRY_VERIFY_WITH_TIMEOUT(session.run(), kLong);
    }

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void opensASource()
    {
        Session session;
        QSignalSpy changed(&session, &Session::datasetChanged);
        session.openSource(QStringLiteral("sample"));
        QVERIFY(session.isLoading());
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, kLong);
        QVERIFY(!session.isLoading());
        QCOMPARE(session.facts()->users, std::size_t{943});
        QCOMPARE(session.spec().data, std::string("sample"));
        QTRY_VERIFY_WITH_TIMEOUT(!session.devices().empty(), kLong);
    }

    void failureKeepsWhatIsThere()
    {
        Session session;
        open(session);
        const auto before = session.dataset();
        QSignalSpy failed(&session, &Session::datasetFailed);
        session.openSource(QStringLiteral("/nowhere/ml-100k"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kLong);
        QVERIFY(failed.front().front().toString().endsWith(QLatin1Char('.')));
        QCOMPARE(session.dataset(), before);
        QCOMPARE(session.spec().data, m_release.path().toStdString());
        QVERIFY(!session.isLoading());
    }

    void theLatestSourceWins()
    {
        Session session;
        QSignalSpy changed(&session, &Session::datasetChanged);
        session.openSource(QStringLiteral("sample"));
        session.openSource(m_release.path());
        QTRY_VERIFY_WITH_TIMEOUT(session.dataset() && !session.isLoading(), kLong);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(session.facts()->users, std::size_t{120});
    }

    void trainsToTheEnd()
    {
        Session session;
        open(session);
        session.films().setFollowsTraining(false);
        QStringList order;
        connect(&session, &Session::trainingStarted, this, [&] {
            QVERIFY(session.epochs().isEmpty() && session.batches().isEmpty() && !session.run());
            order.append(QStringLiteral("started"));
        });
        connect(&session, &Session::trainingPrepared, this, [&] { order.append(QStringLiteral("prepared")); });
        connect(&session, &Session::trainingFinished, this, [&] { order.append(QStringLiteral("finished")); });
        connect(&session.films(), &MapSession::mapChanged, this,
                [&] { order.append(session.films().map() ? QStringLiteral("map") : QStringLiteral("no map")); });
        session.setSpec(brief(session));
        session.start();
        QCOMPARE(session.activity(), Session::Activity::Training);
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kLong);
        QCOMPARE(order, (QStringList{QStringLiteral("no map"), QStringLiteral("started"), QStringLiteral("prepared"),
                                     QStringLiteral("finished"), QStringLiteral("map")}));
        QCOMPARE(session.activity(), Session::Activity::Idle);
        QCOMPARE(session.run()->result.status, RunStatus::Completed);
        QCOMPARE(session.epochs().size(), qsizetype{4}); // epoch 0 is before training
        QCOMPARE(session.epochs().size(), static_cast<qsizetype>(session.run()->history.size()));
        QVERIFY(!session.batches().isEmpty());
        QVERIFY(std::ranges::is_sorted(session.batches(), std::less_equal<>(), &BatchStats::step));
        QCOMPARE(session.run()->spec.threads, JobRunner::threads());
        QCOMPARE(session.films().map()->clusters.size(), static_cast<std::size_t>(session.films().options().clusters));
    }

    void pausesResumesAndStops()
    {
        Session session;
        open(session);
        session.setSpec(endless(session));
        session.start();
        QTRY_VERIFY_WITH_TIMEOUT(session.epochs().size() > 1, kLong);
        session.setPaused(true);
        QCOMPARE(session.activity(), Session::Activity::Paused);
        // What is under way still arrives; that nothing follows cannot be waited for but by the clock.
        QTest::qWait(300);
        const auto count = session.batches().size();
        QTest::qWait(300);
        QCOMPARE(session.batches().size(), count);
        session.setPaused(false);
        QTRY_VERIFY_WITH_TIMEOUT(session.batches().size() > count, kLong);
        session.stop();
        QCOMPARE(session.activity(), Session::Activity::Stopping);
        QTRY_VERIFY_WITH_TIMEOUT(session.run(), kLong);
        QCOMPARE(session.run()->result.status, RunStatus::Stopped);
        QCOMPARE(session.activity(), Session::Activity::Idle);
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kLong);
    }

    void stopsWhilePaused()
    {
        Session session;
        open(session);
        session.setSpec(endless(session));
        session.start();
        session.setPaused(true);
        session.stop();
        QTRY_COMPARE_WITH_TIMEOUT(session.activity(), Session::Activity::Idle, kLong);
    }

    void liveValuesReachTheTraining()
    {
        Session session;
        open(session);
        session.setSpec(endless(session));
        session.setLive(QStringLiteral("learning_rate"), 0.5); // nothing runs: nothing happens
        QVERIFY(session.spec().hyperparameters.real("learning_rate") != 0.5);
        session.start();
        QTRY_VERIFY_WITH_TIMEOUT(session.epochs().size() > 1, kLong);
        session.setLive(QStringLiteral("learning_rate"), 0.0);
        QCOMPARE(session.spec().hyperparameters.real("learning_rate"), 0.0);
        // With no step at all the validation loss stays what it is.
        QTRY_VERIFY_WITH_TIMEOUT(session.epochs().size() > 3 &&
                                     session.epochs().back().validationLoss ==
                                         session.epochs()[session.epochs().size() - 2].validationLoss,
                                 kLong);
        session.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!session.isTraining(), kLong);
    }

    void theLatestClusterCountWins()
    {
        Session session;
        open(session);
        train(session, brief(session));
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kLong);
        const auto before = session.films().map();
        QSignalSpy changed(&session.films(), &MapSession::mapChanged);
        for (int clusters = 2; clusters <= 7; ++clusters)
            session.films().setClusterCount(clusters);
        QTRY_COMPARE_WITH_TIMEOUT(session.films().map()->clusters.size(), std::size_t{7}, kLong);
        QCOMPARE(changed.size(), 1);
        QVERIFY(session.films().map()->projection.x == before->projection.x); // only the clusters are new
        QSignalSpy failed(&session.films(), &MapSession::mapFailed);
        session.films().setClusterCount(100'000);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kLong);
    }

    void baselinesHaveNoMap()
    {
        Session session;
        open(session);
        auto spec = ExperimentSpec::forModel("bias");
        QSignalSpy failed(&session.films(), &MapSession::mapFailed);
        QSignalSpy changed(&session.films(), &MapSession::mapChanged);
        train(session, spec);
        QTRY_VERIFY_WITH_TIMEOUT(changed.size() >= 2, kLong);
        QVERIFY(!session.films().map());
        QVERIFY(failed.isEmpty());
    }

    /// No map, no complaint, and the map of the run before goes.
    void aRunThatDivergedHasNoMap()
    {
        Session session;
        open(session);
        const auto sound = brief(session);
        train(session, sound);
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kLong);
        QVERIFY(!session.films().isOld() && !session.films().hasDiverged());
        session.setLiveTuning(true);
        QSignalSpy failed(&session.films(), &MapSession::mapFailed);
        auto spec = sound;
        spec.hyperparameters.set("optimiser", std::string("sgd"));
        spec.hyperparameters.set("batch_size", std::int64_t{1});
        spec.hyperparameters.set("learning_rate", 5.0);
        session.setSpec(spec);
        QVERIFY(session.films().isOld()); // of the run before, while this one trains
        QTRY_VERIFY_WITH_TIMEOUT(session.films().hasDiverged(), kLong);
        QVERIFY(!session.films().map());
        QVERIFY(failed.isEmpty());
        session.setSpec(sound);
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady() && !session.films().isOld(), kLong);
        QVERIFY(!session.films().hasDiverged());
    }

    void wrongSettingsAreSaid()
    {
        Session session;
        open(session);
        auto spec = brief(session);
        spec.split = SplitSpec::parse("files:missing.base,missing.test");
        session.setSpec(spec);
        QSignalSpy failed(&session, &Session::trainingFailed);
        session.start();
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kLong);
        QVERIFY(!failed.front().front().toString().isEmpty());
        QCOMPARE(session.activity(), Session::Activity::Idle);
    }

    void dataDoesNotChangeUnderATraining()
    {
        Session session;
        open(session);
        session.setSpec(endless(session));
        session.start();
        QSignalSpy failed(&session, &Session::datasetFailed);
        session.openSource(QStringLiteral("sample"));
        QCOMPARE(failed.size(), 1);
        QVERIFY(!session.isLoading());
        session.stop();
        QTRY_VERIFY_WITH_TIMEOUT(session.run(), kLong);
        session.selectItem(3);
        session.openSource(QStringLiteral("sample"));
        QTRY_COMPARE_WITH_TIMEOUT(session.facts()->users, std::size_t{943}, kLong);
        QVERIFY(!session.run() && !session.films().map() && session.epochs().isEmpty());
        QCOMPARE(session.selectedItem(), -1);
    }

    void opensARun()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("run"));
        Session first;
        open(first);
        train(first, brief(first, 2));
        saveRun(*first.run(), path.toStdString());

        Session session;
        session.openRun(path);
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kLong);
        QCOMPARE(session.run()->result.test.rmse, first.run()->result.test.rmse);
        QCOMPARE(session.epochs().size(), qsizetype{3});
        QVERIFY(session.runStart());
        QCOMPARE(session.spec().hyperparameters.integer("epochs"), std::int64_t{2});
        QCOMPARE(session.facts()->users, std::size_t{120});

        QSignalSpy failed(&session, &Session::datasetFailed);
        session.openRun(folder.path());
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kLong);
    }

    void leavesWhileTraining()
    {
        Session session;
        auto other = std::make_unique<Session>();
        open(*other);
        other->setSpec(endless(*other));
        other->start();
        QTRY_VERIFY_WITH_TIMEOUT(other->epochs().size() > 1, kLong);
        other.reset(); // joins its worker
        QVERIFY(!session.isTraining());
    }
};

QTEST_MAIN(TestSession)
#include "tst_session.moc"
