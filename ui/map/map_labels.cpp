#include "ui/map/map_labels.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

namespace matinee::ui {

namespace {

constexpr double kTextPad = 2; // on the left and right of a label's text
constexpr double kRim = 3;     // of a picture around the box
constexpr qsizetype kPicturesKept = 2000;
constexpr double kNameSize = 1.2;        // of a title's
constexpr double kSparseUntilZoom = 1.6; // times the whole map: until there, titles leave room for names

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

QFont nameFont(QFont font)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * kNameSize);
    else
        font.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * kNameSize)));
    font.setBold(true);
    return font;
}

} // namespace

MapLabels::MapLabels(const MapScene& scene)
    : m_scene(&scene)
    , m_titles(scene.size())
    , m_byWeight(scene.size())
{
    std::iota(m_byWeight.begin(), m_byWeight.end(), 0);
    std::ranges::stable_sort(m_byWeight, std::greater(),
                             [&scene](std::int32_t row) { return scene.weight[static_cast<std::size_t>(row)]; });
}

std::vector<std::int32_t> MapLabels::priorities(const std::vector<bool>& dimmed) const
{
    // The first of each cluster, by weight; then each cluster in turn, a large one more often than a small one.
    struct Candidate
    {
        std::int32_t row;
        double turn;
    };
    const std::size_t clusters = m_scene->clusters.size();
    std::vector<double> sizes(clusters + 1);
    for (const std::int32_t row : m_byWeight)
        ++sizes[static_cast<std::size_t>(m_scene->clusterOf(row) + 1)];
    std::vector<double> ranks(clusters + 1);
    std::vector<Candidate> candidates;
    candidates.reserve(m_titles);
    for (const std::int32_t row : m_byWeight) {
        const bool isHidden =
            m_scene->has(row, MapScene::User) || (!dimmed.empty() && dimmed[static_cast<std::size_t>(row)]);
        if (isHidden)
            continue;
        const auto c = static_cast<std::size_t>(m_scene->clusterOf(row) + 1);
        // Films of which little is known come last.
        const double late = m_scene->has(row, MapScene::Hollow) ? 1e9 : 0;
        candidates.push_back({row, late + ranks[c] / std::sqrt(sizes[c])});
        ++ranks[c];
    }
    std::ranges::stable_sort(candidates, {}, &Candidate::turn);
    std::vector<std::int32_t> order;
    order.reserve(candidates.size());
    for (const Candidate& candidate : candidates)
        order.push_back(candidate.row);
    return order;
}

std::vector<LabelPyramid::Name> MapLabels::names(const std::vector<MapHull>& hulls,
                                                 const LabelPyramid::Input& input) const
{
    std::vector<LabelPyramid::Name> result;
    const QFontMetricsF metrics(m_nameFont);
    std::vector<QRectF> taken;
    // The title that comes first in each cluster keeps its place.
    for (std::size_t i = 0; i < std::min(hulls.size(), input.order.size()); ++i) {
        const auto row = static_cast<std::size_t>(input.order[i]);
        const auto width = static_cast<double>(input.widths[row]);
        const double bottom = -input.points[row].y() * m_layout.fitScale - static_cast<double>(input.lifts[row]);
        taken.emplace_back(input.points[row].x() * m_layout.fitScale - width / 2, bottom - input.height, width,
                           input.height);
    }
    for (const MapHull& hull : hulls) {
        const QString& name = m_scene->clusters[static_cast<std::size_t>(hull.cluster)].name;
        LabelPyramid::Name placed{
            hull.anchors.front(),
            {std::ceil(metrics.horizontalAdvance(name)) + 2 * kTextPad, metrics.ascent() + metrics.descent()}};
        const auto boxAt = [&](const QPointF& anchor) {
            QRectF box({}, placed.size);
            box.moveCenter({anchor.x() * m_layout.fitScale, -anchor.y() * m_layout.fitScale});
            return box;
        };
        // The best place where, with the whole map in view, it is in no other name's way.
        for (const QPointF& anchor : hull.anchors) {
            const QRectF box = boxAt(anchor);
            if (std::ranges::none_of(taken, [&box](const QRectF& other) { return other.intersects(box); })) {
                placed.point = anchor;
                break;
            }
        }
        taken.push_back(boxAt(placed.point));
        result.push_back(placed);
    }
    return result;
}

void MapLabels::lay(const std::vector<QPointF>& points, const std::vector<float>& radii,
                    const std::vector<bool>& dimmed, const std::vector<MapHull>& hulls, const Layout& layout)
{
    if (layout.font != m_layout.font)
        m_pictures.clear();
    m_layout = layout;
    m_nameFont = nameFont(layout.font);
    LabelPyramid::Input input;
    input.points = points;
    if (layout.titles)
        input.order = priorities(dimmed);
    const TitleMeter meter(layout.font);
    input.widths.resize(m_titles);
    m_lifts.resize(m_titles);
    for (std::size_t row = 0; row < m_titles; ++row) {
        input.widths[row] =
            std::ceil(meter.width(m_scene->titles[static_cast<qsizetype>(row)])) + static_cast<float>(2 * kTextPad);
        m_lifts[row] = static_cast<float>(static_cast<double>(radii[row]) * layout.markerScale + 1);
    }
    input.lifts = m_lifts;
    input.height = meter.height();
    input.spacing = layout.spacing;
    input.baseScale = layout.baseScale;
    m_nameClusters.clear();
    m_namePoints.clear();
    if (!hulls.empty()) {
        std::vector<MapHull> bySize = hulls;
        std::vector<int> sizes(m_scene->clusters.size());
        for (std::size_t row = 0; row < m_titles; ++row) {
            if (const int c = m_scene->clusterOf(static_cast<int>(row)); c >= 0)
                ++sizes[static_cast<std::size_t>(c)];
        }
        std::ranges::stable_sort(bySize, std::greater(),
                                 [&](const MapHull& hull) { return sizes[static_cast<std::size_t>(hull.cluster)]; });
        input.names = names(bySize, input);
        for (std::size_t i = 0; i < bySize.size(); ++i) {
            m_nameClusters.push_back(bySize[i].cluster);
            m_namePoints.push_back(input.names[i].point);
        }
        input.namesUntil = layout.fitScale * kNamesUntilZoom;
        input.sparseScale = layout.fitScale * kSparseUntilZoom;
    }
    m_pyramid = LabelPyramid(std::move(input));
}

const std::vector<MapLabels::Label>& MapLabels::place(const MapCamera& camera, const std::vector<std::int32_t>& first)
{
    m_placed = m_pyramid.visible(camera, first);
    return m_placed;
}

const std::vector<MapLabels::Label>& MapLabels::follow(const MapCamera& camera, const std::vector<QPointF>& points)
{
    const QRectF area = camera.viewport.adjusted(2, 2, -2, -2);
    std::vector<Label> kept;
    for (Label label : m_placed) {
        const auto r = static_cast<std::size_t>(label.row);
        if (isTitle(label)) {
            label.box.moveCenter(camera.toScreen(points[r]));
            label.box.translate(0, -static_cast<double>(m_lifts[r]) - label.box.height() / 2);
        } else {
            label.box.moveCenter(camera.toScreen(m_namePoints[r - m_titles]));
        }
        const bool isFree =
            std::ranges::none_of(kept, [&label](const Label& other) { return other.box.intersects(label.box); });
        if (isFree && area.contains(label.box))
            kept.push_back(label);
    }
    m_placed = std::move(kept);
    return m_placed;
}

QString MapLabels::text(const Label& label) const
{
    if (isTitle(label))
        return m_scene->titles[label.row];
    const int cluster = m_nameClusters[static_cast<std::size_t>(label.row) - m_titles];
    return m_scene->clusters[static_cast<std::size_t>(cluster)].name;
}

QColor MapLabels::colourOf(const Label& label, const MapStyle& style) const
{
    if (isTitle(label))
        return style.text;
    const int cluster = m_nameClusters[static_cast<std::size_t>(label.row) - m_titles];
    return textColourOf(m_scene->colours[m_scene->clusters[static_cast<std::size_t>(cluster)].colour].on(style.dark),
                        style);
}

double MapLabels::opacityOf(const Label& label, const MapCamera& camera) const
{
    return isTitle(label) ? 1 : nameOpacity(camera.scale / m_layout.fitScale);
}

void MapLabels::paint(QPainter& painter, const MapCamera& camera, const MapStyle& style, double devicePixelRatio)
{
    if (style != m_pictureStyle || devicePixelRatio != m_pictureRatio)
        m_pictures.clear();
    if (m_pictures.size() > kPicturesKept) {
        std::set<int> shown;
        for (const Label& label : m_placed)
            shown.insert(label.row);
        m_pictures.removeIf([&shown](const auto& picture) { return !shown.contains(picture.key()); });
    }
    m_pictureStyle = style;
    m_pictureRatio = devicePixelRatio;
    for (const Label& label : m_placed) {
        auto found = m_pictures.find(label.row);
        if (found == m_pictures.end() || found->width != label.box.width()) {
            const QSizeF size = (label.box.size() + QSizeF(2 * kRim, 2 * kRim)) * devicePixelRatio;
            QImage image(static_cast<int>(std::ceil(size.width())), static_cast<int>(std::ceil(size.height())),
                         QImage::Format_ARGB32_Premultiplied);
            image.setDevicePixelRatio(devicePixelRatio);
            image.fill(Qt::transparent);
            QPainter pen(&image);
            pen.setRenderHint(QPainter::Antialiasing);
            const Label here{label.row, QRectF({kRim, kRim}, label.box.size()), label.elided};
            paintLabel(pen, here, text(label), fontOf(label), colourOf(label, style), style, rimOf(label));
            pen.end();
            found = m_pictures.insert(label.row, {image, label.box.width()});
        }
        const QPointF corner = (label.box.topLeft() - QPointF(kRim, kRim)) * devicePixelRatio;
        painter.setOpacity(opacityOf(label, camera));
        painter.drawImage(QPointF(std::round(corner.x()), std::round(corner.y())) / devicePixelRatio, found->image);
    }
    painter.setOpacity(1);
}

void MapLabels::write(QPainter& painter, const MapCamera& camera, const MapStyle& style) const
{
    for (const Label& label : m_placed) {
        painter.setOpacity(opacityOf(label, camera));
        paintLabel(painter, label, text(label), fontOf(label), colourOf(label, style), style, rimOf(label));
    }
    painter.setOpacity(1);
}

} // namespace matinee::ui
