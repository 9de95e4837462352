#include "ui/map/map_points.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace matinee::ui {

namespace {

/// Cells of the plane to sort by: neighbours in the order are neighbours in the picture, and in memory.
constexpr int kSortCells = 64;

} // namespace

MapPixels MapPixels::of(const MapCamera& camera, double devicePixelRatio)
{
    MapPixels frame;
    frame.scale = camera.scale * devicePixelRatio;
    frame.originX = static_cast<int>(
        std::lround(camera.viewport.center().x() * devicePixelRatio - camera.centre.x() * frame.scale));
    frame.originY = static_cast<int>(
        std::lround(camera.viewport.center().y() * devicePixelRatio + camera.centre.y() * frame.scale));
    return frame;
}

MapPoints::MapPoints(const MapScene& scene, const std::vector<float>& radii, const std::vector<bool>& dimmed,
                     const std::vector<bool>& selected, const MapStyle& style, double devicePixelRatio)
    : m_sprites(style, devicePixelRatio)
{
    const std::size_t count = scene.size();
    std::vector<std::uint32_t> sprites(count);
    std::vector<std::uint64_t> keys(count);
    float left = 0;
    float right = 0;
    float low = 0;
    float high = 0;
    if (count > 0) {
        const auto [x0, x1] = std::ranges::minmax(scene.x);
        const auto [y0, y1] = std::ranges::minmax(scene.y);
        left = x0;
        right = x1;
        low = y0;
        high = y1;
    }
    const auto cell = [](float v, float from, float to) {
        return to > from ? static_cast<std::uint64_t>((v - from) / (to - from) * (kSortCells - 1)) : 0;
    };
    for (std::size_t row = 0; row < count; ++row) {
        auto look = markerLook(scene, static_cast<int>(row), static_cast<double>(radii[row]), style);
        look.dimmed = !dimmed.empty() && dimmed[row];
        look.selected = !selected.empty() && selected[row];
        sprites[row] = m_sprites.index(look);
        const auto size = static_cast<std::uint64_t>(std::lround(look.radius * 2));
        const std::uint64_t rank = look.selected ? 3 : look.dimmed ? 0 : look.hollow ? 1 : 2;
        const std::uint64_t place = cell(scene.y[row], low, high) * kSortCells + cell(scene.x[row], left, right);
        keys[row] = rank << 40 | (0xFFFF - size) << 16 | place;
    }
    m_order.resize(count);
    std::iota(m_order.begin(), m_order.end(), 0);
    std::ranges::stable_sort(m_order, {}, [&keys](std::int32_t row) { return keys[static_cast<std::size_t>(row)]; });
    m_sprite.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        m_sprite[i] = sprites[static_cast<std::size_t>(m_order[i])];
    move(scene.x, scene.y);
}

void MapPoints::move(const std::vector<float>& x, const std::vector<float>& y)
{
    m_x.resize(m_order.size());
    m_y.resize(m_order.size());
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        m_x[i] = x[static_cast<std::size_t>(m_order[i])];
        m_y[i] = y[static_cast<std::size_t>(m_order[i])];
    }
}

void MapPoints::blit(QImage& image, const MapPixels& frame, const QRect& clip) const
{
    if (clip.isEmpty())
        return;
    const auto& sprites = m_sprites.sprites();
    visit(frame, clip, [&](int x, int y, std::uint32_t sprite) { blendSprite(image, sprites[sprite], x, y, clip); });
}

} // namespace matinee::ui
