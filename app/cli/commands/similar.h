#pragma once

#include "command.h"

namespace matinee::cli {

/// similar --run RUN --title TEXT: the films nearest to one.
void addSimilar(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
