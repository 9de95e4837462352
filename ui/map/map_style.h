#pragma once

#include "ui/map/map_scene.h"

#include <QColor>
#include <QImage>
#include <QPainterPath>

class QPalette;

namespace matinee::ui {

/// Colours of the map.
struct MapStyle
{
    bool dark = false;
    QColor background;
    QColor text;
    QColor mutedText;
    QColor grid;
    QColor accent;

    static MapStyle of(const QPalette& palette);
    /// For files: light, whatever the window is.
    static MapStyle forExport();

    bool operator==(const MapStyle&) const = default;
};

/// The marker around (0, 0).
QPainterPath markerPath(MapMarker marker, double radius);
/// The marker of a legend's entry.
QImage markerSwatch(MapMarker marker, QRgb colour, int size, double devicePixelRatio);
/// The swatch of a cluster that has its number's colour and marker.
QImage clusterSwatch(int cluster, bool dark, int size, double devicePixelRatio);

/// Radius in logical pixels of a point of this weight: its area grows with it.
double markerRadius(double weight, double mostWeight, std::size_t points);
/// Width of the rim of the background's colour around a marker: it keeps neighbours apart.
double markerRim(double radius);

/// How a point is drawn: what it is, whether something else is isolated, whether it is selected.
struct MarkerLook
{
    MapMarker marker = MapMarker::Circle;
    QRgb colour = 0;
    double radius = 1;
    bool hollow = false;
    bool dimmed = false;
    bool selected = false;
};

/// Paints a marker around a point.
void paintMarker(QPainter& painter, const QPointF& at, const MarkerLook& look, const MapStyle& style);

/// Radii of all points of a scene, as they are at a marker scale of one.
std::vector<float> markerRadii(const MapScene& scene);
/// The look of a point of the scene with its marker's radius.
MarkerLook markerLook(const MapScene& scene, int row, double radius, const MapStyle& style);

} // namespace matinee::ui
