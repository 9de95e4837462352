#pragma once

#include <matinee/film_map.h>

namespace matinee {

/// Fills items, rowOfItem, clustered, leftOut, ratings, biases and vectors of a map: which films it is of, and what was
/// learned of them. \throws Error{InvalidArgument} if the model has no film factors; Error{Internal} where they are not
/// the data set's
void gatherRows(FilmMap& map, const MapInput& input, const RunContext& context);

/// The vectors of a map's rows after the epoch of the input, prepared as its options say. \throws Error as gatherRows()
Matrix preparedVectors(const FilmMap& map, const MapInput& input, const RunContext& context);

/// The rows that are in clusters, and those that are not.
Matrix clusteredVectors(const FilmMap& map);
Matrix otherVectors(const FilmMap& map);

} // namespace matinee
