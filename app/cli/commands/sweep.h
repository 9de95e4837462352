#pragma once

#include "command.h"

namespace matinee::cli {

/// sweep: tries many settings of a model.
void addSweep(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
