#pragma once

#include "ui/map/film_scene.h"
#include "ui/map/label_pyramid.h"
#include "ui/map/map_camera.h"
#include "ui/map/map_hulls.h"
#include "ui/map/map_style.h"

#include <QFont>
#include <QRectF>

#include <vector>

class QPainter;

namespace matinee::ui {

/// All markers as paths, large ones first so that none is hidden: for files of any kind.
/// \param markerScale of the radii, for large sheets
/// \param dimmed, selected of every row; empty: none is
void paintMarkers(QPainter& painter, const MapScene& scene, const MapCamera& camera, const MapStyle& style,
                  double markerScale, const std::vector<bool>& dimmed, const std::vector<bool>& selected);

/// The zero lines of the two axes, a pixel wide, at whole pixels.
/// \param zero where (0, 0) is; the painter's unit is the pixel
void paintAxes(QPainter& painter, const QPointF& zero, const QRectF& area, const MapStyle& style);

/// \param scale pixels per map unit and \param origin of the map: the painter's unit is the pixel
/// \param emphasis clusters to draw in full, empty: all; the others are dimmed
void paintHulls(QPainter& painter, const MapScene& scene, const std::vector<MapHull>& hulls, const QPointF& origin,
                double scale, double opacity, double lineWidth, const std::vector<bool>& emphasis,
                const MapStyle& style);

/// How strongly hulls and the names of clusters show, [0, 1], at a scale that is so many times that of the whole map.
double hullOpacity(double zoom);
double nameOpacity(double zoom);
/// Where the names have gone.
inline constexpr double kNamesUntilZoom = 3;

/// One line of text with a rim in the background's colour, so that it is legible over markers.
void paintLabel(QPainter& painter, const LabelPyramid::Label& label, const QString& text, const QFont& font,
                const QColor& colour, const MapStyle& style, double rimWidth = 3);

/// A colour in which text is legible on the background, as near to the given one as can be.
QColor textColourOf(QRgb colour, const MapStyle& style);

} // namespace matinee::ui
