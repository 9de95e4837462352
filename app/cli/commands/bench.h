#pragma once

#include "command.h"

namespace matinee::cli {

/// bench [--device D] [--data SOURCE] [--ratings N,N,...] [--factors K,K,...] [--threads N] [--quick] [--only WHAT]...
///       [--target RMSE] [--set KEY=VALUE]... [--split SPEC] [--json]
void addBench(CLI::App& parent, Chosen& chosen);

} // namespace matinee::cli
