#pragma once

#include "command.h"

namespace matinee::cli {

void addRunsList(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
