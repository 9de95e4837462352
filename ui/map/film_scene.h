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

/// The scene of a map coloured by its clusters, with the cluster's numbers for names: rows are the map's. A starting
/// point for others: replace colour, colours, categories, scale and legendTitle to colour by something else, and
/// clusters[i].name and categories[i].name to give names.
MapScene makeFilmScene(std::shared_ptr<const FilmMap> map, std::shared_ptr<const Dataset> dataset);

/// makeFilmScene() with title and footer for a file.
MapScene makeFilmScene(std::shared_ptr<const FilmMap> map, const TrainedRun& run);

} // namespace matinee::ui
