#pragma once

#include "command.h"

namespace matinee::cli {

/// cluster --run RUN: the films in clusters, with the titles of each.
void addCluster(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
