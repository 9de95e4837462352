#pragma once

#include "command.h"

#include <matinee/experiment.h>

#include <cstdint>
#include <string>
#include <vector>

namespace matinee::cli {

/// What train and cv have in common: the options that define an experiment.
struct ExperimentOptions
{
    std::string data;
    std::string preset;
    std::string model;
    std::vector<std::string> set;
    std::string split;
    std::string rows;
    std::uint64_t seed = 42;
    std::string device = "auto";
    int threads = 0;
    std::string engine = "auto";
    std::string candidates;
    const CLI::Option* seedOption = nullptr; ///< tells a seed that was given from the default
};

/// \param withSplit false: the command has folds instead.
void addExperimentOptions(CLI::App& command, ExperimentOptions& options, bool withSplit);

/// The preset or the model's defaults, and what was given on top. Everything that can be wrong in it is refused before
/// anything is loaded. \param command its name, for sentences. \throws Error{InvalidArgument}
ExperimentSpec specFrom(const ExperimentOptions& options, const std::string& command);

/// What --set says, KEY=VALUE each. \throws Error{InvalidArgument}
void applySettings(const std::vector<std::string>& assignments, Hyperparameters& hyperparameters);

} // namespace matinee::cli
