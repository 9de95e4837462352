#include "ui/map/point_grid.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace matinee::ui {

QRectF boundsOf(const std::vector<QPointF>& points)
{
    if (points.empty())
        return {0, 0, 1, 1};
    QPointF low = points.front();
    QPointF high = low;
    for (const QPointF& p : points) {
        low = {std::min(low.x(), p.x()), std::min(low.y(), p.y())};
        high = {std::max(high.x(), p.x()), std::max(high.y(), p.y())};
    }
    // Equal points still need a box of some extent.
    const double extent = std::max({high.x() - low.x(), high.y() - low.y(), 1e-6});
    const double least = extent * 1e-3;
    QRectF bounds(low, high);
    if (bounds.width() < least)
        bounds.adjust(-least, 0, least, 0);
    if (bounds.height() < least)
        bounds.adjust(0, -least, 0, least);
    return bounds;
}

PointGrid::PointGrid(std::vector<QPointF> points)
    : m_points(std::move(points))
    , m_bounds(boundsOf(m_points))
{
    if (m_points.empty())
        return;

    const int side = std::clamp(static_cast<int>(std::sqrt(static_cast<double>(m_points.size()) / 2)), 1, 512);
    m_columns = side;
    m_lines = side;
    const auto cellOf = [this](const QPointF& p) {
        return static_cast<std::size_t>(line(p.y()) * m_columns + column(p.x()));
    };
    m_starts.assign(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_lines) + 1, 0);
    for (const QPointF& p : m_points)
        ++m_starts[cellOf(p) + 1];
    std::partial_sum(m_starts.begin(), m_starts.end(), m_starts.begin());
    std::vector<std::int32_t> next(m_starts.begin(), m_starts.end() - 1);
    m_rows.resize(m_points.size());
    for (std::size_t row = 0; row < m_points.size(); ++row)
        m_rows[static_cast<std::size_t>(next[cellOf(m_points[row])]++)] = static_cast<std::int32_t>(row);
}

int PointGrid::column(double x) const
{
    const double c = std::floor((x - m_bounds.left()) / m_bounds.width() * m_columns);
    return static_cast<int>(std::clamp(c, 0.0, m_columns - 1.0));
}

int PointGrid::line(double y) const
{
    const double l = std::floor((y - m_bounds.top()) / m_bounds.height() * m_lines);
    return static_cast<int>(std::clamp(l, 0.0, m_lines - 1.0));
}

std::span<const std::int32_t> PointGrid::cell(int column, int line) const
{
    const auto c = static_cast<std::size_t>(line * m_columns + column);
    return std::span(m_rows).subspan(static_cast<std::size_t>(m_starts[c]),
                                     static_cast<std::size_t>(m_starts[c + 1] - m_starts[c]));
}

std::vector<std::int32_t> PointGrid::candidates(const QRectF& area) const
{
    std::vector<std::int32_t> rows;
    if (m_points.empty())
        return rows;
    for (int l = line(area.top()); l <= line(area.bottom()); ++l) {
        for (int c = column(area.left()); c <= column(area.right()); ++c) {
            const auto found = cell(c, l);
            rows.insert(rows.end(), found.begin(), found.end());
        }
    }
    return rows;
}

int PointGrid::nearest(const QPointF& point, double radius, const std::function<bool(int)>& accepts) const
{
    int best = -1;
    double bestSquare = radius * radius;
    if (m_points.empty())
        return best;
    const int right = column(point.x() + radius);
    const int bottom = line(point.y() + radius);
    for (int l = line(point.y() - radius); l <= bottom; ++l) {
        for (int c = column(point.x() - radius); c <= right; ++c) {
            for (const std::int32_t row : cell(c, l)) {
                const QPointF d = m_points[static_cast<std::size_t>(row)] - point;
                const double square = QPointF::dotProduct(d, d);
                const bool nearer = square < bestSquare || (square == bestSquare && (best < 0 || row < best));
                if (nearer && (!accepts || accepts(row))) {
                    best = row;
                    bestSquare = square;
                }
            }
        }
    }
    return best;
}

} // namespace matinee::ui
