#include "embedding/title_query.h"

#include "embedding/title_text.h"

#include <algorithm>

namespace matinee {

namespace {

bool allDigits(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<FilmQuality> yearsOf(const std::string& word)
{
    const bool decade = word.ends_with('s');
    const std::string digits = decade ? word.substr(0, word.size() - 1) : word;
    if (!allDigits(digits) || (digits.size() != 4 && !(decade && digits.size() == 2)))
        return std::nullopt;
    int year = std::stoi(digits);
    if (digits.size() == 2)
        year += year >= 30 ? 1900 : 2000; // "90s", "30s" and "20s": the last that was
    if (year < 1870 || year > 2100 || (decade && year % 10 != 0))
        return std::nullopt;
    return FilmQuality{.firstYear = year, .lastYear = decade ? year + 9 : year};
}

} // namespace

std::vector<std::string> genreWords(const Catalogue& catalogue)
{
    std::vector<std::string> words;
    for (const auto& genre : catalogue.genres) {
        std::string word;
        for (const auto& piece : wordsOf(foldText(genre)).pieces)
            word += piece;
        words.push_back(std::move(word));
    }
    return words;
}

std::optional<FilmQuality> qualityOf(const std::string& word, const std::vector<std::string>& genreNames)
{
    if (const auto years = yearsOf(word))
        return years;
    FilmQuality quality;
    for (std::size_t g = 0; g < genreNames.size() && g < 64; ++g) {
        const std::string& genre = genreNames[g];
        const bool plural =
            word == genre + "s" || (genre.ends_with('y') && word.size() == genre.size() + 2 && word.ends_with("ies") &&
                                    word.starts_with(genre.substr(0, genre.size() - 1)));
        const bool last = genre == "filmnoir" && word == "noir";
        if (word == genre || plural || last)
            quality.genres |= std::uint64_t{1} << g;
    }
    return quality.genres != 0 ? std::optional(quality) : std::nullopt;
}

} // namespace matinee
