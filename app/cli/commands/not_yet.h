#pragma once

#include "command.h"

namespace matinee::cli {

/// The contract's commands that a later version delivers: each exits 2 and says so.
void addNotYet(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
