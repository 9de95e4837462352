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

    /// Calls visit(x, y, sprite) with the pixel and the picture of each that may reach into the clip, in drawing order.
    template <class Visit>
    void visit(const MapPixels& frame, const QRect& clip, const Visit& visit) const;
    const MapSprites& sprites() const { return m_sprites; }

private:
    MapSprites m_sprites;
    std::vector<std::int32_t> m_order; ///< rows
    std::vector<float> m_x;
    std::vector<float> m_y;
    std::vector<std::uint32_t> m_sprite;
};

template <class Visit>
void MapPoints::visit(const MapPixels& frame, const QRect& clip, const Visit& visit) const
{
    const auto floorToInt = [](double v) {
        const auto i = static_cast<int>(v); // std::floor is a call where there is no SSE 4.1
        return i - (v < i ? 1 : 0);
    };
    const int reach = m_sprites.reach();
    // Compared as fractions first: at a high magnification most pixels are far beyond what an int can count.
    const double left = clip.left() - reach - frame.originX;
    const double right = clip.left() + clip.width() + reach - frame.originX;
    const double top = clip.top() - reach - frame.originY;
    const double bottom = clip.top() + clip.height() + reach - frame.originY;
    for (std::size_t i = 0; i < m_x.size(); ++i) {
        const double x = static_cast<double>(m_x[i]) * frame.scale;
        const double y = static_cast<double>(m_y[i]) * -frame.scale;
        if (x >= left && x < right && y >= top && y < bottom)
            visit(floorToInt(x) + frame.originX, floorToInt(y) + frame.originY, m_sprite[i]);
    }
}

} // namespace matinee::ui
