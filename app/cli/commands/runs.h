#pragma once

#include "command.h"

namespace matinee::cli {

void addRuns(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
