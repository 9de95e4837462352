#pragma once

#include "command.h"

namespace matinee::cli {

/// data sample --to DIR: writes the built-in sample in a release's layout.
void addDataSample(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
