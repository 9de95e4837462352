#include "ui/map/map_painter.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace matinee::ui {

namespace {

constexpr double kLabelPad = 2; // of a label's box on the left and right of its text

double fade(double zoom, double from, double to)
{
    return std::clamp(1 - std::log(zoom / from) / std::log(to / from), 0.0, 1.0);
}

} // namespace

void paintMarkers(QPainter& painter, const MapScene& scene, const MapCamera& camera, const MapStyle& style,
                  double markerScale, const std::vector<bool>& dimmed, const std::vector<bool>& selected)
{
    const std::vector<float> radii = markerRadii(scene);
    const auto is = [](const std::vector<bool>& rows, std::size_t row) { return !rows.empty() && rows[row]; };
    std::vector<std::int32_t> order(scene.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](std::int32_t row) {
        const auto r = static_cast<std::size_t>(row);
        return std::pair(is(selected, r) ? 3 : is(dimmed, r) ? 0 : scene.has(row, MapScene::Hollow) ? 1 : 2, -radii[r]);
    });
    const QRectF area = camera.viewport.adjusted(-16, -16, 16, 16);
    for (const std::int32_t row : order) {
        const auto r = static_cast<std::size_t>(row);
        const QPointF at = camera.toScreen({static_cast<double>(scene.x[r]), static_cast<double>(scene.y[r])});
        if (!area.contains(at))
            continue;
        auto look = markerLook(scene, row, static_cast<double>(radii[r]) * markerScale, style);
        look.dimmed = is(dimmed, r);
        look.selected = is(selected, r);
        paintMarker(painter, at, look, style);
    }
}

void paintAxes(QPainter& painter, const QPointF& zero, const QRectF& area, const MapStyle& style)
{
    if (zero.x() > area.left() && zero.x() < area.right())
        painter.fillRect(QRectF(std::floor(zero.x()), area.top(), 1, area.height()), style.grid);
    if (zero.y() > area.top() && zero.y() < area.bottom())
        painter.fillRect(QRectF(area.left(), std::floor(zero.y()), area.width(), 1), style.grid);
}

void paintHulls(QPainter& painter, const MapScene& scene, const std::vector<MapHull>& hulls, const QPointF& origin,
                double scale, double opacity, double lineWidth, const std::vector<bool>& emphasis,
                const MapStyle& style)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const MapHull& hull : hulls) {
        const auto c = static_cast<std::size_t>(hull.cluster);
        const bool dimmed = !emphasis.empty() && !emphasis[c];
        QPainterPath path;
        path.setFillRule(Qt::WindingFill);
        for (const QPolygonF& outline : hull.outlines) {
            QPolygonF placed;
            placed.reserve(outline.size());
            for (const QPointF& p : outline)
                placed << QPointF(origin.x() + p.x() * scale, origin.y() - p.y() * scale);
            path.addPolygon(placed);
            path.closeSubpath();
        }
        QColor fill = QColor::fromRgb(scene.colours[scene.clusters[c].colour].on(style.dark));
        QColor line = fill;
        fill.setAlphaF(static_cast<float>((style.dark ? 0.13 : 0.11) * opacity * (dimmed ? 0.25 : 1)));
        line.setAlphaF(static_cast<float>(0.4 * opacity * (dimmed ? 0.25 : 1)));
        painter.fillPath(path, fill);
        painter.strokePath(path, QPen(line, lineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    }
    painter.restore();
}

double hullOpacity(double zoom)
{
    return fade(zoom, 3, 12);
}

double nameOpacity(double zoom)
{
    return fade(zoom, 1.8, kNamesUntilZoom);
}

void paintLabel(QPainter& painter, const LabelPyramid::Label& label, const QString& text, const QFont& font,
                const QColor& colour, const MapStyle& style, double rimWidth)
{
    const QFontMetricsF metrics(font);
    QColor rim = style.background;
    rim.setAlphaF(0.85F);
    const QPointF base(label.box.left() + kLabelPad, label.box.top() + metrics.ascent());
    const QString fitting =
        label.elided ? metrics.elidedText(text, Qt::ElideRight, label.box.width() - 2 * kLabelPad) : text;
    painter.setFont(font);
    if (painter.device()->devType() == QInternal::Image) {
        // The text around its place: glyphs from the font's store, ten times as fast as the stroke of their outlines.
        painter.setPen(rim);
        constexpr int kTurns = 8;
        for (int i = 0; i < kTurns; ++i) {
            const double angle = i * 2 * M_PI / kTurns;
            painter.drawText(base + QPointF(std::cos(angle), std::sin(angle)) * rimWidth / 2, fitting);
        }
    } else {
        QPainterPath path;
        path.setFillRule(Qt::WindingFill);
        path.addText(base, font, fitting);
        painter.strokePath(path, QPen(rim, rimWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    }
    painter.setPen(colour);
    painter.drawText(base, fitting);
}

QColor textColourOf(QRgb colour, const MapStyle& style)
{
    QColor result = QColor::fromRgb(colour);
    const auto luminance = [](const QColor& c) {
        const auto linear = [](float v) { return v <= 0.04045F ? v / 12.92F : std::pow((v + 0.055F) / 1.055F, 2.4F); };
        return 0.2126F * linear(c.redF()) + 0.7152F * linear(c.greenF()) + 0.0722F * linear(c.blueF());
    };
    const auto contrast = [&](const QColor& c) {
        const float a = luminance(c);
        const float b = luminance(style.background);
        return (std::max(a, b) + 0.05F) / (std::min(a, b) + 0.05F);
    };
    // The contrast that WCAG 2 asks of text.
    for (int step = 0; step < 20 && contrast(result) < 4.5F; ++step)
        result = style.dark ? result.lighter(108) : result.darker(108);
    return result;
}

} // namespace matinee::ui
