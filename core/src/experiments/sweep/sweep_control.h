#pragma once

#include <matinee/sweep.h>
#include <matinee/training_control.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

namespace matinee {

/// What runSweep() sees of a control.
class SweepControl::Access
{
public:
    static constexpr std::size_t kMostJobs = 64;

    // For whoever steers.
    void stop();
    void stopFromSignal() noexcept;
    bool isStopped() const { return m_stopped.load(); }
    void setPaused(bool paused);
    bool isPaused() const { return m_paused.load(); }
    void setOrder(std::vector<int> trials);
    void skip(int trial);

    // For the sweep.
    /// The control of a training that begins in a job's place. It lives as long as this: a signal handler may hold it.
    TrainingControl& begin(std::size_t job, int trial);
    void end(std::size_t job);
    /// Ends what runs, though nobody stops the sweep.
    void abandonAll();
    std::vector<int> order() const;
    std::set<int> skipped() const;
    /// Something has changed that a waiting job should look at.
    void announce();
    std::uint64_t changes() const;
    /// Until there were other changes than these, or so long.
    void wait(std::uint64_t changes, std::chrono::milliseconds most);

private:
    std::atomic<bool> m_stopped = false;
    std::atomic<bool> m_paused = false;
    std::array<std::atomic<TrainingControl*>, kMostJobs> m_running = {};
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_changes = 0;
    std::vector<std::unique_ptr<TrainingControl>> m_controls;
    std::array<int, kMostJobs> m_trials = {};
    std::vector<int> m_order;
    std::set<int> m_skipped;
};

} // namespace matinee
