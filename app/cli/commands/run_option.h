#pragma once

#include "command.h"
#include "work.h"

#include <matinee/trainer.h>

#include <filesystem>
#include <string>

namespace matinee::cli {

/// --run RUN
void addRunOption(CLI::App& command, std::string& run);

/// The folder of a run that is named by it, or by its number in the store; a folder of that name comes first.
std::filesystem::path runFolder(const std::string& run);

/// Reads the run back, its data set included.
std::shared_ptr<const TrainedRun> openRun(const std::string& run, Work& work);

} // namespace matinee::cli
