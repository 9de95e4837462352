#include <matinee/training_control.h>

namespace matinee {

void TrainingControl::pause()
{
    m_paused = true;
}

void TrainingControl::resume()
{
    {
        // Under the lock, or a waiter between its check and its wait would miss it.
        const std::lock_guard lock(m_mutex);
        m_paused = false;
    }
    m_changed.notify_all();
}

void TrainingControl::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
    }
    m_changed.notify_all();
}

void TrainingControl::abandon()
{
    m_abandoned.request_stop();
    stop();
}

bool TrainingControl::proceed()
{
    if (isStopped())
        return false;
    if (!isPaused())
        return true;
    const auto begin = std::chrono::steady_clock::now();
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_paused || m_stopped; });
    m_pausedTime += std::chrono::steady_clock::now() - begin;
    return !m_stopped;
}

std::chrono::nanoseconds TrainingControl::pausedTime() const
{
    const std::lock_guard lock(m_mutex);
    return m_pausedTime;
}

void TrainingControl::setLive(const std::string& key, double value)
{
    const std::lock_guard lock(m_mutex);
    m_live[key] = value;
    m_liveVersion.fetch_add(1, std::memory_order_release);
}

std::map<std::string, double> TrainingControl::liveValues() const
{
    const std::lock_guard lock(m_mutex);
    return m_live;
}

} // namespace matinee
