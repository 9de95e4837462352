#pragma once

#include <matinee/film_map.h>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// A film of a map that is near to others in the space of the vectors that the map was made from.
struct NearFilm
{
    std::int32_t row = 0;  ///< on the map
    float similarity = 0;  ///< cosine, or dot product plus the film's bias: larger is nearer; Euclidean: the distance
    float mapDistance = 0; ///< in the picture, in its units
    std::int32_t mapRank = 0; ///< its place among all films by that distance: 1 is the nearest in the picture
};

/// The films nearest to one film, or to the mean vector of several, best first; ties by row. The films themselves are
/// left out, of the places in the picture as well.
/// \param rows on the map, each once; their mean is taken in double precision
/// \param places of the rows in the picture, as the map has them or at another moment of a training
/// \throws Error{InvalidArgument} if there is no row, one that the map does not have, or not a place for each
std::vector<NearFilm> nearestFilms(const FilmMap& map, const Projection& places, std::span<const std::int32_t> rows,
                                   int count, Similarity similarity);

} // namespace matinee
