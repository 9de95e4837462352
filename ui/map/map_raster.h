#pragma once

#include "ui/map/map_points.h"

#include <QImage>

#include <functional>

namespace matinee::ui {

/// The picture of the markers, kept in memory. When the map is moved at one scale, what stays in view is shifted and
/// only the strips that come in are drawn; the markers are the same, pixel for pixel, as if everything were drawn.
class MapRaster
{
public:
    /// Paints what is under the markers: the painter's unit is the device's pixel, nothing need be painted outside the
    /// clip.
    using Ground = std::function<void(QPainter& painter, const QRect& clip)>;

    /// Everything has to be drawn again.
    void invalidate() { m_isValid = false; }
    /// \param size in device pixels
    /// \param points null: the ground alone
    void update(const QSize& size, double devicePixelRatio, const MapPixels& frame, const Ground& ground,
                const MapPoints* points);
    /// With the device pixel ratio set.
    const QImage& image() const { return m_image; }

private:
    void shift(int dx, int dy);
    void draw(const QRect& clip, const Ground& ground, const MapPoints* points);

    QImage m_image;
    MapPixels m_frame;
    bool m_isValid = false;
};

} // namespace matinee::ui
