#pragma once

#include "command.h"

namespace matinee::cli {

/// cv: cross-validation.
void addCv(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
