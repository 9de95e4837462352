#pragma once

#include <QPointF>
#include <QRectF>

namespace matinee::ui {

/// Where the map is looked at from: map coordinates to logical pixels. One scale for both axes, so that distances on
/// the screen are distances of the projection; the map's y axis points up.
struct MapCamera
{
    QPointF centre;   ///< map coordinates in the middle of the viewport
    double scale = 1; ///< logical pixels per map unit
    QRectF viewport;  ///< logical pixels

    QPointF toScreen(const QPointF& map) const
    {
        return {viewport.center().x() + (map.x() - centre.x()) * scale,
                viewport.center().y() - (map.y() - centre.y()) * scale};
    }

    QPointF toMap(const QPointF& screen) const
    {
        return {centre.x() + (screen.x() - viewport.center().x()) / scale,
                centre.y() - (screen.y() - viewport.center().y()) / scale};
    }

    /// Shows the whole of bounds (map coordinates, not empty) with a margin of so many pixels.
    void fit(const QRectF& bounds, double margin)
    {
        centre = bounds.center();
        const double width = qMax(1.0, viewport.width() - 2 * margin);
        const double height = qMax(1.0, viewport.height() - 2 * margin);
        scale = qMin(width / bounds.width(), height / bounds.height());
    }

    /// Changes the scale; what is under the screen point stays there.
    void zoom(double newScale, const QPointF& around)
    {
        const QPointF fixed = toMap(around);
        scale = newScale;
        centre += fixed - toMap(around);
    }
};

} // namespace matinee::ui
