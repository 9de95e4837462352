#pragma once

#include "command.h"

namespace matinee::cli {

/// train --data SOURCE --model ID: one training, from loading to the test.
void addTrain(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
