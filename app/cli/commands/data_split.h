#pragma once

#include "command.h"

namespace matinee::cli {

/// data split SOURCE --split SPEC --to DIR: writes the row numbers of each part.
void addDataSplit(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
