#pragma once

#include "command.h"

namespace matinee::cli {

/// data info SOURCE: the facts of a data set.
void addDataInfo(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
