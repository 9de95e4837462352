#pragma once

#include "ui/map/map_scene.h"

#include <matinee/film_map.h>

#include <memory>

namespace matinee::ui {

/// The colour that all views give to a category: the same number, the same colour and marker.
MapColour categoryMapColour(int index);
MapMarker categoryMarker(int index);
/// As many category colours as asked for, in their order.
std::vector<MapColour> categoryMapColours(int count);

/// What a person reads for a cluster's number: the number that the command line and the files have.
QString clusterName(int cluster);
/// What a person reads of a cluster: its name, or its number where it has none.
QString clusterName(const FilmCluster& cluster);

/// The scene of a map coloured by its clusters: rows are the map's, then its users. Films in no cluster are hollow. A
/// starting point for others: replace colour, colours, category, categories, scale, legendTitle and the colours in
/// clusters to colour by something else.
MapScene makeFilmScene(std::shared_ptr<const FilmMap> map, std::shared_ptr<const Dataset> dataset);

/// makeFilmScene() with title and footer for a file.
MapScene makeFilmScene(std::shared_ptr<const FilmMap> map, const TrainedRun& run);

} // namespace matinee::ui
