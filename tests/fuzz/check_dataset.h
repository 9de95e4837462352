#pragma once

#include "data/text.h"

#include <matinee/dataset.h>

#include <cmath>
#include <cstdlib>

/// Ends the program where a data set that was read does not hold what its types promise.
inline void checkDataset(const matinee::Dataset& data)
{
    const auto require = [](bool holds) {
        if (!holds)
            std::abort();
    };
    const std::size_t rows = data.ratings.size();
    require(rows > 0 && data.ratings.user.size() == rows && data.ratings.item.size() == rows);
    require(data.ratings.time.size() == rows);
    for (std::size_t r = 0; r < rows; ++r) {
        require(data.ratings.user[r] >= 0 && data.ratings.user[r] < data.userCount());
        require(data.ratings.item[r] >= 0 && data.ratings.item[r] < data.itemCount());
        require(std::isfinite(data.ratings.value[r]) && data.ratings.value[r] > 0 && data.ratings.value[r] <= 10);
    }
    require(data.catalogue.films.size() == data.items.size());
    require(data.userAttributes.empty() || data.userAttributes.size() == data.users.size());
    require(data.catalogue.genres.size() <= 64);
    for (const auto& film : data.catalogue.films) {
        matinee::TextDecoder decoder(matinee::Encoding::Utf8);
        decoder.decode(film.title);
        decoder.decode(film.imdb);
        require(decoder.repaired() == 0 && !film.title.empty());
        require(film.year == 0 || (film.year >= 1870 && film.year <= 2100));
        require(data.catalogue.genres.size() == 64 || film.genres >> data.catalogue.genres.size() == 0);
    }
}
