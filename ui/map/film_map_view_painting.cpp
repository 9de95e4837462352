// What FilmMapView paints over the picture of its markers and titles.
#include "ui/map/film_map_view.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

namespace matinee::ui {

void FilmMapView::paintEmpty(QPainter& painter) const
{
    const MapStyle style = MapStyle::of(palette());
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    const QRect area = rect().adjusted(32, 32, -32, -32);
    constexpr int kFlags = Qt::AlignHCenter | Qt::TextWordWrap;
    const int titleHeight = QFontMetrics(large).boundingRect(area, kFlags, m_emptyTitle).height();
    const int hintHeight = fontMetrics().boundingRect(area, kFlags, m_emptyHint).height();
    const int top = area.top() + qMax(0, (area.height() - titleHeight - 8 - hintHeight) / 2);
    painter.setFont(large);
    painter.setPen(style.text);
    painter.drawText(QRect(area.left(), top, area.width(), titleHeight), kFlags, m_emptyTitle);
    painter.setFont(font());
    painter.setPen(style.mutedText);
    painter.drawText(QRect(area.left(), top + titleHeight + 8, area.width(), hintHeight), kFlags, m_emptyHint);
}

void FilmMapView::paintOutdated(QPainter& painter) const
{
    const MapStyle style = MapStyle::of(palette());
    QColor veil = style.background;
    veil.setAlphaF(0.6F);
    painter.fillRect(m_camera.viewport, veil);
    const QString text = tr("Map of the run before");
    QRectF frame(0, 0, QFontMetricsF(font()).horizontalAdvance(text) + 20, fontMetrics().height() + 8);
    frame.moveTopLeft(m_camera.viewport.topLeft() + QPointF(8.5, 8.5));
    painter.setPen(QPen(style.grid, 1));
    painter.setBrush(style.background);
    painter.drawRect(frame);
    painter.setFont(font());
    painter.setPen(style.text);
    painter.drawText(frame, Qt::AlignCenter, text);
}

void FilmMapView::paintFooter(QPainter& painter) const
{
    const MapStyle style = MapStyle::of(palette());
    const QRectF strip(0, m_camera.viewport.bottom(), width(), height() - m_camera.viewport.bottom());
    painter.fillRect(strip, style.background);
    painter.setPen(QPen(style.grid, 1));
    painter.drawLine(QLineF(strip.left(), strip.top() + 0.5, strip.right(), strip.top() + 0.5));
    painter.setFont(font());
    painter.setPen(style.mutedText);
    const QRectF line = strip.adjusted(12, 0, -12, 0);
    const QString count = countText();
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, count);
    const QLocale locale;
    const auto percent = [&locale](double share) { return locale.toString(share * 100, 'f', 1); };
    const QString x = percent(m_map->projection.explained[0]);
    const QString y = percent(m_map->projection.explained[1]);
    const QFontMetricsF metrics(font());
    // The longest form that there is room for.
    for (const QString& axes : {tr("PCA: %1 % of the variance along x, %2 % along y").arg(x, y),
                                tr("variance: x %1 %, y %2 %").arg(x, y), tr("variance %1 % + %2 %").arg(x, y)}) {
        if (metrics.horizontalAdvance(count) + metrics.horizontalAdvance(axes) + 16 < line.width()) {
            painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, axes);
            break;
        }
    }
}

void FilmMapView::paintOverlays(QPainter& painter) const
{
    const MapStyle style = MapStyle::of(palette());
    const auto ring = [&](int row, double gap, double width, const QColor& colour) {
        const auto r = static_cast<std::size_t>(row);
        const QPointF at = m_camera.toScreen(m_painter.points()[r]);
        const double radius = static_cast<double>(m_painter.radii()[r]) * markerScale() + gap;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(style.background, width + 2));
        painter.drawEllipse(at, radius, radius);
        painter.setPen(QPen(colour, width));
        painter.drawEllipse(at, radius, radius);
    };
    for (const std::int32_t row : m_hits)
        ring(row, 3, 1.5, style.text);
    if (m_hovered >= 0)
        ring(m_hovered, 3, 1.5, style.text);
    const int selected = selectedRow();
    if (selected < 0)
        return;
    const QPointF at = m_camera.toScreen(m_painter.points()[static_cast<std::size_t>(selected)]);
    m_painter.paintMarker(painter, selected, at, style, markerScale());
    ring(selected, 4, 2.5, style.text);
}

void FilmMapView::paintHover(QPainter& painter) const
{
    if (m_hovered < 0)
        return;
    QFont bold = font();
    bold.setBold(true);
    const QString facts = filmFacts(m_hovered);
    const QFontMetricsF boldMetrics(bold);
    const QFontMetricsF metrics(font());
    const QString name = boldMetrics.elidedText(title(m_hovered), Qt::ElideRight, qMax(80, width() - 48));
    const QSizeF box(qMax(boldMetrics.horizontalAdvance(name), metrics.horizontalAdvance(facts)) + 20,
                     boldMetrics.height() + metrics.height() + 14);
    const QPointF at = m_camera.toScreen(m_painter.points()[static_cast<std::size_t>(m_hovered)]);
    QRectF frame(at + QPointF(14, 14), box);
    if (frame.right() > width() - 4)
        frame.moveRight(at.x() - 14);
    if (frame.bottom() > height() - 4)
        frame.moveBottom(at.y() - 14);
    frame.moveLeft(qMax(4.0, frame.left()));
    frame.moveTop(qMax(4.0, frame.top()));

    painter.setPen(QPen(palette().color(QPalette::Mid), 1));
    painter.setBrush(palette().color(QPalette::ToolTipBase));
    painter.drawRoundedRect(frame, 4, 4);
    const QRectF inner = frame.adjusted(10, 6, -10, -6);
    painter.setPen(palette().color(QPalette::ToolTipText));
    painter.setFont(bold);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, name);
    painter.setFont(font());
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignBottom, facts);
}

} // namespace matinee::ui
