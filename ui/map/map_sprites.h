#pragma once

#include "ui/map/map_style.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

class QImage;
class QRect;

namespace matinee::ui {

/// A small picture of a marker, cut to what is painted of it. Lines are padded to a multiple of four pixels with
/// transparent ones.
struct MapSprite
{
    int left = 0; ///< of its first pixel, seen from the pixel that the point lies in
    int top = 0;
    int width = 0; ///< pixels, without the padding
    int height = 0;
    int stride = 0;
    std::vector<QRgb> pixels; ///< premultiplied
};

/// The pictures of all markers of a scene, one for each look: radii in half pixels, so that there are few. The raster
/// and OpenGL draw the same pictures at the same pixels.
class MapSprites
{
public:
    MapSprites() = default;
    MapSprites(const MapStyle& style, double devicePixelRatio);

    /// Index of the picture of a look, made at the first question.
    std::uint32_t index(const MarkerLook& look);
    const std::vector<MapSprite>& sprites() const { return m_sprites; }
    /// No picture reaches farther from its point than this.
    int reach() const { return m_reach; }

private:
    MapSprite draw(const MarkerLook& look) const;

    MapStyle m_style;
    double m_ratio = 1;
    int m_reach = 0;
    std::vector<MapSprite> m_sprites;
    std::unordered_map<std::uint64_t, std::uint32_t> m_indices;
};

/// Source over destination, both premultiplied, for the part of the sprite inside the clip (which lies in the image).
/// \param x, y the pixel that the point lies in
void blendSprite(QImage& image, const MapSprite& sprite, int x, int y, const QRect& clip);

} // namespace matinee::ui
