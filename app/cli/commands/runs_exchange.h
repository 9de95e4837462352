#pragma once

#include "command.h"

namespace matinee::cli {

void addRunsExchange(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
