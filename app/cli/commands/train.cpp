#include "commands/train.h"

#include "commands/model_option.h"
#include "commands/split_option.h"
#include "commands/train_report.h"
#include "interrupt.h"
#include "output.h"
#include "whole_number.h"
#include "work.h"

#include <matinee/device.h>
#include <matinee/run_record.h>
#include <matinee/trainer.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace matinee::cli {

namespace {

struct Options
{
    std::string data;
    std::string model;
    std::vector<std::string> set;
    std::string split = kDefaultSplit;
    std::uint64_t seed = 42;
    std::string device = "auto";
    int threads = 0;
    std::string engine = "auto";
    std::string out;
    bool noStore = false; // there is no store yet: a run is kept by --out alone
    bool json = false;
    // What a later version delivers.
    std::string resume;
    std::string preset;
    std::string rows;
    std::string candidates;
    std::string tensorboard;
};

void refuseLaterOptions(const Options& options)
{
    for (const auto& [name, value] :
         {std::pair("--resume", &options.resume), std::pair("--preset", &options.preset),
          std::pair("--rows", &options.rows), std::pair("--candidates", &options.candidates),
          std::pair("--tensorboard", &options.tensorboard)}) {
        if (!value->empty())
            refuseNotYet(name);
    }
    if (options.engine == "fused")
        refuseNotYet("The fused engine");
}

ExperimentSpec specFrom(const Options& options)
{
    for (const auto& [name, value] : {std::pair("--data", &options.data), std::pair("--model", &options.model)}) {
        if (value->empty())
            throw Error(ErrorCode::InvalidArgument, fmt::format("train needs {}.", name));
    }
    ExperimentSpec spec = ExperimentSpec::forModel(modelNamed(options.model).id);
    spec.data = options.data;
    spec.split = splitFrom(options.split);
    spec.seed = options.seed;
    spec.device = options.device;
    spec.threads = options.threads;
    for (const auto& assignment : options.set) {
        const auto equals = assignment.find('=');
        if (equals == std::string::npos || equals == 0)
            throw Error(ErrorCode::InvalidArgument, fmt::format("--set takes KEY=VALUE, not '{}'.", assignment));
        spec.hyperparameters.setText(assignment.substr(0, equals), assignment.substr(equals + 1));
    }
    resolveDevice(spec.device); // refuses before anything is loaded
    return spec;
}

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

int runTrain(const Options& options)
{
    refuseLaterOptions(options);
    const ExperimentSpec spec = specFrom(options);
    if (!options.out.empty())
        prepareOut(options.out);

    Work work;
    const LoadedDataset loaded = openDataset(spec.data, work);
    if (options.json)
        printJson(dataEvent(*loaded.data, loaded.seconds));

    TrainingControl control;
    TrainReport report(spec, options.out, options.json, work.bar());
    const auto run = [&] {
        const InterruptStops stops(control);
        return train(spec, loaded.data, control, report);
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
    return run->result.status == RunStatus::Stopped ? kInterrupted : kDone;
}

} // namespace

void addTrain(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("train", "Train a model and test it");
    command.add_option("--data", options->data, "sample, an installed release, a folder, a .zip or a ratings file");
    command.add_option("--model", options->model, "A model's id; 'matinee-cli models' lists them");
    command.add_option("--set", options->set, "A hyperparameter, as KEY=VALUE; may be repeated")
        ->allow_extra_args(false)
        ->default_str("");
    command.add_option("--split", options->split, kSplitHelp);
    addWholeNumber(command, "--seed", options->seed, "Seed of everything that is drawn", 0);
    command.add_option("--device", options->device, "auto, cpu, cuda or cuda:N");
    addWholeNumber(command, "--threads", options->threads, "Threads to compute with; 0: all", 0, 1024);
    command.add_option("--engine", options->engine, "auto or autograd")
        ->check(CLI::IsMember({"auto", "fused", "autograd"}));
    command.add_option("--out", options->out, "Folder to keep the run in");
    command.add_flag("--no-store", options->noStore, "Do not list the run among the kept ones");
    command.add_flag("--json", options->json, "One JSON object a line");
    command.add_option("--resume", options->resume)->group("");
    command.add_option("--preset", options->preset)->group("");
    command.add_option("--rows", options->rows)->group("");
    command.add_option("--candidates", options->candidates)->group("");
    command.add_option("--tensorboard", options->tensorboard)->group("");
    onParsed(command, std::move(options), chosen, runTrain);
}

} // namespace matinee::cli
