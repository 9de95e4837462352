#include <matinee/film_map.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

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

/// Lower case, without the accents of Latin letters (composed or combining), runs of blanks as one.
std::string fold(std::string_view text)
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
        } else if (text[i] == ' ' || text[i] == '\t') {
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

/// "godfather, the (1972)" as people say it: "the godfather (1972)"; also within brackets. Folded text in and out.
std::string articlesFirst(const std::string& title)
{
    static constexpr std::array<std::string_view, 22> kArticles = {
        "the", "a",   "an", "le", "la",  "les", "l'",  "un",  "une", "el",  "los",
        "las", "una", "il", "lo", "gli", "der", "die", "das", "ein", "det", "den"};
    std::string result;
    std::size_t begin = 0;
    while (begin < title.size()) {
        // A part ends at a bracket; the bracket and blanks around it stay where they are.
        const std::size_t bracket = std::min(title.find_first_of("()", begin), title.size());
        std::string_view part(title.data() + begin, bracket - begin);
        const std::size_t trailing = part.size() - std::min(part.size(), part.find_last_not_of(' ') + 1);
        const std::string_view blanks = part.substr(part.size() - trailing);
        part.remove_suffix(trailing);
        const std::size_t comma = part.rfind(", ");
        const std::string_view article = comma == std::string_view::npos ? std::string_view() : part.substr(comma + 2);
        if (comma != 0 && std::find(kArticles.begin(), kArticles.end(), article) != kArticles.end()) {
            result += article;
            if (!article.ends_with('\''))
                result += ' ';
            result += part.substr(0, comma);
        } else {
            result += part;
        }
        result += blanks;
        if (bracket < title.size())
            result += title[bracket];
        begin = bracket + 1;
    }
    return result;
}

/// Without "(1972)" at the end.
std::string_view withoutYear(std::string_view title)
{
    const auto open = title.rfind(" (");
    return open != std::string_view::npos && open + 7 == title.size() && title.ends_with(')') ? title.substr(0, open)
                                                                                              : title;
}

} // namespace

std::vector<std::int32_t> searchTitles(const FilmMap& map, const Dataset& data, const std::string& text,
                                       std::size_t limit)
{
    const std::string wanted = fold(text);
    if (wanted.empty())
        return {};
    std::vector<std::int32_t> whole;
    std::vector<std::int32_t> within;
    for (std::size_t r = 0; r < map.items.size(); ++r) {
        const std::string title = fold(data.film(map.items[r]).title);
        const std::string spoken = articlesFirst(title);
        if (wanted == title || wanted == spoken || wanted == withoutYear(title) || wanted == withoutYear(spoken))
            whole.push_back(static_cast<std::int32_t>(r));
        else if (title.find(wanted) != std::string::npos || spoken.find(wanted) != std::string::npos)
            within.push_back(static_cast<std::int32_t>(r));
    }
    const auto moreRatings = [&map](std::int32_t a, std::int32_t b) {
        return map.ratings[static_cast<std::size_t>(a)] > map.ratings[static_cast<std::size_t>(b)];
    };
    std::stable_sort(whole.begin(), whole.end(), moreRatings);
    std::stable_sort(within.begin(), within.end(), moreRatings);
    whole.insert(whole.end(), within.begin(), within.end());
    whole.resize(std::min(whole.size(), limit));
    return whole;
}

} // namespace matinee
