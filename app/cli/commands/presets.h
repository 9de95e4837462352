#pragma once

#include "command.h"

namespace matinee::cli {

/// presets: the ready-made experiments.
void addPresets(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
