#pragma once

#include "command.h"

namespace matinee::cli {

void addRunsEdit(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
