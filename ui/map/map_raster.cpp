#include "ui/map/map_raster.h"

#include <QPainter>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace matinee::ui {

void MapRaster::update(const QSize& size, double devicePixelRatio, const MapPixels& frame, const Ground& ground,
                       const MapPoints* points)
{
    if (m_image.size() != size) {
        m_image = QImage(size, QImage::Format_RGB32);
        m_isValid = false;
    }
    if (m_isValid && frame == m_frame && m_image.devicePixelRatio() == devicePixelRatio)
        return;
    const int dx = frame.originX - m_frame.originX;
    const int dy = frame.originY - m_frame.originY;
    const bool isNear = std::abs(dx) < size.width() && std::abs(dy) < size.height();
    const bool isShift = m_isValid && frame.scale == m_frame.scale && isNear;
    m_frame = frame;
    m_isValid = true;
    m_image.setDevicePixelRatio(1);
    if (isShift) {
        shift(dx, dy);
        draw({0, dy > 0 ? 0 : size.height() + dy, size.width(), std::abs(dy)}, ground, points);
        draw({dx > 0 ? 0 : size.width() + dx, std::max(0, dy), std::abs(dx), size.height() - std::abs(dy)}, ground,
             points);
    } else {
        draw({0, 0, size.width(), size.height()}, ground, points);
    }
    m_image.setDevicePixelRatio(devicePixelRatio);
}

void MapRaster::shift(int dx, int dy)
{
    const int height = m_image.height();
    const auto kept = static_cast<std::size_t>(m_image.width() - std::abs(dx)) * sizeof(QRgb);
    const qsizetype from = std::max(0, -dx);
    const qsizetype to = std::max(0, dx);
    auto* bits = reinterpret_cast<QRgb*>(m_image.bits());
    const auto pitch = m_image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
    const int lines = height - std::abs(dy);
    for (int i = 0; i < lines; ++i) {
        // Lines in the order in which none is overwritten before it has moved.
        const qsizetype target = dy > 0 ? height - 1 - i : i;
        std::memmove(bits + target * pitch + to, bits + (target - dy) * pitch + from, kept);
    }
}

void MapRaster::draw(const QRect& clip, const Ground& ground, const MapPoints* points)
{
    if (clip.isEmpty())
        return;
    {
        QPainter painter(&m_image);
        painter.setClipRect(clip);
        ground(painter, clip);
    }
    if (points)
        points->blit(m_image, m_frame, clip);
}

} // namespace matinee::ui
