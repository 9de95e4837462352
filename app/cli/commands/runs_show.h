#pragma once

#include "command.h"

namespace matinee::cli {

void addRunsShow(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
