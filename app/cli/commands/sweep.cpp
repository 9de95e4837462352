#include "commands/sweep.h"

#include "commands/sweep_report.h"
#include "interrupt.h"
#include "whole_number.h"
#include "work.h"

#include <matinee/recorded_sweep.h>
#include <matinee/run_record.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>

namespace matinee::cli {

namespace {

struct Options
{
    std::string spec;
    int jobs = 1;
    const CLI::Option* jobsOption = nullptr;
    bool json = false;
};

/// Where the sweep is recorded; nowhere, with a word why, if the store cannot be used.
struct Recording
{
    std::optional<RunStore> store;
    std::unique_ptr<RecordedSweep> sweep;

    Recording(const SweepSpec& spec, const std::shared_ptr<const Dataset>& dataset)
    {
        try {
            store = RunStore::open(RunStore::defaultFolder());
            sweep = std::make_unique<RecordedSweep>(*store, spec, dataset);
        } catch (const Error& error) {
            note(fmt::format("Warning: The sweep is not recorded: {}", error.what()));
        }
    }
};

int runSweepCommand(const Options& options)
{
    auto spec = readSweep(options.spec);
    if (options.jobsOption->count() > 0)
        spec.jobs = options.jobs;
    Work work;
    const auto loaded = openDataset(spec.experiment.data, work);
    if (options.json)
        printJson(dataEvent(*loaded.data, loaded.seconds));

    const Recording recording(spec, loaded.data);
    SweepControl control;
    SweepReport report(spec, options.json, work.bar());
    const auto result = [&] {
        const InterruptStops stops(control);
        return runSweep(spec, loaded.data, control, report, recording.sweep.get());
    }();
    const bool any = report.finish(result);
    if (result.stopped)
        return kInterrupted;
    if (!any)
        throw Error(ErrorCode::Internal, "No trial of the sweep came to a value.");
    return kDone;
}

} // namespace

void addSweep(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand(
        "sweep", "Try many settings of a model: grid, random, TPE; the same file again goes on where it was");
    command.add_option("--spec", options->spec, "File that describes the sweep (JSON)")->required();
    options->jobsOption =
        addWholeNumber(command, "--jobs", options->jobs, "Trials at the same time (default: as the file says)", 1, 64);
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runSweepCommand);
}

} // namespace matinee::cli
