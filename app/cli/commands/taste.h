#pragma once

#include "command.h"

namespace matinee::cli {

/// taste: which genres and decades a user is drawn to, where the model knows them.
void addTaste(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
