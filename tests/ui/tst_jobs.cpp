#include "tests/ui/window_support.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/termination_watcher.h"
#include "ui/jobs/training_mailbox.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <new>
#include <stdexcept>
#include <thread>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

namespace {

/// Work that ends only when it is asked to.
void runUntilStopped(const RunContext& run)
{
    while (!run.stop.stop_requested())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    run.throwIfStopped();
}

void ignoreFailure(const JobFailure&) {}

} // namespace

class TestJobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void resultComesBackOnThisThread()
    {
        JobRunner jobs;
        QObject context;
        QThread* worker = nullptr;
        QThread* receiver = nullptr;
        int answer = 0;
        auto job = jobs.run(
            &context,
            [&worker](const RunContext& run) {
                worker = QThread::currentThread();
                return run.threads > 0 ? 42 : 0;
            },
            [&](int value) {
                receiver = QThread::currentThread();
                answer = value;
            },
            ignoreFailure);
        QVERIFY(job.isActive());
        QTRY_COMPARE_WITH_TIMEOUT(answer, 42, kLong);
        QCOMPARE(receiver, QThread::currentThread());
        QVERIFY(worker && worker != QThread::currentThread());
        QVERIFY(!job.isActive());
    }

    void jobsRunInOrderAndMayReturnNothing()
    {
        JobRunner jobs;
        QObject context;
        QList<int> order;
        for (int i = 0; i < 5; ++i)
            jobs.run(
                &context, [](const RunContext&) {}, [&order, i] { order.append(i); }, ignoreFailure);
        QTRY_COMPARE_WITH_TIMEOUT(order, (QList<int>{0, 1, 2, 3, 4}), kLong);
    }

    void resultsThatOnlyMoveAreHandedOver()
    {
        JobRunner jobs;
        QObject context;
        std::unique_ptr<int> result;
        jobs.run(
            &context, [](const RunContext&) { return std::make_unique<int>(7); },
            [&result](std::unique_ptr<int> value) { result = std::move(value); }, ignoreFailure);
        QTRY_VERIFY_WITH_TIMEOUT(result, kLong);
        QCOMPARE(*result, 7);
    }

    void errorsBecomeSentences_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("message");
        QTest::addColumn<int>("code");
        QTest::newRow("error of core") << 0 << QStringLiteral("u.data:17: The row is short.") << int(ErrorCode::Format);
        QTest::newRow("standard") << 1 << QStringLiteral("Something unexpected went wrong: oops")
                                  << int(ErrorCode::Internal);
        QTest::newRow("memory") << 2 << QStringLiteral("There is not enough memory.") << int(ErrorCode::Internal);
        QTest::newRow("anything") << 3 << QStringLiteral("Something unexpected went wrong.")
                                  << int(ErrorCode::Internal);
    }

    void errorsBecomeSentences()
    {
        QFETCH(int, kind);
        JobRunner jobs;
        QObject context;
        JobFailure failure;
        jobs.run(
            &context,
            [kind](const RunContext&) {
                if (kind == 0)
                    throw Error(ErrorCode::Format, "The row is short.", "u.data:17");
                if (kind == 1)
                    throw std::runtime_error("oops");
                if (kind == 2)
                    throw std::bad_alloc();
                throw 3;
            },
            [] { QFAIL("there is no result"); }, [&failure](const JobFailure& f) { failure = f; });
        QTRY_VERIFY_WITH_TIMEOUT(!failure.message.isEmpty(), kLong);
        QTEST(failure.message, "message");
        QTEST(int(failure.code), "code");
    }

    void cancelledJobSaysNothing()
    {
        JobRunner jobs;
        QObject context;
        bool called = false;
        auto job = jobs.run(
            &context, runUntilStopped, [&called] { called = true; }, [&called](const JobFailure&) { called = true; });
        job.cancel();
        QVERIFY(!job.isActive());
        bool next = false;
        jobs.run(
            &context, [](const RunContext&) {}, [&next] { next = true; }, ignoreFailure);
        QTRY_VERIFY_WITH_TIMEOUT(next, kLong);
        QVERIFY(!called);
    }

    void answerIsDroppedWithItsContext()
    {
        JobRunner jobs;
        QObject other;
        auto context = std::make_unique<QObject>();
        std::atomic<bool> release = false;
        bool called = false;
        jobs.run(
            context.get(),
            [&release](const RunContext&) {
                while (!release)
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
            },
            [&called] { called = true; }, ignoreFailure);
        context.reset();
        release = true;
        bool next = false;
        jobs.run(
            &other, [](const RunContext&) {}, [&next] { next = true; }, ignoreFailure);
        QTRY_VERIFY_WITH_TIMEOUT(next, kLong);
        QVERIFY(!called);
    }

    void progressIsThinnedOut()
    {
        constexpr int kReports = 100'000;
        JobRunner jobs;
        QObject context;
        QList<double> fractions;
        bool done = false;
        jobs.run(
            &context,
            [](const RunContext& run) {
                for (int i = 0; i < kReports; ++i)
                    run.report(static_cast<double>(i) / kReports, "counting");
            },
            [&done] { done = true; }, ignoreFailure,
            [&fractions](double fraction, const QString& what) {
                QCOMPARE(what, QStringLiteral("counting"));
                fractions.append(fraction);
            });
        QTRY_VERIFY_WITH_TIMEOUT(done, kLong);
        QVERIFY(!fractions.isEmpty());
        QVERIFY2(fractions.size() < kReports / 10, qPrintable(QString::number(fractions.size())));
        QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
    }

    void destructorStopsWhatRuns()
    {
        std::atomic<bool> started = false;
        std::atomic<bool> stopped = false;
        std::atomic<bool> second = false;
        QObject context;
        {
            JobRunner jobs;
            jobs.run(
                &context,
                [&started, &stopped](const RunContext& run) {
                    started = true;
                    while (!run.stop.stop_requested())
                        std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    stopped = true;
                },
                [] {}, ignoreFailure);
            jobs.run(
                &context, [&second](const RunContext&) { second = true; }, [] {}, ignoreFailure);
            QTRY_VERIFY_WITH_TIMEOUT(started, kLong);
        }
        QVERIFY(stopped);
        QVERIFY(!second); // what waits behind it is dropped
    }

    void mailboxKeepsEverythingInOrder()
    {
        TrainingMailbox mailbox;
        QVERIFY(mailbox.take().isEmpty());
        std::thread writer([&mailbox] {
            mailbox.onStart({.model = "mf", .epochs = 3});
            for (std::uint64_t step = 1; step <= 1000; ++step)
                mailbox.onBatch({.step = step});
        });
        std::uint64_t expected = 1;
        bool started = false;
        while (expected <= 1000) {
            const auto mail = mailbox.take();
            started = started || mail.start.has_value();
            for (const auto& batch : mail.batches)
                QCOMPARE(batch.step, expected++);
        }
        writer.join();
        QVERIFY(started);
        QVERIFY(mailbox.take().isEmpty());
    }

    void terminationBecomesASignal()
    {
        TerminationWatcher watcher;
        QSignalSpy spy(&watcher, &TerminationWatcher::terminationRequested);
        std::raise(SIGTERM);
        QTRY_COMPARE_WITH_TIMEOUT(spy.size(), 1, kLong);
        std::raise(SIGINT);
        QTRY_COMPARE_WITH_TIMEOUT(spy.size(), 2, kLong);
    }
};

QTEST_MAIN(TestJobs)
#include "tst_jobs.moc"
