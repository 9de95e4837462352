#pragma once

#include <matinee/film_map.h>

#include <QSize>

class QPainter;

namespace matinee::ui {

/// Draws the map for a file: light, with title, legend of the clusters and their most rated films, titles, and where
/// it comes from. For any paint device; the painter's unit is a pixel of the given size.
void paintMap(QPainter& painter, const QSize& size, const FilmMap& map, const Dataset& data, const TrainedRun& run);

} // namespace matinee::ui
