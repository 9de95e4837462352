#pragma once

#include <matinee/run_store.h>
#include <matinee/sweep.h>

#include <cstdint>
#include <memory>

namespace matinee {

/// A sweep in the store of runs: each trial is a run, with sweep and trial as its columns. Which sweep it is follows
/// from the spec and the data set, so the same spec finds its trials again, and several processes work on them at once:
/// each claims a trial in a transaction before it trains it.
class RecordedSweep : public SweepStore
{
public:
    /// Finds the sweep or makes it. \param store for nobody else's use while the sweep runs; must outlive this
    /// \throws Error of the store
    RecordedSweep(RunStore& store, const SweepSpec& spec, std::shared_ptr<const Dataset> dataset);
    ~RecordedSweep() override;
    RecordedSweep(const RecordedSweep&) = delete;
    RecordedSweep& operator=(const RecordedSweep&) = delete;

    /// As RunFilter::sweep takes it.
    std::int64_t id() const;

    std::vector<SweepTrial> trials() override;
    bool claim(SweepTrial& trial, const ExperimentSpec& experiment) override;
    std::filesystem::path checkpoint(const SweepTrial& trial) override;
    void recordStart(const SweepTrial& trial, const RunStart& start) override;
    void recordEpoch(const SweepTrial& trial, const EpochStats& epoch, const Recommender& model) override;
    void recordState(const SweepTrial& trial, const TrainedRun* run) override;
    std::string takeProblem() override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace matinee
