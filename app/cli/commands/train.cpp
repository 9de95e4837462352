#include "commands/train.h"

#include "commands/experiment_options.h"
#include "commands/train_report.h"
#include "interrupt.h"
#include "output.h"
#include "work.h"

#include <matinee/run_record.h>
#include <matinee/tensorboard.h>
#include <matinee/trainer.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace matinee::cli {

namespace {

struct Options
{
    ExperimentOptions experiment;
    std::string out;
    bool noStore = false; // there is no store yet: a run is kept by --out alone
    bool json = false;
    std::string tensorboard;
    std::string resume; // a later version delivers it
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
    if (!code && !empty && !std::filesystem::exists(folder / "run.json", code))
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

int runTrain(const Options& options)
{
    if (!options.resume.empty())
        refuseNotYet("--resume");
    const ExperimentSpec spec = specFrom(options.experiment, "train");
    if (!options.out.empty())
        prepareOut(options.out);

    Work work;
    const LoadedDataset loaded = openDataset(spec.data, work);
    if (options.json)
        printJson(dataEvent(*loaded.data, loaded.seconds));

    TrainingControl control;
    TrainReport report(spec, options.out, options.json, work.bar());
    std::unique_ptr<TensorBoardObserver> board; // begun before training: a folder that cannot be must be known now
    if (!options.tensorboard.empty())
        board = std::make_unique<TensorBoardObserver>(options.tensorboard, spec, report);
    const auto run = [&] {
        const InterruptStops stops(control);
        return train(spec, loaded.data, control, board ? static_cast<TrainingObserver&>(*board) : report);
    }();
    work.bar().clear();
    try {
        if (!options.out.empty())
            saveRun(*run, options.out);
    } catch (const Error&) {
        report.finish(run->result, {}); // the numbers are not lost with the disk
        throw;
    }
    report.finish(run->result, options.out);
    if (board)
        finishBoard(*board, *run, options.tensorboard);
    return run->result.status == RunStatus::Stopped ? kInterrupted : kDone;
}

} // namespace

void addTrain(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("train", "Train a model and test it");
    addExperimentOptions(command, options->experiment, true);
    command.add_option("--out", options->out, "Folder to keep the run in");
    command.add_flag("--no-store", options->noStore, "Do not list the run among the kept ones");
    command.add_flag("--json", options->json, "One JSON object a line");
    command.add_option("--resume", options->resume)->group("");
    command.add_option("--tensorboard", options->tensorboard, "Folder to write TensorBoard's event files to");
    onParsed(command, std::move(options), chosen, runTrain);
}

} // namespace matinee::cli
