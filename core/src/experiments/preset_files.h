#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace matinee {

/// Name and text of each file in resources/presets, by name; the build writes the list.
std::vector<std::pair<std::string_view, std::string_view>> presetFiles();

} // namespace matinee
