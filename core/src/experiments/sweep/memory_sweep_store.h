#pragma once

#include <matinee/sweep.h>

namespace matinee {

/// A sweep that nobody else sees: nothing is kept but, while it lives, the states of paused trials.
class MemorySweepStore : public SweepStore
{
public:
    MemorySweepStore() = default;
    ~MemorySweepStore() override;
    MemorySweepStore(const MemorySweepStore&) = delete;
    MemorySweepStore& operator=(const MemorySweepStore&) = delete;

    std::vector<SweepTrial> trials() override { return {}; }
    bool claim(SweepTrial&, const ExperimentSpec&) override { return true; }
    std::filesystem::path checkpoint(const SweepTrial& trial) override;
    void recordStart(const SweepTrial&, const RunStart&) override {}
    void recordEpoch(const SweepTrial&, const EpochStats&, const Recommender&) override {}
    void recordState(const SweepTrial& trial, const TrainedRun* run) override;

private:
    std::filesystem::path m_folder; ///< made when it is first needed; empty where it cannot be
    bool m_asked = false;
};

} // namespace matinee
