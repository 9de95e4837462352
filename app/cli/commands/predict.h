#pragma once

#include "command.h"

namespace matinee::cli {

/// predict --run RUN: test ratings beside what the model predicts.
void addPredict(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
