#pragma once

#include <matinee/sweep.h>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace matinee::ui {

/// Where a running sweep leaves its news, and the GUI thread fetches them when it has time for them; see
/// TrainingMailbox.
class SweepMailbox : public SweepObserver
{
public:
    struct Epoch
    {
        int trial = 0;
        EpochStats stats;
        double value = 0; ///< of the trial so far
        int bestEpoch = 0;
    };
    struct Mail
    {
        std::optional<std::vector<SweepTrial>> trials; ///< all of them: the sweep begins or goes on
        std::vector<SweepTrial> changed;               ///< in their order; to be taken before the epochs
        std::vector<Epoch> epochs;                     ///< those that a changed trial has already may be among them
        std::map<int, double> positions;               ///< how far trials are within an epoch, see BatchStats::position

        std::vector<std::string> problems; ///< sentences

        bool isEmpty() const
        {
            return !trials && changed.empty() && epochs.empty() && positions.empty() && problems.empty();
        }
    };

    /// \param arrived called on the sweep's thread when there is something to see where there was nothing
    explicit SweepMailbox(std::function<void()> arrived);

    /// All that came since the call before.
    Mail take();

    void onSweep(const std::vector<SweepTrial>& trials) override;
    void onTrial(const SweepTrial& trial) override;
    void onBatch(const SweepTrial& trial, const BatchStats& batch) override;
    void onEpoch(const SweepTrial& trial, const EpochStats& epoch) override;
    void onProblem(const std::string& sentence) override;

private:
    template <class Put>
    void put(Put put);

    std::function<void()> m_arrived;
    std::mutex m_mutex;
    Mail m_mail;
};

} // namespace matinee::ui
