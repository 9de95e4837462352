#include "support/parallel.h"

#include <matinee/error.h>
#include <matinee/training_control.h>

#include <QTest>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

using namespace matinee;

class TestParallel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyIndexOnce_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("chunk");
        QTest::addColumn<int>("threads");
        QTest::newRow("nothing") << 0 << 4 << 3;
        QTest::newRow("one") << 1 << 4 << 3;
        QTest::newRow("one thread") << 103 << 10 << 1;
        QTest::newRow("uneven chunks") << 103 << 10 << 4;
        QTest::newRow("more threads than chunks") << 5 << 2 << 16;
        QTest::newRow("chunk and threads zero") << 7 << 0 << 0;
    }
    void everyIndexOnce()
    {
        QFETCH(int, count);
        QFETCH(int, chunk);
        QFETCH(int, threads);
        std::vector<int> seen(static_cast<std::size_t>(count));
        std::atomic<bool> workersFit = true;
        const bool whole = parallelFor(seen.size(), static_cast<std::size_t>(chunk), threads,
                                       [&](std::size_t begin, std::size_t end, int worker) {
                                           if (worker < 0 || worker >= std::max(threads, 1))
                                               workersFit = false;
                                           for (auto i = begin; i < end; ++i)
                                               ++seen[i];
                                       });
        QVERIFY(whole);
        QVERIFY(workersFit);
        QVERIFY(seen == std::vector<int>(seen.size(), 1));
    }

    /// One loop after the other, with helpers that are asleep, still awake, or late.
    void manyShortLoops()
    {
        std::vector<int> seen(40);
        for (int loop = 0; loop < 3000; ++loop) {
            if (loop % 1000 == 0)
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            parallelFor(seen.size(), 1, 2 + loop % 3, [&](std::size_t begin, std::size_t, int) { ++seen[begin]; });
        }
        QVERIFY(seen == std::vector<int>(seen.size(), 3000));
    }

    void loopsInLoopsAndOnSeveralThreads()
    {
        std::vector<std::vector<int>> seen(3, std::vector<int>(16 * 50));
        {
            std::vector<std::jthread> callers;
            for (auto& mine : seen) {
                callers.emplace_back([&mine] {
                    parallelFor(16, 1, 3, [&mine](std::size_t outer, std::size_t, int) {
                        parallelFor(50, 4, 2, [&mine, outer](std::size_t begin, std::size_t end, int) {
                            for (auto i = begin; i < end; ++i)
                                ++mine[outer * 50 + i];
                        });
                    });
                });
            }
        }
        for (const auto& mine : seen)
            QVERIFY(mine == std::vector<int>(mine.size(), 1));
    }

    void errorsComeOut()
    {
        for (const int threads : {1, 4}) {
            std::atomic<int> chunks = 0;
            const auto body = [&](std::size_t begin, std::size_t, int) {
                ++chunks;
                if (begin == 3)
                    throw Error(ErrorCode::Internal, "index 3");
            };
            QVERIFY_EXCEPTION_THROWN(parallelFor(1'000'000, 1, threads, body), Error);
            QVERIFY(chunks < 1'000'000);
        }
    }

    void endsEarly()
    {
        for (const int threads : {1, 4}) {
            std::atomic<int> chunks = 0;
            const bool whole = parallelFor(
                1'000'000, 1, threads, [&](std::size_t, std::size_t, int) { ++chunks; },
                [](std::size_t started) { return started < 10; });
            QVERIFY(!whole);
            QVERIFY(chunks < 1'000'000);
        }
    }

    /// What proceed() waits for, all wait for: a pause holds every thread.
    void pauseHoldsEveryThread()
    {
        std::atomic<int> begun = 0;
        int begunMeanwhile = 0;
        bool onCaller = true;
        const auto caller = std::this_thread::get_id();
        const bool whole = parallelFor(
            400, 1, 3,
            [&](std::size_t, std::size_t, int) {
                ++begun;
                std::this_thread::sleep_for(std::chrono::microseconds(50));
            },
            [&](std::size_t started) {
                onCaller = onCaller && std::this_thread::get_id() == caller;
                if (started < 100 && begunMeanwhile == 0) {
                    const int before = begun;
                    std::this_thread::sleep_for(std::chrono::milliseconds(30));
                    begunMeanwhile = begun - before;
                }
                return true;
            });
        QVERIFY(whole);
        QVERIFY(onCaller);
        QVERIFY(begun == 400);
        // Each of the two others may have been let in just before.
        QVERIFY2(begunMeanwhile <= 2, std::to_string(begunMeanwhile).c_str());
    }
};

QTEST_GUILESS_MAIN(TestParallel)
#include "tst_parallel.moc"
