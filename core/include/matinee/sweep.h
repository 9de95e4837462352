#pragma once

#include <matinee/sweep_spec.h>
#include <matinee/trainer.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace matinee {

enum class TrialState
{
    Queued, ///< not begun, or cut off by a stop or a kill
    Running,
    Paused, ///< at a rung of ASHA: goes on if it proves to be among the better ones
    Done,   ///< trained to its end
    Pruned, ///< ended at a rung: the sweep is over and others were better
    Failed, ///< error says why
    Skipped ///< taken out of the queue
};

/// "queued", "running", "paused", "done", "pruned", "failed", "skipped".
std::string toText(TrialState state);

/// One training of a sweep.
struct SweepTrial
{
    int number = 0;   ///< from 0; point number / seeds, seed index number % seeds
    SweepPoint point; ///< empty where the point is not chosen yet (TPE)
    int seedIndex = 0;
    TrialState state = TrialState::Queued;
    std::vector<EpochStats> history; ///< epoch 0 first
    /// The sweep's metric at its best epoch so far, epoch 0 apart; NaN before the first, and where none was finite.
    double value = std::numeric_limits<double>::quiet_NaN();
    int bestEpoch = 0;
    int target = 0;    ///< the epoch that it trains to now; of ASHA the rung
    std::string run;   ///< id in the run store; empty without one
    std::string error; ///< one sentence: why it failed; of one that is done, that it diverged

    int epochs() const { return history.empty() ? 0 : history.back().epoch; }
};

/// Told by runSweep(), by one thread at a time, but not always by the same one where jobs > 1. It must not throw.
class SweepObserver
{
public:
    virtual ~SweepObserver() = default;
    /// All trials as they are when the sweep begins or goes on; of grid and random search with their points.
    virtual void onSweep(const std::vector<SweepTrial>&) {}
    /// A trial that changed its state.
    virtual void onTrial(const SweepTrial&) {}
    /// Within an epoch of a running trial.
    virtual void onBatch(const SweepTrial&, const BatchStats&) {}
    /// A new epoch of a running trial; it is the last of its history already.
    virtual void onEpoch(const SweepTrial&, const EpochStats&) {}
    /// One whole sentence: the sweep goes on, but something is not recorded.
    virtual void onProblem(const std::string& /*sentence*/) {}
};

/// What goes back to a running sweep. Any thread may call anything.
class SweepControl
{
public:
    SweepControl();
    ~SweepControl();
    SweepControl(const SweepControl&) = delete;
    SweepControl& operator=(const SweepControl&) = delete;

    /// Ends the sweep within 100 ms. What is done is kept; trials that were running are queued again.
    void stop();
    /// The same from a signal handler: takes no lock, so a pause is not ended.
    void stopFromSignal() noexcept;
    bool isStopped() const;
    /// All running trainings wait within a batch, and none begins.
    void pause();
    void resume();
    bool isPaused() const;

    /// Trials that have not begun, in the order in which to begin them; those left out come afterwards, in theirs. Only
    /// grid and random search know their points beforehand: with TPE the order of the numbers means nothing.
    void setOrder(std::vector<int> trials);
    /// Takes a trial out of the queue, or ends it if it runs: TrialState::Skipped.
    void skip(int trial);

    class Access; ///< core's own
    Access& access() { return *m_access; }

private:
    std::unique_ptr<Access> m_access;
};

/// Share of a metric's variance over the sweep's space that a parameter explains.
struct ParameterImportance
{
    std::string key;
    double share = 0; ///< in [0, 1]; what is missing to 1 over all parameters is interactions
};

/// Functional analysis of variance (Hutter, Hoos, Leyton-Brown: An Efficient Approach for Assessing Hyperparameter
/// Importance, ICML 2014): the main effects in a forest of regression trees that is fitted to the trials;
/// each parameter counts as uniform over its range in its own scale. In the order of the spec's parameters.
///
/// Of ASHA the trials are compared after the first rung, which all of them reached. Trials without a finite value are
/// left out. \return empty below kLeastTrialsForImportance trials, or where all are equally good.
std::vector<ParameterImportance> parameterImportance(const SweepSpec& spec, const std::vector<SweepTrial>& trials);

inline constexpr int kLeastTrialsForImportance = 8;

/// The best trial by its best epoch; at equal values the lower number. Where a point has several seeds, the best trial
/// of the point with the best mean, among the points all of whose trials have a value. nullopt while there is none.
std::optional<SweepTrial> bestTrial(const SweepSpec& spec, const std::vector<SweepTrial>& trials);

/// Where the trials of a sweep are kept, so that it goes on where it was, and shared with other processes. runSweep()
/// calls it from one thread at a time; what it throws ends the sweep.
class SweepStore
{
public:
    virtual ~SweepStore() = default;
    /// All trials ever begun, by whichever process, in any order, with points and histories. One whose process was
    /// killed or stopped while it ran is Queued, and so may be one that waits at a rung of ASHA.
    /// Called again, it may leave out what has not changed since.
    virtual std::vector<SweepTrial> trials() = 0;
    /// Takes a trial for this process, unless somebody else has it or it has ended: in one transaction. Sets trial.run.
    /// \return false: somebody was faster.
    virtual bool claim(SweepTrial& trial, const ExperimentSpec& experiment) = 0;
    /// File for the state of a trial that was claimed, so that it goes on where it was; empty: it begins anew.
    virtual std::filesystem::path checkpoint(const SweepTrial&) { return {}; }
    /// Training of a trial that was claimed begins: with its history, where it goes on. What else was recorded of it
    /// before counts no more.
    virtual void recordStart(const SweepTrial& trial, const RunStart& start) = 0;
    virtual void recordEpoch(const SweepTrial& trial, const EpochStats& epoch, const Recommender& model) = 0;
    /// Training of the trial has ended, if only for now: Queued after a stop of the sweep; or Skipped, without having
    /// begun. \param run where it came to its end or to its rung, else null
    virtual void recordState(const SweepTrial& trial, const TrainedRun* run) = 0;
    /// One sentence, once, if something could not be recorded though training goes on; else empty.
    virtual std::string takeProblem() { return {}; }
};

struct SweepResult
{
    std::vector<SweepTrial> trials; ///< by number
    bool stopped = false;
    std::int64_t epochs = 0; ///< trained in this call; those that were trained again count again
};

/// Runs a sweep to its end, trials one after another or spec.jobs at a time, each with its share of the threads. Goes
/// on with what the store has of it. Blocking; call it on a worker. A trial that fails does not end the sweep. \param
/// dataset as loaded from spec.experiment.data \param store null: kept in memory alone \throws Error as checkSweep();
/// Error for what no trial can work without (the device, the split); of the store
SweepResult runSweep(const SweepSpec& spec, const std::shared_ptr<const Dataset>& dataset, SweepControl& control,
                     SweepObserver& observer, SweepStore* store = nullptr);

} // namespace matinee
