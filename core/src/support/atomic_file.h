#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace matinee {

/// Writes a whole file under a temporary name beside it and renames it: a reader sees the old content or the new,
/// never a part. \throws Error{Io}
void writeFileAtomically(const std::filesystem::path& path, std::string_view content);

/// \throws Error{NotFound, Io}
std::string readWholeFile(const std::filesystem::path& path);

} // namespace matinee
