#pragma once

#include <matinee/film_map.h>

namespace matinee {

/// Fills projection, users and userProjection of a map whose rows are gathered: the films in clusters are laid out, the
/// others and the users placed among them.
/// \param before a map of the same rows that the picture is to follow; null: none
void placeRows(FilmMap& map, const MapInput& input, const FilmMap* before, const RunContext& context,
               const PictureObserver& onPicture);

} // namespace matinee
