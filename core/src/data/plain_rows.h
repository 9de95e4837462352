#pragma once

#include "data/rating_columns.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace matinee {

/// Bytes that must be readable behind a text that parsePlainRows() is given; what is in them does not matter.
inline constexpr std::size_t kPlainRowsPadding = 128;

/// Reads rows that are written as every release writes them: user, film and rating, and the time if timed, as bare
/// numbers, the separator between them, LF or CRLF behind each row, nothing else. Ids are below 2^31.
/// \param out room for as many rows as the text has line ends
/// \return the number of rows, or nothing if any row is written otherwise, whether or not it is valid.
std::optional<std::size_t> parsePlainRows(std::string_view text, std::string_view separator, bool timed, RowPlace out);

} // namespace matinee
