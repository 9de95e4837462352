#include "support/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace matinee {

namespace {

/// One call of parallelFor(): what its threads share.
class Loop
{
public:
    Loop(std::size_t count, std::size_t chunk, const ParallelBody& body, const ParallelProceed& proceed)
        : m_count(count)
        , m_chunk(chunk)
        , m_body(body)
        , m_proceed(proceed)
    {}

    void work(int worker) noexcept
    {
        try {
            while (mayGoOn(worker)) {
                const auto begin = m_next.fetch_add(m_chunk);
                if (begin >= m_count)
                    return;
                m_body(begin, std::min(begin + m_chunk, m_count), worker);
            }
        } catch (...) {
            const std::scoped_lock lock(m_errorMutex);
            if (!m_error)
                m_error = std::current_exception();
            m_ended = true;
        }
    }

    bool finish() const
    {
        if (m_error)
            std::rethrow_exception(m_error);
        return !m_ended;
    }

private:
    bool mayGoOn(int worker)
    {
        if (!m_proceed)
            return !m_ended;
        // Held while proceed() waits in a pause: the others come to rest here after their chunk.
        const std::scoped_lock gate(m_gate);
        const auto started = std::min(m_next.load(), m_count);
        if (worker == 0 && started < m_count && !m_ended && !m_proceed(started))
            m_ended = true;
        return !m_ended;
    }

    std::size_t m_count;
    std::size_t m_chunk;
    const ParallelBody& m_body;
    const ParallelProceed& m_proceed;
    std::atomic<std::size_t> m_next = 0;
    std::atomic<bool> m_ended = false;
    std::mutex m_gate;
    std::mutex m_errorMutex;
    std::exception_ptr m_error;
};

/// Gives the processor away some times before a thread goes to sleep: what it waits for is often only microseconds off,
/// and to be woken takes tens of them.
template <class Condition>
void waitBriefly(const Condition& condition)
{
    for (int look = 0; look < 100 && !condition(); ++look)
        std::this_thread::yield();
}

/// The threads that help one thread with its loops, one loop at a time; they sleep in between and end with it.
class Helpers
{
public:
    Helpers() = default;
    Helpers(const Helpers&) = delete;
    Helpers& operator=(const Helpers&) = delete;
    ~Helpers()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_ending = true;
            ++m_posted;
        }
        m_wake.notify_all();
    }

    /// Works on the loop together with as many helpers. A helper that comes too late is not waited for.
    void run(Loop& loop, int helpers)
    {
        while (static_cast<int>(m_threads.size()) < helpers)
            m_threads.emplace_back([this] { help(); });
        {
            const std::scoped_lock lock(m_mutex);
            m_loop = &loop;
            m_places = helpers;
            ++m_posted;
        }
        m_wake.notify_all();
        loop.work(0);
        waitBriefly([this] { return m_working == 0; });
        std::unique_lock lock(m_mutex);
        m_loop = nullptr;
        m_done.wait(lock, [this] { return m_working == 0; });
    }

    bool isBusy() const { return m_loop != nullptr; }

private:
    void help()
    {
        std::unique_lock lock(m_mutex);
        while (!m_ending) {
            if (m_loop && m_places > 0) {
                Loop& loop = *m_loop;
                const int worker = m_places--;
                ++m_working;
                lock.unlock();
                loop.work(worker);
                lock.lock();
                if (--m_working == 0)
                    m_done.notify_one();
                continue;
            }
            const auto seen = m_posted.load();
            lock.unlock();
            waitBriefly([&] { return m_posted != seen; });
            lock.lock();
            m_wake.wait(lock, [this] { return m_ending || (m_loop && m_places > 0); });
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_done;
    Loop* m_loop = nullptr;             ///< written by the owning thread alone
    int m_places = 0;                   ///< helpers that may still begin
    std::atomic<int> m_working = 0;     ///< helpers that have begun and not ended
    std::atomic<unsigned> m_posted = 0; ///< loops so far
    bool m_ending = false;
    std::vector<std::jthread> m_threads; ///< last: joined before the rest goes
};

} // namespace

bool parallelFor(std::size_t count, std::size_t chunk, int threads, const ParallelBody& body,
                 const ParallelProceed& proceed)
{
    chunk = std::max<std::size_t>(chunk, 1);
    const auto chunks = (count + chunk - 1) / chunk;
    const auto helpers = static_cast<int>(
        std::min(static_cast<std::size_t>(std::max(threads, 1)), std::max<std::size_t>(chunks, 1)) - 1);
    Loop loop(count, chunk, body, proceed);
    // Each thread has helpers of its own, so that loops of several threads do not wait for each other.
    thread_local Helpers kept;
    if (helpers == 0) {
        loop.work(0);
    } else if (!kept.isBusy()) {
        kept.run(loop, helpers);
    } else {
        // A loop within a loop.
        Helpers own;
        own.run(loop, helpers);
    }
    return loop.finish();
}

} // namespace matinee
