#pragma once

#include "command.h"

namespace matinee::cli {

/// reproduce: our numbers beside the published ones.
void addReproduce(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
