#pragma once

#include "command.h"

namespace matinee::cli {

/// evaluate: measures a run once more.
void addEvaluate(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
