#pragma once

#include "ui/map/map_scene.h"
#include "ui/map/map_style.h"

#include <QFont>
#include <QRectF>

class QPainter;

namespace matinee::ui {

/// Draws what the colours of a scene mean: marker, name and count of each category, with as many of its titles as there
/// is room for; or the strip of colours of a quantity. Text and markers shrink where there are many categories.
/// \param unit height of the text in the painter's units
void paintLegend(QPainter& painter, const QRectF& area, const MapScene& scene, const MapStyle& style, double unit);

} // namespace matinee::ui
