#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// New numbers for clusters: by falling size, then by their first row, so that equal divisions have equal numbers.
std::vector<std::int32_t> numberBySize(std::span<const std::int32_t> assignment, std::size_t clusters);

} // namespace matinee
