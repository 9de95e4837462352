#pragma once

#include "command.h"

namespace matinee::cli {

/// models [ID]: what can be trained, with every hyperparameter.
void addModels(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
