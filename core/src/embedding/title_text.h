#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace matinee {

/// Lower case, without the accents of Latin letters (composed or combining), runs of blanks as one; dashes and
/// quotation marks beyond ASCII as - and '.
std::string foldText(std::string_view text);

struct TextWords
{
    std::vector<std::string> pieces; ///< runs of letters and digits, in their order; & is "and"
    std::vector<std::string> joined; ///< pieces between the same two blanks put together: "spiderman" of "spider-man"
};

/// Words of a folded text.
TextWords wordsOf(std::string_view folded);

/// With a blank between each two.
std::string joinWords(const std::vector<std::string>& words);

/// What a title is compared by.
struct TitleForms
{
    std::vector<std::string> names; ///< its names, article first and as written, as words with blanks between
    std::vector<std::string> words; ///< of all names, joined ones as well; a word may come twice
    std::size_t mainWords = 0;      ///< words of the name before brackets
};

TitleForms formsOf(std::string_view title);

} // namespace matinee
