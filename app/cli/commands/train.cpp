#include "commands/train.h"

#include "commands/experiment_options.h"
#include "commands/stored_run.h"
#include "commands/train_report.h"
#include "interrupt.h"
#include "output.h"
#include "work.h"

#include <matinee/recorded_training.h>
#include <matinee/run_record.h>
#include <matinee/run_store.h>
#include <matinee/tensorboard.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>

namespace matinee::cli {

namespace {

struct Options
{
    ExperimentOptions experiment;
    std::string out;
    bool noStore = false;
    bool json = false;
    std::string tensorboard;
    std::string resume;
    const CLI::App* command = nullptr;
};

/// Makes the folder now: not being able to keep an hour's training must be known before, not after.
void prepareOut(const std::filesystem::path& folder)
{
    std::error_code code;
    if (std::filesystem::exists(folder, code) && !std::filesystem::is_directory(folder, code))
        throw Error(ErrorCode::InvalidArgument, "--out takes a folder, and this is a file.", folder.string());
    std::filesystem::create_directories(folder, code);
    if (code)
        throw Error(ErrorCode::Io, fmt::format("The folder could not be made: {}.", code.message()), folder.string());
    const bool empty = std::filesystem::is_empty(folder, code);
    if (!code && !empty && !std::filesystem::exists(folder / "run.json", code) &&
        !std::filesystem::is_symlink(folder / "checkpoint.bin", code) &&
        !std::filesystem::exists(folder / "checkpoint.bin", code))
        throw Error(ErrorCode::InvalidArgument,
                    "The folder holds other things than a run; --out takes a new or empty folder, or an earlier run's.",
                    folder.string());
}

void finishBoard(const TensorBoardObserver& board, const TrainedRun& run, const std::filesystem::path& folder)
{
    if (!board.problem().empty())
        throw Error(ErrorCode::Io, board.problem());
    writeProjector(run, folder);
}

/// A run's id, or a folder: one that train --out made, or where it lies while it trains.
ResumePlan planOf(const std::string& run)
{
    const std::filesystem::path folder = run;
    std::error_code ignored;
    if (std::filesystem::is_directory(folder, ignored)) {
        // While a run that the store has is saved in a folder, too, its state there is a link into the store.
        const auto state = std::filesystem::read_symlink(folder / "checkpoint.bin", ignored);
        if (state.empty())
            return planResume(folder);
        auto plan = planOf(state.parent_path().filename().string());
        plan.folder = folder;
        return plan;
    }
    const auto id = runIdFrom(run);
    if (!id)
        throw Error(ErrorCode::NotFound, "--resume takes a run's id or its folder, and this is neither.", run);
    return planResume(RunStore::open(RunStore::defaultFolder()), *id);
}

/// The experiment of a run that goes on: as it was, but for what --set says.
ExperimentSpec resumedSpec(const ResumePlan& plan, const Options& options)
{
    auto spec = plan.spec;
    applySettings(options.experiment.set, spec.hyperparameters);
    return spec;
}

void refuseWithResume(const CLI::App& command)
{
    for (const char* option : {"--data", "--preset", "--model", "--split", "--rows", "--seed", "--device", "--threads",
                               "--engine", "--candidates"}) {
        if (command.get_option(option)->count() > 0)
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("A run goes on as it began: {} does not go with --resume.", option));
    }
}

int runTrain(const Options& options)
{
    std::optional<ResumePlan> plan;
    if (!options.resume.empty()) {
        refuseWithResume(*options.command);
        plan = planOf(options.resume);
    }
    const ExperimentSpec spec = plan ? resumedSpec(*plan, options) : specFrom(options.experiment, "train");
    RecordOptions record;
    record.out = plan && options.out.empty() ? plan->folder : std::filesystem::path(options.out);
    // A run of a folder alone goes on in there alone.
    if (!options.noStore && (!plan || plan->run > 0))
        record.store = RunStore::defaultFolder();
    record.resume = plan ? &*plan : nullptr;
    if (!record.out.empty())
        prepareOut(record.out);

    Work work;
    const LoadedDataset loaded = openDataset(spec.data, work);
    if (options.json)
        printJson(dataEvent(*loaded.data, loaded.seconds));

    TrainingControl control;
    TrainReport report(spec, options.json, work.bar());
    std::string run = record.out.string();
    record.began = [&](std::int64_t id) {
        if (run.empty() && id > 0)
            run = std::to_string(id);
        report.setRun(run);
    };
    std::unique_ptr<TensorBoardObserver> board; // begun before training: a folder that cannot be must be known now
    if (!options.tensorboard.empty())
        board = std::make_unique<TensorBoardObserver>(options.tensorboard, spec, report);
    const auto trained = [&] {
        const InterruptStops stops(control);
        return trainRecorded(spec, loaded.data, control, board ? static_cast<TrainingObserver&>(*board) : report,
                             record);
    }();
    work.bar().clear();
    const auto& result = trained.run->result;
    if (!trained.notSaved.empty()) {
        report.setRun({});
        report.finish(result); // the numbers are not lost with the disk
        throw Error(ErrorCode::Io, trained.notSaved);
    }
    report.finish(result);
    if (board)
        finishBoard(*board, *trained.run, options.tensorboard);
    return result.status == RunStatus::Stopped ? kInterrupted : kDone;
}

} // namespace

void addTrain(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("train", "Train a model and test it");
    addExperimentOptions(command, options->experiment, true);
    command.add_option("--out", options->out, "Folder to keep the run in");
    command.add_flag("--no-store", options->noStore, "Do not record the run in the store that 'runs list' shows");
    command.add_flag("--json", options->json, "One JSON object a line");
    command.add_option("--resume", options->resume,
                       "A run, by its id or folder, to go on with where it was; --set may change epochs, patience and "
                       "what can be changed while training runs");
    options->command = &command;
    command.add_option("--tensorboard", options->tensorboard, "Folder to write TensorBoard's event files to");
    onParsed(command, std::move(options), chosen, runTrain);
}

} // namespace matinee::cli
