#pragma once

#include "ui/map/map_scene.h"

#include <matinee/film_map.h>

#include <QSize>

class QPainter;

namespace matinee::ui {

/// Draws a map for a file: light, with the scene's title, legend, titles, names of clusters, and where it comes from.
/// For any paint device; the painter's unit is a pixel of the given size.
void paintMap(QPainter& painter, const QSize& size, const MapFigure& figure);

/// The map of a run coloured by its clusters, see makeFilmScene().
void paintMap(QPainter& painter, const QSize& size, const FilmMap& map, const Dataset& data, const TrainedRun& run);

} // namespace matinee::ui
