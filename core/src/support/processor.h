#pragma once

#include <string>

namespace matinee {

/// As the system names it ("AMD EPYC 9B14"), "unknown" where it does not.
std::string processorName();

} // namespace matinee
