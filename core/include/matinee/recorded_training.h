#pragma once

#include <matinee/trainer.h>
#include <matinee/vector_history.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace matinee {

class RunStore;

/// Where a recorded run goes on.
struct ResumePlan
{
    std::int64_t run = 0; ///< of the store; 0: of a folder alone
    ExperimentSpec spec;  ///< as it was begun; live hyperparameters, epochs and patience are free
    std::shared_ptr<const Checkpoint> checkpoint; ///< null: nothing was kept, it begins anew
    std::filesystem::path folder;                 ///< that it is saved in, too, or alone; may be empty
};

/// \throws Error{NotFound} if there is no such run; {InvalidArgument} if it is running; {Format, Io} if the store or
/// the checkpoint cannot be read.
ResumePlan planResume(const RunStore& store, std::int64_t run);
/// The same of a run folder, as train --out leaves it.
ResumePlan planResume(const std::filesystem::path& folder);

struct RecordOptions
{
    std::filesystem::path store; ///< folder of the store to record in; empty: none
    std::filesystem::path out;   ///< folder to save the run in, with its checkpoint; empty: none
    const ResumePlan* resume = nullptr;
    RunMaterials* materials = nullptr;
    /// Bytes that the film vectors of the epochs (see loadVectorHistory()) may take beside the run; 0: none are stored.
    std::uint64_t vectorBudget = kVectorBudget;
    /// Told the id once it is known, before the observer hears of the start; 0: not recorded. On the training's thread.
    std::function<void(std::int64_t run)> began = {};
};

struct RecordedRun
{
    std::shared_ptr<const TrainedRun> run;
    std::int64_t id = 0;  ///< in the store; 0: it is not there
    std::string notSaved; ///< one sentence where RecordOptions::out could not be written; else empty
};

/// train() whose epochs are recorded as they end, with a checkpoint and the film vectors, and whose result is kept.
/// What goes wrong with the store does not stop the training: the observer is told by onProblem(), at the latest after
/// onFinish(). \throws Error as train()
RecordedRun trainRecorded(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& dataset,
                          TrainingControl& control, TrainingObserver& observer, const RecordOptions& options);

} // namespace matinee
