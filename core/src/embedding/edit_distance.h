#pragma once

#include <string_view>

namespace matinee {

struct EditDistance
{
    int whole = 0;     ///< to the word
    int beginning = 0; ///< to the nearest beginning of the word: what a typist may have got to
};

/// Restricted Damerau-Levenshtein distance of a typed text to a word: letters put in, left out, changed, and neighbours
/// swapped (optimal string alignment; Boytsov, "Indexing methods for approximate dictionary searching", JEA 16, 2011).
/// Bytes are letters. Values above limit are told as limit + 1. Texts of more than kLongestEdited bytes are that far
/// from everything.
EditDistance editDistance(std::string_view typed, std::string_view word, int limit);

inline constexpr int kLongestEdited = 40;

} // namespace matinee
