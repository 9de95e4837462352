#pragma once

#include "command.h"

namespace matinee::cli {

void addFindRate(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
