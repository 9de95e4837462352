#include "support/parallel.h"

#include <algorithm>
#include <atomic>
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

} // namespace

bool parallelFor(std::size_t count, std::size_t chunk, int threads, const ParallelBody& body,
                 const ParallelProceed& proceed)
{
    chunk = std::max<std::size_t>(chunk, 1);
    const auto chunks = (count + chunk - 1) / chunk;
    const auto helpers = std::min(static_cast<std::size_t>(std::max(threads, 1)), std::max<std::size_t>(chunks, 1)) - 1;
    Loop loop(count, chunk, body, proceed);
    {
        std::vector<std::jthread> pool;
        pool.reserve(helpers);
        for (std::size_t h = 0; h < helpers; ++h)
            pool.emplace_back([&loop, worker = static_cast<int>(h) + 1] { loop.work(worker); });
        loop.work(0);
    }
    return loop.finish();
}

} // namespace matinee
