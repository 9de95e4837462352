#pragma once

#include <matinee/film_map.h>

namespace matinee {

/// Fills clustering and clusters of a map whose rows are gathered.
/// \param before a map of the same rows, whose clusters keep their numbers; null: none
void clusterRows(FilmMap& map, const Dataset& data, const FilmMap* before, const RunContext& context);

/// Fills the clusters from the clustering: sizes, most rated films, names.
void describeClusters(FilmMap& map, const Dataset& data, const RunContext& context);

} // namespace matinee
