#include "embedding/title_text.h"

#include <matinee/title_search.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace matinee {

namespace {

/// Base letters of U+00C0 to U+017F; "" where the sign is not a letter and stays as it is.
constexpr std::array<std::string_view, 192> kLatin = {
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",  // À
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss", // Ð
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",  // à
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y",  // ð
    "a", "a", "a",  "a",  "a", "a", "c",  "c", "c", "c", "c", "c", "c", "c", "d",  "d",  // Ā
    "d", "d", "e",  "e",  "e", "e", "e",  "e", "e", "e", "e", "e", "g", "g", "g",  "g",  // Đ
    "g", "g", "g",  "g",  "h", "h", "h",  "h", "i", "i", "i", "i", "i", "i", "i",  "i",  // Ġ
    "i", "i", "ij", "ij", "j", "j", "k",  "k", "k", "l", "l", "l", "l", "l", "l",  "l",  // İ
    "l", "l", "l",  "n",  "n", "n", "n",  "n", "n", "n", "n", "n", "o", "o", "o",  "o",  // ŀ
    "o", "o", "oe", "oe", "r", "r", "r",  "r", "r", "r", "s", "s", "s", "s", "s",  "s",  // Ő
    "s", "s", "t",  "t",  "t", "t", "t",  "t", "u", "u", "u", "u", "u", "u", "u",  "u",  // Š
    "u", "u", "u",  "u",  "w", "w", "y",  "y", "y", "z", "z", "z", "z", "z", "z",  "s",  // Ű
};

/// The code point of a two-byte UTF-8 sequence at text[i], or 0.
unsigned twoByteAt(std::string_view text, std::size_t i)
{
    const auto lead = static_cast<unsigned char>(text[i]);
    if ((lead & 0xE0U) != 0xC0U || i + 1 >= text.size())
        return 0;
    const auto next = static_cast<unsigned char>(text[i + 1]);
    return (next & 0xC0U) == 0x80U ? (lead & 0x1FU) << 6U | (next & 0x3FU) : 0;
}

/// What a sign beyond ASCII that is no letter counts as: hyphens, dashes and quotation marks; 0: any other sign.
char plainSign(std::string_view text, std::size_t i)
{
    if (text[i] != '\xE2') // the first byte of all of them
        return 0;
    const auto starts = [&](std::string_view sign) { return text.substr(i, sign.size()) == sign; };
    for (const std::string_view dash : {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2026"}) {
        if (starts(dash))
            return '-';
    }
    for (const std::string_view quote : {"\u2018", "\u2019", "\u201c", "\u201d", "\u201e"}) {
        if (starts(quote))
            return '\'';
    }
    return 0;
}

/// Articles that stand behind their title in MovieLens.
constexpr std::array<std::string_view, 23> kArticles = {"the", "a",   "an",  "le",  "la",  "les", "l'", "un",
                                                        "une", "el",  "los", "las", "una", "il",  "lo", "gli",
                                                        "der", "die", "das", "ein", "det", "den", "i"};

bool isWordByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || byte >= 0x80;
}

/// Without brackets around a year, or years, at the end: "heat (1995)", "fargo (2014-2020)"; folded or not.
std::string_view withoutYear(std::string_view title)
{
    const auto open = title.rfind('(');
    if (open == std::string_view::npos || !title.ends_with(')') || open + 5 > title.size())
        return title;
    const auto inside = title.substr(open + 1, title.size() - open - 2);
    const bool year = inside.substr(0, 4).find_first_not_of("0123456789") == std::string_view::npos &&
                      (inside.size() == 4 || (inside.size() > 4 && (inside[4] < '0' || inside[4] > '9')));
    if (!year)
        return title;
    title = title.substr(0, open);
    return title.substr(0, title.find_last_not_of(' ') + 1);
}

/// "godfather, the" as people say it: "the godfather". Case of ASCII letters is kept.
std::string articleFirst(std::string_view part)
{
    const std::size_t comma = part.rfind(", ");
    if (comma == 0 || comma == std::string_view::npos)
        return std::string(part);
    std::string article(part.substr(comma + 2));
    std::string lower = article;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (std::find(kArticles.begin(), kArticles.end(), lower) == kArticles.end())
        return std::string(part);
    if (!article.ends_with('\''))
        article += ' ';
    return article.append(part.substr(0, comma));
}

/// The name before the first bracket and the names within brackets, without the year.
std::vector<std::string_view> namesOf(std::string_view title)
{
    std::vector<std::string_view> names;
    std::string_view rest = withoutYear(title);
    while (!rest.empty()) {
        const std::size_t bracket = std::min(rest.find_first_of("()"), rest.size());
        std::string_view name = rest.substr(0, bracket);
        name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
        name = name.substr(0, name.find_last_not_of(' ') + 1);
        if (!name.empty())
            names.push_back(name);
        rest.remove_prefix(std::min(bracket + 1, rest.size()));
    }
    return names;
}

} // namespace

std::string foldText(std::string_view text)
{
    std::string folded;
    folded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned point = twoByteAt(text, i);
        if (point >= 0x0300 && point <= 0x036F) { // combining marks
            ++i;
        } else if (point >= 0x00C0 && point <= 0x017F && !kLatin[point - 0x00C0].empty()) {
            folded += kLatin[point - 0x00C0];
            ++i;
        } else if (point == 0x00B7) { // middle dot
            folded += '-';
            ++i;
        } else if (const char sign = plainSign(text, i); sign != 0) {
            folded += sign;
            i += 2;
        } else if (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')) {
            if (!folded.empty() && folded.back() != ' ')
                folded += ' ';
        } else {
            folded += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
        }
    }
    if (folded.ends_with(' '))
        folded.pop_back();
    return folded;
}

TextWords wordsOf(std::string_view folded)
{
    TextWords words;
    for (std::size_t i = 0; i < folded.size();) {
        const std::size_t end = std::min(folded.find(' ', i), folded.size());
        std::size_t pieces = 0;
        std::string whole;
        for (std::size_t at = i; at < end;) {
            std::size_t stop = at;
            while (stop < end && isWordByte(folded[stop]))
                ++stop;
            if (stop > at) {
                words.pieces.emplace_back(folded.substr(at, stop - at));
                whole += words.pieces.back();
                ++pieces;
            } else if (folded[at] == '&') {
                words.pieces.emplace_back("and");
            }
            at = std::max(stop, at + 1);
        }
        if (pieces > 1)
            words.joined.push_back(std::move(whole));
        i = end + 1;
    }
    return words;
}

std::string joinWords(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) {
        if (!text.empty())
            text += ' ';
        text += word;
    }
    return text;
}

TitleForms formsOf(std::string_view title)
{
    const std::string folded = foldText(title);
    TitleForms forms;
    for (const auto name : namesOf(folded)) {
        const std::string spoken = articleFirst(name);
        TextWords words = wordsOf(name);
        std::string text = joinWords(words.pieces);
        if (text.empty())
            continue;
        if (forms.names.empty())
            forms.mainWords = words.pieces.size();
        if (spoken != name)
            forms.names.push_back(joinWords(wordsOf(spoken).pieces));
        forms.names.push_back(std::move(text));
        for (auto* list : {&words.pieces, &words.joined})
            forms.words.insert(forms.words.end(), list->begin(), list->end());
    }
    return forms;
}

std::string spokenTitle(std::string_view title, std::size_t longest)
{
    const auto names = namesOf(title);
    std::string spoken = names.empty() ? std::string(title) : articleFirst(names.front());
    if (longest == 0)
        return spoken;
    // Code points, by their first bytes.
    std::size_t characters = 0;
    std::size_t cut = 0; // where the text would end to make room for the ellipsis
    for (std::size_t i = 0; i < spoken.size(); ++i) {
        if ((static_cast<unsigned char>(spoken[i]) & 0xC0U) == 0x80U)
            continue;
        if (++characters == longest)
            cut = i;
        if (characters > longest) {
            spoken.resize(cut);
            spoken.resize(spoken.find_last_not_of(" ,:;-") + 1);
            return spoken + "\u2026";
        }
    }
    return spoken;
}

} // namespace matinee
