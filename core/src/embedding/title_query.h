#pragma once

#include <matinee/dataset.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace matinee {

/// What a word of a search may ask of a film beside its title.
struct FilmQuality
{
    int firstYear = 0; ///< 1990 to 1999 for a decade; 0: any
    int lastYear = 0;
    std::uint64_t genres = 0; ///< one of them; 0: any

    bool holdsFor(int year, std::uint64_t filmGenres) const
    {
        return firstYear > 0 ? year >= firstYear && year <= lastYear : (genres & filmGenres) != 0;
    }
};

/// The year, decade or genre that a word of a folded text says.
std::optional<FilmQuality> qualityOf(const std::string& word, const std::vector<std::string>& genreNames);

/// A genre's name as a person may type it, folded and with nothing but letters and digits: "scifi", "filmnoir".
std::vector<std::string> genreWords(const Catalogue& catalogue);

} // namespace matinee
