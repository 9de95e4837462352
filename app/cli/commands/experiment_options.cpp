#include "commands/experiment_options.h"

#include "commands/model_option.h"
#include "commands/split_option.h"
#include "output.h"
#include "whole_number.h"

#include <matinee/device.h>
#include <matinee/preset.h>
#include <matinee/subset.h>

#include <fmt/format.h>

#include <filesystem>

namespace matinee::cli {

namespace {

ExperimentSpec startFrom(const ExperimentOptions& options, const std::string& command)
{
    if (options.preset.empty() == options.model.empty())
        throw Error(ErrorCode::InvalidArgument, fmt::format("{} needs one of --model and --preset.", command));
    if (options.preset.empty()) {
        auto spec = ExperimentSpec::forModel(modelNamed(options.model).id);
        spec.split = SplitSpec::parse(kDefaultSplit);
        spec.data.clear();
        return spec;
    }
    try {
        return presetInfo(options.preset).spec;
    } catch (const Error& error) {
        throw Error(ErrorCode::InvalidArgument, error.message());
    }
}

/// Whether a source is the release of this id, wherever it lies: its folder, its zip or a file in its folder.
bool names(const std::filesystem::path& source, const std::string& id)
{
    const auto path = source.has_filename() ? source : source.parent_path(); // "ml-32m/" ends in no name
    return path.stem() == id || path.parent_path().filename() == id;
}

} // namespace

void addExperimentOptions(CLI::App& command, ExperimentOptions& options, bool withSplit)
{
    command.add_option("--data", options.data,
                       "sample, an installed release, a folder, a .zip or a ratings file; with --preset, the one that "
                       "it was made for");
    command.add_option("--preset", options.preset, "A preset's id; 'matinee-cli presets' lists them");
    command.add_option("--model", options.model, "A model's id; 'matinee-cli models' lists them");
    command.add_option("--set", options.set, "A hyperparameter, as KEY=VALUE; may be repeated")
        ->allow_extra_args(false)
        ->default_str("");
    if (withSplit)
        command.add_option("--split", options.split,
                           fmt::format("{} (default {}, or the preset's)", kSplitHelp, kDefaultSplit));
    command.add_option("--rows", options.rows, kRowsHelp);
    options.seedOption = addWholeNumber(command, "--seed", options.seed, "Seed of everything that is drawn", 0);
    command.add_option("--device", options.device, "auto, cpu, cuda or cuda:N");
    addWholeNumber(command, "--threads", options.threads, "Threads to compute with; 0: all", 0, 1024);
    command
        .add_option("--engine", options.engine,
                    "auto: fused where it applies; fused: one pass without autograd, on the CPU; autograd")
        ->check(CLI::IsMember({"auto", "fused", "autograd"}));
    command.add_option("--candidates", options.candidates,
                       "File of films to rank for each test film: (user,item), a tab, items with tabs between");
}

ExperimentSpec specFrom(const ExperimentOptions& options, const std::string& command)
{
    auto spec = startFrom(options, command);
    if (!options.data.empty()) {
        // A preset's subset is of the data set that it was made for.
        if (!spec.rows.empty() && options.rows.empty() && !names(options.data, spec.data)) {
            note(fmt::format("The preset's subset, {}, is of {}: all rows are taken here.", spec.rows, spec.data));
            spec.rows.clear();
        }
        spec.data = options.data;
    }
    if (spec.data.empty())
        throw Error(ErrorCode::InvalidArgument, fmt::format("{} needs --data.", command));
    if (!options.split.empty())
        spec.split = SplitSpec::parse(options.split);
    if (!options.rows.empty())
        spec.rows = options.rows;
    checkRowsText(spec.rows);
    if (options.preset.empty() || options.seedOption->count() > 0)
        spec.seed = options.seed;
    spec.device = options.device;
    spec.threads = options.threads;
    spec.engine = options.engine;
    spec.candidates = options.candidates;
    applySettings(options.set, spec.hyperparameters);
    resolveDevice(spec.device);
    return spec;
}

void applySettings(const std::vector<std::string>& assignments, Hyperparameters& hyperparameters)
{
    for (const auto& assignment : assignments) {
        const auto equals = assignment.find('=');
        if (equals == std::string::npos || equals == 0)
            throw Error(ErrorCode::InvalidArgument, fmt::format("--set takes KEY=VALUE, not '{}'.", assignment));
        hyperparameters.setText(assignment.substr(0, equals), assignment.substr(equals + 1));
    }
}

} // namespace matinee::cli
