#pragma once

#include <matinee/training_control.h>

#include <algorithm>
#include <chrono>

namespace matinee {

/// Counts the time that is not spent in a pause.
class StopWatch
{
public:
    explicit StopWatch(const TrainingControl& control)
        : m_control(control)
    {
        restart();
    }

    void restart()
    {
        m_start = Clock::now();
        m_paused = m_control.pausedTime();
    }

    double seconds() const
    {
        const auto running = Clock::now() - m_start - (m_control.pausedTime() - m_paused);
        return std::max(1e-9, std::chrono::duration<double>(running).count());
    }

private:
    using Clock = std::chrono::steady_clock;

    const TrainingControl& m_control;
    Clock::time_point m_start;
    std::chrono::nanoseconds m_paused{0};
};

} // namespace matinee
