#include "experiments/sweep/sweep_control.h"

namespace matinee {

SweepControl::SweepControl()
    : m_access(std::make_unique<Access>())
{}

SweepControl::~SweepControl() = default;

void SweepControl::stop()
{
    m_access->stop();
}

void SweepControl::stopFromSignal() noexcept
{
    m_access->stopFromSignal();
}

bool SweepControl::isStopped() const
{
    return m_access->isStopped();
}

void SweepControl::pause()
{
    m_access->setPaused(true);
}

void SweepControl::resume()
{
    m_access->setPaused(false);
}

bool SweepControl::isPaused() const
{
    return m_access->isPaused();
}

void SweepControl::setOrder(std::vector<int> trials)
{
    m_access->setOrder(std::move(trials));
}

void SweepControl::skip(int trial)
{
    m_access->skip(trial);
}

void SweepControl::Access::stop()
{
    m_stopped = true;
    abandonAll();
}

void SweepControl::Access::stopFromSignal() noexcept
{
    m_stopped = true;
    for (auto& control : m_running) {
        if (auto* running = control.load())
            running->stopFromSignal();
    }
}

void SweepControl::Access::setPaused(bool paused)
{
    const std::lock_guard lock(m_mutex);
    m_paused = paused;
    for (auto& control : m_running) {
        if (auto* running = control.load())
            paused ? running->pause() : running->resume();
    }
    ++m_changes;
    m_changed.notify_all();
}

void SweepControl::Access::setOrder(std::vector<int> trials)
{
    const std::lock_guard lock(m_mutex);
    m_order = std::move(trials);
}

void SweepControl::Access::skip(int trial)
{
    const std::lock_guard lock(m_mutex);
    m_skipped.insert(trial);
    for (std::size_t job = 0; job < kMostJobs; ++job) {
        if (auto* running = m_running[job].load(); running && m_trials[job] == trial)
            running->abandon();
    }
    ++m_changes;
    m_changed.notify_all();
}

TrainingControl& SweepControl::Access::begin(std::size_t job, int trial)
{
    const std::lock_guard lock(m_mutex);
    auto& control = *m_controls.emplace_back(std::make_unique<TrainingControl>());
    m_trials[job] = trial;
    m_running[job] = &control;
    // What came before it was there.
    if (m_stopped || m_skipped.contains(trial))
        control.abandon();
    else if (m_paused)
        control.pause();
    return control;
}

void SweepControl::Access::end(std::size_t job)
{
    const std::lock_guard lock(m_mutex);
    m_running[job] = nullptr;
}

void SweepControl::Access::abandonAll()
{
    const std::lock_guard lock(m_mutex);
    for (auto& control : m_running) {
        if (auto* running = control.load())
            running->abandon();
    }
    ++m_changes;
    m_changed.notify_all();
}

std::vector<int> SweepControl::Access::order() const
{
    const std::lock_guard lock(m_mutex);
    return m_order;
}

std::set<int> SweepControl::Access::skipped() const
{
    const std::lock_guard lock(m_mutex);
    return m_skipped;
}

void SweepControl::Access::announce()
{
    const std::lock_guard lock(m_mutex);
    ++m_changes;
    m_changed.notify_all();
}

std::uint64_t SweepControl::Access::changes() const
{
    const std::lock_guard lock(m_mutex);
    return m_changes;
}

void SweepControl::Access::wait(std::uint64_t changes, std::chrono::milliseconds most)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, most, [&] { return m_changes != changes || m_stopped; });
}

} // namespace matinee
