#include "ui/map/label_pyramid.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <unordered_map>

namespace matinee::ui {

namespace {

constexpr double kFirstLift = 5;  // the selected film has a ring around its marker
constexpr int kDeepestLevel = 24; // 4096 times the base scale

/// Boxes in a hash of cells: whether a further one overlaps any of them.
class BoxSet
{
public:
    explicit BoxSet(QSizeF cell)
        : m_cell(cell)
    {}

    bool overlaps(const QRectF& box) const
    {
        return anyCell(box, [&](std::uint64_t key) {
            const auto found = m_cells.find(key);
            return found != m_cells.end() && std::any_of(found->second.begin(), found->second.end(),
                                                         [&](const QRectF& other) { return other.intersects(box); });
        });
    }

    void insert(const QRectF& box)
    {
        anyCell(box, [&](std::uint64_t key) {
            m_cells[key].push_back(box);
            return false;
        });
    }

private:
    template <class Visit>
    bool anyCell(const QRectF& box, const Visit& visit) const
    {
        const auto index = [](double v, double size) { return static_cast<std::int32_t>(std::floor(v / size)); };
        for (auto y = index(box.top(), m_cell.height()); y <= index(box.bottom(), m_cell.height()); ++y) {
            for (auto x = index(box.left(), m_cell.width()); x <= index(box.right(), m_cell.width()); ++x) {
                if (visit(static_cast<std::uint64_t>(static_cast<std::uint32_t>(y)) << 32 |
                          static_cast<std::uint32_t>(x)))
                    return true;
            }
        }
        return false;
    }

    QSizeF m_cell;
    std::unordered_map<std::uint64_t, std::vector<QRectF>> m_cells;
};

QRectF grown(const QRectF& box, QSizeF spacing)
{
    return box.adjusted(-spacing.width() / 2, -spacing.height() / 2, spacing.width() / 2, spacing.height() / 2);
}

} // namespace

LabelPyramid::LabelPyramid(const std::vector<QPointF>& points, std::vector<std::int32_t> order,
                           std::vector<float> widths, std::vector<float> lifts, double height, QSizeF spacing,
                           double baseScale)
    : m_points(points)
    , m_rest(std::move(order))
    , m_widths(std::move(widths))
    , m_lifts(std::move(lifts))
    , m_height(height)
    , m_spacing(spacing)
    , m_baseScale(baseScale)
{}

QRectF LabelPyramid::boxAt(int row, const QPointF& anchor) const
{
    const auto r = static_cast<std::size_t>(row);
    return {anchor.x() - m_widths[r] / 2, anchor.y() - m_lifts[r] - m_height, m_widths[r], m_height};
}

const std::vector<std::int32_t>& LabelPyramid::labelsAt(int level)
{
    while (static_cast<int>(m_levels.size()) <= level) {
        const double scale = m_baseScale * std::pow(std::numbers::sqrt2, static_cast<double>(m_levels.size()));
        std::vector<std::int32_t> labels = m_levels.empty() ? std::vector<std::int32_t>() : m_levels.back();
        BoxSet taken(QSizeF(128, 4 * m_height));
        const auto box = [&](std::int32_t row) {
            const QPointF& p = m_points[static_cast<std::size_t>(row)];
            return grown(boxAt(row, {p.x() * scale, -p.y() * scale}), m_spacing);
        };
        for (const std::int32_t row : labels)
            taken.insert(box(row));
        std::erase_if(m_rest, [&](std::int32_t row) {
            const QRectF candidate = box(row);
            if (taken.overlaps(candidate))
                return false;
            taken.insert(candidate);
            labels.push_back(row);
            return true;
        });
        m_levels.push_back(std::move(labels));
    }
    return m_levels[static_cast<std::size_t>(level)];
}

std::vector<LabelPyramid::Label> LabelPyramid::visible(const MapCamera& camera, int first)
{
    std::vector<Label> result;
    if (m_points.empty() || camera.scale < m_baseScale * 0.999)
        return result;

    const double depth = 2 * std::log2(camera.scale / m_baseScale) + 1e-9;
    const int level = std::clamp(static_cast<int>(std::floor(depth)), 0, kDeepestLevel);
    std::vector<Label> candidates;
    const auto consider = [&](int row) {
        const QPointF anchor = camera.toScreen(m_points[static_cast<std::size_t>(row)]);
        if (camera.viewport.contains(anchor))
            candidates.push_back({row, boxAt(row, anchor)});
    };
    if (first >= 0)
        consider(first);
    for (const std::int32_t row : labelsAt(level)) {
        if (row != first)
            consider(row);
    }

    const QRectF area = camera.viewport.adjusted(2, 2, -2, -2);
    const auto inside = [&area](QRectF box) {
        box.moveLeft(std::clamp(box.left(), area.left(), std::max(area.left(), area.right() - box.width())));
        box.moveTop(std::clamp(box.top(), area.top(), std::max(area.top(), area.bottom() - box.height())));
        return box;
    };
    if (!candidates.empty() && candidates.front().row == first)
        candidates.front().box = inside(candidates.front().box.translated(0, -kFirstLift));
    for (const Label& label : candidates) {
        // Labels of a level are apart; only the one that comes first can be in their way.
        if (result.empty() || result.front().row != first || !result.front().box.intersects(label.box))
            result.push_back(label);
    }
    for (Label& label : result) {
        // No room inside: it stays where it is, cut by the edge, rather than vanish while its point is in view.
        const QRectF moved = inside(label.box);
        const auto inTheWay = [&](const Label& other) { return other.row != label.row && other.box.intersects(moved); };
        if (moved != label.box && std::none_of(result.begin(), result.end(), inTheWay))
            label.box = moved;
    }
    return result;
}

} // namespace matinee::ui
