#include "ui/sweep/line_raster.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace matinee::ui {

namespace {

constexpr int kOne = 1 << 16; ///< of the fixed-point coordinates

/// Coverage in so many steps: more of them no eye tells apart on a hair line.
constexpr int kLevelBits = 5;
constexpr int kLevels = 1 << kLevelBits;

/// All four channels times a / 255, at once.
inline std::uint32_t scaled(std::uint32_t pixel, std::uint64_t a)
{
    std::uint64_t wide = ((static_cast<std::uint64_t>(pixel) << 24) | pixel) & 0x00FF00FF00FF00FF;
    wide *= a;
    wide = (wide + ((wide >> 8) & 0x00FF00FF00FF00FF) + 0x0080008000800080) >> 8;
    wide &= 0x00FF00FF00FF00FF;
    return static_cast<std::uint32_t>(wide) | static_cast<std::uint32_t>(wide >> 24);
}

/// A colour as it lies over a pixel that it covers in part, by the level of coverage.
struct Ink
{
    std::array<std::uint32_t, kLevels + 1> over;
    std::array<std::uint32_t, kLevels + 1> left; ///< what stays of the pixel, of 255
};

Ink makeInk(QRgb colour)
{
    Ink ink;
    for (std::uint32_t level = 0; level <= kLevels; ++level) {
        ink.over[level] = scaled(qPremultiply(colour), level * 255 / kLevels);
        ink.left[level] = 255 - (ink.over[level] >> 24);
    }
    return ink;
}

inline void blend(std::uint32_t& pixel, const Ink& ink, std::uint32_t level)
{
    pixel = ink.over[level] + scaled(pixel, ink.left[level]);
}

/// Steps along the longer side of a line, and blends the two pixels across that it runs between by how much of it is
/// theirs (Wu, SIGGRAPH 1991). \param along, across pixels between neighbours in the image's memory
void draw(std::uint32_t* bits, qsizetype along, qsizetype across, int length, int breadth, QPointF from, QPointF to,
          const Ink& ink)
{
    if (from.x() > to.x())
        std::swap(from, to);
    const double slope = to.x() > from.x() ? (to.y() - from.y()) / (to.x() - from.x()) : 0;
    const int first = std::max(0, static_cast<int>(std::ceil(from.x() - 0.5)));
    const int last = std::min(length - 1, static_cast<int>(std::floor(to.x() - 0.5)));
    if (first > last)
        return;
    auto place = static_cast<std::int64_t>((from.y() - 0.5 + (first + 0.5 - from.x()) * slope) * kOne);
    const auto step = static_cast<std::int64_t>(slope * kOne);
    for (int i = first; i <= last; ++i, place += step) {
        const auto row = static_cast<std::int64_t>(place >> 16);
        const auto share = static_cast<std::uint32_t>(place & (kOne - 1)) >> (16 - kLevelBits);
        std::uint32_t* pixel = bits + i * along + row * across;
        if (row >= 0 && row < breadth)
            blend(*pixel, ink, kLevels - share);
        if (row >= -1 && row < breadth - 1)
            blend(pixel[across], ink, share);
    }
}

} // namespace

void drawSmoothLine(QImage& image, QPointF from, QPointF to, const QColor& colour)
{
    Q_ASSERT(image.format() == QImage::Format_ARGB32_Premultiplied);
    const Ink ink = makeInk(colour.rgba());
    auto* bits = reinterpret_cast<std::uint32_t*>(image.bits());
    const auto stride = image.bytesPerLine() / static_cast<qsizetype>(sizeof(std::uint32_t));
    if (std::abs(to.x() - from.x()) >= std::abs(to.y() - from.y()))
        draw(bits, 1, stride, image.width(), image.height(), from, to, ink);
    else
        draw(bits, stride, 1, image.height(), image.width(), from.transposed(), to.transposed(), ink);
}

} // namespace matinee::ui
