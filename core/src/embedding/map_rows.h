#pragma once

#include <matinee/film_map.h>

namespace matinee {

/// Fills items, rowOfItem, clustered, leftOut, ratings, biases and vectors of a map: which films it is of, and what was
/// learned of them. \throws Error{InvalidArgument} if the model has no film factors; Error{Internal} where they are not
/// the data set's
void gatherRows(FilmMap& map, const MapInput& input, const RunContext& context);

/// The rows that are in clusters, and those that are not.
Matrix clusteredVectors(const FilmMap& map);
Matrix otherVectors(const FilmMap& map);

} // namespace matinee
