#pragma once

#include "command.h"

namespace matinee::cli {

/// data fetch RELEASE: downloads a release from GroupLens.
void addDataFetch(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
