#pragma once

#include <matinee/error.h>
#include <matinee/forwarding_observer.h>
#include <matinee/run_store.h>

#include <filesystem>
#include <memory>
#include <string>

namespace matinee {

/// Records a training in a store, epoch by epoch as they end, and passes everything on to another observer.
///
/// A store that fails on the way (a full disk, a lock that is not let go, a run that somebody deleted) does not stop
/// training, and what was recorded stays: problem() says so in one sentence, as does onProblem() of the next observer,
/// the epochs wait in memory, and later epochs and the end try again.
///
/// A recorder that is destroyed before the end leaves an interrupted run.
class RunRecorder : public ForwardingObserver
{
public:
    /// Begins a run when training begins. \param store for nobody else's use meanwhile; must outlive this, as next must
    RunRecorder(RunStore& store, const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset,
                TrainingObserver& next);
    /// Goes on with a run that this store has resumed or claimed.
    RunRecorder(RunStore& store, const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset,
                TrainingObserver& next, std::int64_t run);
    ~RunRecorder() override;

    /// Epochs up to this one are in the store already and will come again, bit by bit the same: they stay as they are,
    /// so that nothing is lost if this training is killed before it has caught up.
    void keepUntil(int epoch);

    void onStart(const RunStart& start) override;
    /// The store's epochs and changes become these.
    void onResume(const std::vector<EpochStats>& history, const std::vector<LiveChange>& changes) override;
    void onEpoch(const EpochStats& epoch, const Recommender& model) override;
    void onLiveChange(const LiveChange& change) override;
    void onFinish(const RunResult& result) override;

    /// Training threw this: the run has failed, or was stopped if it was given up.
    void fail(const Error& error);

    /// Saves the run into its folder in the store, so that it can be opened by its id. Nothing where it could not be
    /// recorded. \param savedIn a folder that saveRun() has just written, whose files are linked to rather than written
    /// twice where they are on one disk; empty: none
    void keep(const TrainedRun& run, const std::filesystem::path& savedIn = {});

    /// 0 before training begins, and where the store could not take it.
    std::int64_t run() const;
    /// One sentence if something is not recorded; else empty.
    const std::string& problem() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace matinee
