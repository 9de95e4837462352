#include "ui/map/map_sprites.h"

#include <QImage>
#include <QPainter>
#include <QRect>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace matinee::ui {

namespace {

constexpr double kRadiusStep = 0.5;

// Four pixels at a time, two channels of each in a pair of 16-bit lanes: GCC's vector extension, SSE2 on the baseline.
using Pixels = std::uint32_t __attribute__((vector_size(16)));
using Lanes = std::uint16_t __attribute__((vector_size(16)));

QRgb over(QRgb s, QRgb t)
{
    // x * a / 255, rounded.
    const std::uint32_t rest = 255 - qAlpha(s);
    std::uint32_t rb = (t & 0xFF00FF) * rest + 0x800080;
    std::uint32_t ag = (t >> 8 & 0xFF00FF) * rest + 0x800080;
    rb = (rb + (rb >> 8 & 0xFF00FF)) >> 8 & 0xFF00FF;
    ag = (ag + (ag >> 8 & 0xFF00FF)) & 0xFF00FF00;
    return s + (rb | ag);
}

void overFour(QRgb* target, const QRgb* source)
{
    Pixels s;
    Pixels t;
    std::memcpy(&s, source, sizeof s);
    std::memcpy(&t, target, sizeof t);
    const Pixels alpha = s >> 24;
    const Lanes rest = 255 - reinterpret_cast<Lanes>(alpha | alpha << 16);
    Lanes rb = reinterpret_cast<Lanes>(t & 0xFF00FF) * rest + 0x80;
    Lanes ag = (reinterpret_cast<Lanes>(t) >> 8) * rest + 0x80;
    rb = (rb + (rb >> 8)) >> 8;
    ag = ag + (ag >> 8);
    t = s + (reinterpret_cast<Pixels>(rb) | (reinterpret_cast<Pixels>(ag) & 0xFF00FF00));
    std::memcpy(target, &t, sizeof t);
}

} // namespace

MapSprites::MapSprites(const MapStyle& style, double devicePixelRatio)
    : m_style(style)
    , m_ratio(devicePixelRatio)
{}

std::uint32_t MapSprites::index(const MarkerLook& look)
{
    const auto step = static_cast<std::uint64_t>(std::max(1L, std::lround(look.radius / kRadiusStep)));
    const std::uint64_t key = std::uint64_t{look.colour} << 32 | step << 8 |
                              static_cast<std::uint64_t>(look.marker) << 2 | (look.hollow ? 2U : 0U) |
                              (look.dimmed ? 1U : 0U) | (look.selected ? 64U : 0U);
    const auto [found, isNew] = m_indices.try_emplace(key, static_cast<std::uint32_t>(m_sprites.size()));
    if (isNew) {
        MarkerLook rounded = look;
        rounded.radius = static_cast<double>(step) * kRadiusStep;
        m_sprites.push_back(draw(rounded));
        const MapSprite& sprite = m_sprites.back();
        m_reach =
            std::max({m_reach, -sprite.left, -sprite.top, sprite.left + sprite.stride, sprite.top + sprite.height});
    }
    return found->second;
}

MapSprite MapSprites::draw(const MarkerLook& look) const
{
    const int half = static_cast<int>(std::ceil((look.radius * 1.3 + 4) * m_ratio));
    const int side = 2 * half + 1;
    QImage picture(side, side, QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    {
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.translate(side / 2.0, side / 2.0);
        painter.scale(m_ratio, m_ratio);
        paintMarker(painter, {}, look, m_style);
    }
    QRect used;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            if (qAlpha(picture.pixel(x, y)) > 0)
                used |= QRect(x, y, 1, 1);
        }
    }
    MapSprite sprite;
    sprite.left = used.left() - half;
    sprite.top = used.top() - half;
    sprite.width = used.width();
    sprite.height = used.height();
    sprite.stride = (sprite.width + 3) / 4 * 4;
    sprite.pixels.assign(static_cast<std::size_t>(sprite.stride) * static_cast<std::size_t>(sprite.height), 0);
    for (int y = 0; y < sprite.height; ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(picture.constScanLine(used.top() + y)) + used.left();
        std::copy_n(line, sprite.width, sprite.pixels.begin() + static_cast<std::ptrdiff_t>(y) * sprite.stride);
    }
    return sprite;
}

void blendSprite(QImage& image, const MapSprite& sprite, int x, int y, const QRect& clip)
{
    const int left = x + sprite.left;
    const int top = y + sprite.top;
    const int y0 = std::max(0, clip.top() - top);
    const int y1 = std::min(sprite.height, clip.top() + clip.height() - top);
    const auto pitch = image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
    auto* bits = reinterpret_cast<QRgb*>(image.bits());
    // The padding of a line is blended as well: that changes nothing, but it must not leave the clip.
    if (left >= clip.left() && left + sprite.stride <= clip.left() + clip.width()) {
        for (int line = y0; line < y1; ++line) {
            const QRgb* source = sprite.pixels.data() + static_cast<std::ptrdiff_t>(line) * sprite.stride;
            QRgb* target = bits + (top + line) * pitch + left;
            for (int column = 0; column < sprite.stride; column += 4)
                overFour(target + column, source + column);
        }
        return;
    }
    const int x0 = std::max(0, clip.left() - left);
    const int x1 = std::min(sprite.width, clip.left() + clip.width() - left);
    for (int line = y0; line < y1; ++line) {
        const QRgb* source = sprite.pixels.data() + static_cast<std::ptrdiff_t>(line) * sprite.stride;
        QRgb* target = bits + (top + line) * pitch + left;
        for (int column = x0; column < x1; ++column)
            target[column] = over(source[column], target[column]);
    }
}

} // namespace matinee::ui
