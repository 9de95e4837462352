#include "ui/map/map_legend.h"

#include <QFontMetricsF>
#include <QLinearGradient>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kMostTitles = 4;

QFont fontOf(double pixels, bool bold = false)
{
    QFont font;
    font.setPixelSize(std::max(6, static_cast<int>(std::lround(pixels))));
    font.setBold(bold);
    return font;
}

void paintScale(QPainter& painter, const QRectF& area, const MapScene& scene, const MapStyle& style, double unit)
{
    QRectF strip(area.left(), area.top(), area.width(), unit);
    QLinearGradient gradient(strip.topLeft(), strip.topRight());
    const int steps = std::max(1, scene.scale.last - scene.scale.first);
    for (int i = 0; i <= steps; ++i) {
        const MapColour& colour = scene.colours[static_cast<std::size_t>(scene.scale.first + i)];
        gradient.setColorAt(static_cast<double>(i) / steps, QColor::fromRgb(colour.on(style.dark)));
    }
    painter.fillRect(strip, gradient);
    strip.translate(0, unit * 1.2);
    strip.setHeight(unit * 1.4);
    painter.setFont(fontOf(unit));
    painter.setPen(style.mutedText);
    painter.drawText(strip, Qt::AlignLeft | Qt::AlignTop, scene.scale.low);
    painter.drawText(strip, Qt::AlignRight | Qt::AlignTop, scene.scale.high);
}

} // namespace

void paintLegend(QPainter& painter, const QRectF& whole, const MapScene& scene, const MapStyle& style, double unit)
{
    QRectF area = whole;
    if (!scene.legendTitle.isEmpty()) {
        painter.setFont(fontOf(unit));
        painter.setPen(style.mutedText);
        painter.drawText(QRectF(area.left(), area.top(), area.width(), unit * 1.4), Qt::AlignLeft | Qt::AlignTop,
                         scene.legendTitle);
        area.setTop(area.top() + unit * 1.8);
    }
    if (!scene.scale.isNull())
        return paintScale(painter, area, scene, style, unit);

    // As many titles a category as there is room for.
    const auto count = static_cast<double>(std::max<std::size_t>(1, scene.categories.size()));
    double lineHeight = unit * 1.35;
    const double block = area.height() / count;
    const int titles = std::clamp(static_cast<int>((block - lineHeight * 1.5) / lineHeight), 0, kMostTitles);
    lineHeight = std::min(lineHeight, block);
    const double pixels = std::min(unit, lineHeight / 1.2);
    const double step = std::min(block, lineHeight * (titles + 1.6));
    const QLocale locale;
    double top = area.top();
    for (const MapCategory& category : scene.categories) {
        const double swatch = pixels * 0.45;
        painter.save();
        painter.translate(area.left() + swatch, top + lineHeight / 2);
        painter.fillPath(markerPath(category.marker, swatch),
                         QColor::fromRgb(scene.colours[category.colour].on(style.dark)));
        painter.restore();
        QRectF line(area.left() + pixels * 1.4, top, area.width() - pixels * 1.4, lineHeight);
        const QString number = locale.toString(category.count);
        const QFont bold = fontOf(pixels, true);
        painter.setFont(fontOf(pixels));
        const double room = line.width() - QFontMetricsF(painter.font()).horizontalAdvance(number) - pixels;
        painter.setPen(style.mutedText);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, number);
        painter.setFont(bold);
        painter.setPen(style.text);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(bold).elidedText(category.name, Qt::ElideRight, room));
        painter.setFont(fontOf(pixels));
        painter.setPen(style.mutedText);
        const QFontMetricsF metrics(painter.font());
        for (const QString& title : category.examples.mid(0, titles)) {
            line.translate(0, lineHeight);
            painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                             metrics.elidedText(title, Qt::ElideRight, line.width()));
        }
        top += step;
    }
}

} // namespace matinee::ui
