#include "ui/map/map_painter.h"

#include "ui/state/colours.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPalette>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace matinee::ui {

namespace {

constexpr double kDimmed = 0.18; // opacity of what is not isolated
constexpr double kRadiusStep = 0.5;

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

/// Width of the rim of the background's colour around a marker: it keeps neighbours apart.
double rimOf(double radius)
{
    return radius < 2 ? 0.5 : 1.0;
}

void paintMarkerAt(QPainter& painter, const QPointF& at, int cluster, double radius, const MapStyle& style, bool dimmed)
{
    painter.save();
    painter.translate(at);
    painter.setOpacity(dimmed ? kDimmed : 1.0);
    if (!dimmed)
        painter.fillPath(markerPath(cluster, radius + rimOf(radius)), style.background);
    painter.fillPath(markerPath(cluster, radius), categoryColour(cluster, style.dark));
    painter.restore();
}

/// Source over destination, premultiplied.
void blend(QImage& image, const QImage& sprite, int left, int top)
{
    const int x0 = std::max(0, -left);
    const int x1 = std::min(sprite.width(), image.width() - left);
    const int y1 = std::min(sprite.height(), image.height() - top);
    for (int y = std::max(0, -top); y < y1; ++y) {
        const auto* source = reinterpret_cast<const QRgb*>(sprite.constScanLine(y));
        auto* target = reinterpret_cast<QRgb*>(image.scanLine(top + y)) + left;
        for (int x = x0; x < x1; ++x) {
            const QRgb s = source[x];
            const std::uint32_t rest = 255 - qAlpha(s);
            if (rest == 255)
                continue;
            // Two channels at a time; x * a / 255 rounded.
            std::uint32_t rb = (target[x] & 0xFF00FF) * rest + 0x800080;
            std::uint32_t ag = (target[x] >> 8 & 0xFF00FF) * rest + 0x800080;
            rb = (rb + (rb >> 8 & 0xFF00FF)) >> 8 & 0xFF00FF;
            ag = (ag + (ag >> 8 & 0xFF00FF)) & 0xFF00FF00;
            target[x] = s + (rb | ag);
        }
    }
}

/// Width of titles from a table of single characters: kerning is a fraction of a pixel, and tens of thousands of
/// titles are measured at once.
class TitleMeter
{
public:
    explicit TitleMeter(const QFont& font)
        : m_metrics(font)
    {
        for (std::size_t c = 0; c < m_advance.size(); ++c)
            m_advance[c] = static_cast<float>(m_metrics.horizontalAdvance(QChar(static_cast<char16_t>(c))));
    }

    float width(const QString& title) const
    {
        float sum = 0;
        for (const QChar c : title) {
            if (c.unicode() >= m_advance.size())
                return static_cast<float>(m_metrics.horizontalAdvance(title));
            sum += m_advance[c.unicode()];
        }
        return sum;
    }

    double height() const { return m_metrics.ascent() + m_metrics.descent(); }

private:
    QFontMetricsF m_metrics;
    std::array<float, 256> m_advance{};
};

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

QString clusterName(int cluster)
{
    return QCoreApplication::translate("matinee::ui::Map", "Cluster %1").arg(cluster);
}

QPainterPath markerPath(int cluster, double radius)
{
    QPainterPath path;
    switch (secondChannel(cluster) % 4) {
    case 0:
        path.addEllipse(QPointF(), radius, radius);
        return path;
    case 1:
        return polygon(4, radius * 1.2, 0); // equal area, by eye
    case 2:
        return polygon(3, radius * 1.3, 0);
    default:
        return polygon(4, radius * 1.2, M_PI / 4);
    }
}

QImage clusterSwatch(int cluster, bool dark, int size, double devicePixelRatio)
{
    const int pixels = static_cast<int>(std::ceil(size * devicePixelRatio));
    QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(devicePixelRatio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(size / 2.0, size / 2.0);
    painter.fillPath(markerPath(cluster, size * 0.38), categoryColour(cluster, dark));
    return image;
}

double markerRadius(std::int32_t ratings, std::int32_t mostRatings, std::size_t films)
{
    // Many films need small markers, or the map is one blot.
    const double smallest = films > 20000 ? 1.0 : films > 5000 ? 1.5 : 2.5;
    const double largest = films > 20000 ? 6.0 : 9.0;
    const double share = mostRatings > 0 ? std::max(0.0, static_cast<double>(ratings) / mostRatings) : 0;
    return smallest + (largest - smallest) * std::sqrt(share);
}

MapPainter::MapPainter(const FilmMap& map, const Dataset& data)
    : m_clusters(map.clustering.assignment)
{
    const std::size_t count = map.items.size();
    const auto most = map.ratings.empty() ? 0 : *std::max_element(map.ratings.begin(), map.ratings.end());
    m_points.reserve(count);
    m_radii.reserve(count);
    m_titles.reserve(static_cast<qsizetype>(count));
    for (std::size_t row = 0; row < count; ++row) {
        m_points.emplace_back(map.projection.x[row], map.projection.y[row]);
        m_radii.push_back(static_cast<float>(markerRadius(map.ratings[row], most, count)));
        m_titles.append(QString::fromStdString(data.film(map.items[row]).title));
    }
    m_byPopularity.resize(count);
    std::iota(m_byPopularity.begin(), m_byPopularity.end(), 0);
    std::stable_sort(m_byPopularity.begin(), m_byPopularity.end(), [&map](std::int32_t a, std::int32_t b) {
        return map.ratings[static_cast<std::size_t>(a)] > map.ratings[static_cast<std::size_t>(b)];
    });
}

LabelPyramid MapPainter::labels(const QFont& font, QSizeF spacing, double baseScale, int isolated,
                                double markerScale) const
{
    const TitleMeter meter(font);
    std::vector<float> widths(m_points.size());
    std::vector<float> lifts(m_points.size());
    for (std::size_t row = 0; row < m_points.size(); ++row) {
        widths[row] = std::ceil(meter.width(m_titles[static_cast<qsizetype>(row)])) + 4;
        lifts[row] = static_cast<float>(static_cast<double>(m_radii[row]) * markerScale + 1);
    }
    std::vector<std::int32_t> order = m_byPopularity;
    if (isolated >= 0)
        std::erase_if(order, [&](std::int32_t row) { return m_clusters[static_cast<std::size_t>(row)] != isolated; });
    return {m_points, std::move(order), std::move(widths), std::move(lifts), meter.height(), spacing, baseScale};
}

QFont MapPainter::labelFont(const QFont& base) const
{
    QFont font = base;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.9);
    else
        font.setPixelSize(std::max(8, static_cast<int>(font.pixelSize() * 0.9)));
    return font;
}

void MapPainter::paintMarkers(QPainter& painter, const MapCamera& camera, const MapStyle& style, int isolated,
                              double markerScale) const
{
    const QRectF area = camera.viewport.adjusted(-16, -16, 16, 16);
    for (const bool dimmed : {true, false}) {
        for (const std::int32_t row : m_byPopularity) {
            const auto r = static_cast<std::size_t>(row);
            const QPointF at = camera.toScreen(m_points[r]);
            if ((isolated >= 0 && m_clusters[r] != isolated) == dimmed && area.contains(at))
                paintMarkerAt(painter, at, m_clusters[r], static_cast<double>(m_radii[r]) * markerScale, style, dimmed);
        }
    }
}

void MapPainter::blitMarkers(QImage& image, const MapCamera& camera, const MapStyle& style, int isolated,
                             double markerScale) const
{
    const double ratio = image.devicePixelRatio();
    QHash<int, QImage> sprites;
    const auto sprite = [&](int cluster, double radius, bool dimmed) -> const QImage& {
        const int step = static_cast<int>(std::lround(radius / kRadiusStep));
        const int key = (cluster * 64 + step) * 2 + (dimmed ? 1 : 0);
        auto found = sprites.find(key);
        if (found == sprites.end()) {
            const double rounded = step * kRadiusStep;
            const int side = 2 * static_cast<int>(std::ceil((rounded * 1.3 + 2) * ratio)) + 1;
            QImage picture(side, side, QImage::Format_ARGB32_Premultiplied);
            picture.fill(Qt::transparent);
            QPainter painter(&picture);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.translate(side / 2.0, side / 2.0);
            painter.scale(ratio, ratio);
            paintMarkerAt(painter, {}, cluster, rounded, style, dimmed);
            painter.end();
            found = sprites.insert(key, picture);
        }
        return *found;
    };
    const QRectF area = camera.viewport.adjusted(-16, -16, 16, 16);
    for (const bool dimmed : {true, false}) {
        if (dimmed && isolated < 0)
            continue;
        for (const std::int32_t row : m_byPopularity) {
            const auto r = static_cast<std::size_t>(row);
            if ((isolated >= 0 && m_clusters[r] != isolated) != dimmed)
                continue;
            const QPointF at = camera.toScreen(m_points[r]);
            if (!area.contains(at))
                continue;
            const QImage& picture = sprite(m_clusters[r], static_cast<double>(m_radii[r]) * markerScale, dimmed);
            blend(image, picture, static_cast<int>(std::floor(at.x() * ratio)) - picture.width() / 2,
                  static_cast<int>(std::floor(at.y() * ratio)) - picture.height() / 2);
        }
    }
}

void MapPainter::paintLabels(QPainter& painter, const std::vector<LabelPyramid::Label>& labels,
                             const MapStyle& style) const
{
    const QFontMetricsF metrics(painter.font());
    QColor rim = style.background;
    rim.setAlphaF(0.85F);
    QPainterPath text;
    text.setFillRule(Qt::WindingFill);
    for (const auto& label : labels)
        text.addText(label.box.left() + 2, label.box.top() + metrics.ascent(), painter.font(), m_titles[label.row]);
    painter.strokePath(text, QPen(rim, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setPen(style.text);
    for (const auto& label : labels)
        painter.drawText(QPointF(label.box.left() + 2, label.box.top() + metrics.ascent()), m_titles[label.row]);
}

void MapPainter::blitLabels(QImage& image, const std::vector<LabelPyramid::Label>& labels, const QFont& font,
                            const MapStyle& style)
{
    constexpr double kPad = 2; // of the rim around the text
    constexpr qsizetype kKept = 2000;
    const double ratio = image.devicePixelRatio();
    const bool stale = !m_labelPictures.isEmpty() && m_labelPictures.begin()->devicePixelRatio() != ratio;
    if (stale || font != m_labelFont || style.text != m_labelColour || m_labelPictures.size() > kKept)
        m_labelPictures.clear();
    m_labelFont = font;
    m_labelColour = style.text;
    for (const auto& label : labels) {
        auto found = m_labelPictures.find(label.row);
        if (found == m_labelPictures.end()) {
            const QSizeF size = (label.box.size() + QSizeF(2 * kPad, 2 * kPad)) * ratio;
            QImage picture(static_cast<int>(std::ceil(size.width())), static_cast<int>(std::ceil(size.height())),
                           QImage::Format_ARGB32_Premultiplied);
            picture.setDevicePixelRatio(ratio);
            picture.fill(Qt::transparent);
            QPainter painter(&picture);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setFont(font);
            paintLabels(painter, {{label.row, QRectF({kPad, kPad}, label.box.size())}}, style);
            painter.end();
            found = m_labelPictures.insert(label.row, picture);
        }
        blend(image, *found, static_cast<int>(std::lround((label.box.left() - kPad) * ratio)),
              static_cast<int>(std::lround((label.box.top() - kPad) * ratio)));
    }
}

void MapPainter::paintAxes(QPainter& painter, const MapCamera& camera, const MapStyle& style)
{
    const QPointF zero = camera.toScreen({0, 0});
    painter.setPen(QPen(style.grid, 1));
    const QRectF& v = camera.viewport;
    if (zero.x() > v.left() && zero.x() < v.right())
        painter.drawLine(QLineF(zero.x(), v.top(), zero.x(), v.bottom()));
    if (zero.y() > v.top() && zero.y() < v.bottom())
        painter.drawLine(QLineF(v.left(), zero.y(), v.right(), zero.y()));
}

void MapPainter::paintMarker(QPainter& painter, int row, const QPointF& at, const MapStyle& style,
                             double markerScale) const
{
    const auto r = static_cast<std::size_t>(row);
    paintMarkerAt(painter, at, m_clusters[r], static_cast<double>(m_radii[r]) * markerScale, style, false);
}

} // namespace matinee::ui
