#include "ui/map/map_style.h"

#include "ui/map/film_scene.h"
#include "ui/state/colours.h"

#include <QPainter>
#include <QPalette>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr double kDimmed = 0.18; // opacity of what is not isolated
constexpr double kUserRadius = 2.2;

QPainterPath polygon(int corners, double radius, double turn)
{
    QPolygonF points;
    for (int i = 0; i < corners; ++i) {
        const double angle = turn + i * 2 * M_PI / corners;
        points << QPointF(radius * std::sin(angle), -radius * std::cos(angle));
    }
    points << points.front();
    QPainterPath path;
    path.addPolygon(points);
    path.closeSubpath();
    return path;
}

} // namespace

MapStyle MapStyle::of(const QPalette& palette)
{
    MapStyle style;
    style.dark = isDark(palette);
    style.background = palette.color(QPalette::Base);
    style.text = palette.color(QPalette::Text);
    style.mutedText = mutedTextColour(palette);
    style.grid = gridColour(palette);
    style.accent = accentColour(style.dark);
    return style;
}

MapStyle MapStyle::forExport()
{
    MapStyle style;
    style.background = Qt::white;
    style.text = QColor(0x1F, 0x23, 0x28);
    style.mutedText = QColor(0x57, 0x60, 0x6A);
    style.grid = QColor(0xE1, 0xE4, 0xE8);
    style.accent = accentColour(false);
    return style;
}

QPainterPath markerPath(MapMarker marker, double radius)
{
    QPainterPath path;
    switch (marker) {
    case MapMarker::Circle:
        path.addEllipse(QPointF(), radius, radius);
        return path;
    case MapMarker::Diamond:
        return polygon(4, radius * 1.2, 0); // equal area, by eye
    case MapMarker::Triangle:
        return polygon(3, radius * 1.3, 0);
    case MapMarker::Square:
        break;
    }
    return polygon(4, radius * 1.2, M_PI / 4);
}

QImage markerSwatch(MapMarker marker, QRgb colour, int size, double devicePixelRatio)
{
    const int pixels = static_cast<int>(std::ceil(size * devicePixelRatio));
    QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(devicePixelRatio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(size / 2.0, size / 2.0);
    painter.fillPath(markerPath(marker, size * 0.38), QColor::fromRgb(colour));
    return image;
}

QImage clusterSwatch(int cluster, bool dark, int size, double devicePixelRatio)
{
    return markerSwatch(categoryMarker(cluster), categoryMapColour(cluster).on(dark), size, devicePixelRatio);
}

double markerRadius(double weight, double mostWeight, std::size_t points)
{
    // Many films need small markers, or the map is one blot.
    const double smallest = points > 20000 ? 1.0 : points > 5000 ? 1.5 : 2.5;
    const double largest = points > 20000 ? 6.0 : 9.0;
    const double share = mostWeight > 0 ? std::max(0.0, weight / mostWeight) : 0;
    return smallest + (largest - smallest) * std::sqrt(share);
}

double markerRim(double radius)
{
    return radius < 2 ? 0.5 : 1.0;
}

void paintMarker(QPainter& painter, const QPointF& at, const MarkerLook& look, const MapStyle& style)
{
    painter.save();
    painter.translate(at);
    painter.setOpacity(look.dimmed ? kDimmed : 1.0);
    const double rim = look.radius + markerRim(look.radius);
    if (look.selected) {
        painter.fillPath(markerPath(look.marker, rim + 1.5), style.text);
        painter.fillPath(markerPath(look.marker, look.radius + 0.5), style.background);
    } else if (!look.dimmed) {
        painter.fillPath(markerPath(look.marker, rim), style.background);
    }
    if (look.hollow) {
        const double width = std::min(1.0, look.radius * 0.6);
        painter.strokePath(markerPath(look.marker, look.radius - width / 2), QPen(QColor::fromRgb(look.colour), width));
    } else {
        painter.fillPath(markerPath(look.marker, look.radius), QColor::fromRgb(look.colour));
    }
    painter.restore();
}

std::vector<float> markerRadii(const MapScene& scene)
{
    float most = 0;
    for (std::size_t row = 0; row < scene.weight.size(); ++row) {
        if (!scene.has(static_cast<int>(row), MapScene::User))
            most = std::max(most, scene.weight[row]);
    }
    std::vector<float> radii(scene.size());
    for (std::size_t row = 0; row < radii.size(); ++row) {
        const double radius =
            markerRadius(static_cast<double>(scene.weight[row]), static_cast<double>(most), radii.size());
        radii[row] = static_cast<float>(scene.has(static_cast<int>(row), MapScene::User) ? kUserRadius : radius);
    }
    return radii;
}

MarkerLook markerLook(const MapScene& scene, int row, double radius, const MapStyle& style)
{
    const auto r = static_cast<std::size_t>(row);
    MarkerLook look;
    const int category = scene.categoryOf(row);
    if (scene.has(row, MapScene::User))
        look.marker = MapMarker::Diamond;
    else if (category >= 0)
        look.marker = scene.categories[static_cast<std::size_t>(category)].marker;
    look.colour = scene.colours[scene.colour[r]].on(style.dark);
    look.radius = radius;
    look.hollow = scene.has(row, MapScene::Hollow);
    return look;
}

} // namespace matinee::ui
