#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

namespace matinee {

/// The one thing that goes back up to a running training: pause, resume, stop, and hyperparameters marked as live.
/// Any thread may call anything.
class TrainingControl
{
public:
    void pause();
    void resume();
    /// Asks training to end within a batch; also ends a pause.
    void stop();
    /// The same from a signal handler: takes no lock, so it does not end a pause.
    void stopFromSignal() noexcept { m_stopped.store(true); }

    /// Stops, and nothing of the training is wanted any more: train() skips the last evaluation and throws
    /// Error{Stopped}.
    void abandon();
    /// Requested by abandon().
    std::stop_token abandoned() const { return m_abandoned.get_token(); }

    bool isPaused() const { return m_paused.load(std::memory_order_relaxed); }
    bool isStopped() const
    {
        return m_stopped.load(std::memory_order_relaxed) || m_epochEnded.load(std::memory_order_relaxed);
    }

    /// For the trainer: the epoch at hand ends as after stop(), and the next one may begin.
    void endEpoch() { m_epochEnded = true; }
    void beginEpoch() { m_epochEnded = false; }

    /// Blocks while paused. \return false if training is to stop. Cheap when neither paused nor stopped.
    bool proceed();

    /// How long proceed() has waited in all: time that is nobody's training time.
    std::chrono::nanoseconds pausedTime() const;

    /// Changes a live hyperparameter ("learning_rate", "momentum", "weight_decay", "dropout") from the next batch on.
    /// The value must be valid for the parameter; the caller has the description to check with.
    void setLive(const std::string& key, double value);
    /// Rises with every setLive(); lets a training loop look without locking.
    std::uint64_t liveVersion() const { return m_liveVersion.load(std::memory_order_acquire); }
    std::map<std::string, double> liveValues() const;

private:
    std::atomic<bool> m_paused = false;
    std::atomic<bool> m_stopped = false;
    std::atomic<bool> m_epochEnded = false;
    std::atomic<std::uint64_t> m_liveVersion = 0;
    std::stop_source m_abandoned;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<std::string, double> m_live;
    std::chrono::nanoseconds m_pausedTime{0};
};

} // namespace matinee
