#pragma once

#include "command.h"
#include "work.h"

#include <matinee/trainer.h>

namespace matinee::cli {

/// --run RUN
void addRunOption(CLI::App& command, std::string& run);

/// Reads the run back, its data set included.
std::shared_ptr<const TrainedRun> openRun(const std::string& run, Work& work);

} // namespace matinee::cli
