#pragma once

#include "ui/map/map_camera.h"
#include "ui/map/map_sprites.h"

#include <QImage>
#include <QRect>

#include <cstdint>
#include <vector>

namespace matinee::ui {

/// Where the map lies in the pixels of a device: pixel = floor(map * scale) + origin, y turned over. The origin is
/// whole pixels, so moving the map at one scale moves its picture by whole pixels, whatever is in it.
struct MapPixels
{
    double scale = 1; ///< device pixels per map unit
    int originX = 0;
    int originY = 0;

    static MapPixels of(const MapCamera& camera, double devicePixelRatio);

    /// The pixel that a point lies in.
    QPoint pixel(double x, double y) const;
    bool operator==(const MapPixels&) const = default;
};

/// The markers of a scene in the order they are drawn in: dimmed ones first, selected ones last, else large before
/// small, so that none is hidden; neighbours in the plane follow each other, which is quicker. Raster and OpenGL take
/// it from here.
class MapPoints
{
public:
    MapPoints() = default;
    /// \param radii of every row, logical pixels
    /// \param dimmed, selected of every row; empty: none is
    MapPoints(const MapScene& scene, const std::vector<float>& radii, const std::vector<bool>& dimmed,
              const std::vector<bool>& selected, const MapStyle& style, double devicePixelRatio);

    /// The same points elsewhere. \param x, y of every row
    void move(const std::vector<float>& x, const std::vector<float>& y);

    /// Draws those that reach into the clip, which lies in the image; nothing is painted outside it.
    void blit(QImage& image, const MapPixels& frame, const QRect& clip) const;

    /// In drawing order.
    const std::vector<float>& x() const { return m_x; }
    const std::vector<float>& y() const { return m_y; }
    const std::vector<std::uint32_t>& spriteIndices() const { return m_sprite; }
    const MapSprites& sprites() const { return m_sprites; }

private:
    MapSprites m_sprites;
    std::vector<std::int32_t> m_order; ///< rows
    std::vector<float> m_x;
    std::vector<float> m_y;
    std::vector<std::uint32_t> m_sprite;
};

} // namespace matinee::ui
