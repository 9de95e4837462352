#pragma once

#include <QPointF>
#include <QRectF>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace matinee::ui {

/// Bounding box of points, never of zero width or height.
QRectF boundsOf(const std::vector<QPointF>& points);

/// Points in a uniform grid of about two a cell: finds the nearest without looking at all of them.
class PointGrid
{
public:
    PointGrid() = default;
    /// \param points finite; the row of a point is its index.
    explicit PointGrid(std::vector<QPointF> points);

    const std::vector<QPointF>& points() const { return m_points; }
    /// Bounding box of the points, never of zero width or height.
    const QRectF& bounds() const { return m_bounds; }

    /// Rows of the points that may lie in a rectangle: all that do, and some beside it.
    std::vector<std::int32_t> candidates(const QRectF& area) const;

    /// Row of the nearest point within a radius that the filter (if any) accepts, -1: none. Ties: the lowest row.
    int nearest(const QPointF& point, double radius, const std::function<bool(int)>& accepts = {}) const;

private:
    int column(double x) const;
    int line(double y) const;
    std::span<const std::int32_t> cell(int column, int line) const;

    std::vector<QPointF> m_points;
    QRectF m_bounds;
    int m_columns = 0;
    int m_lines = 0;
    std::vector<std::int32_t> m_starts; ///< cell to the beginning of its rows; one more than there are cells
    std::vector<std::int32_t> m_rows;
};

} // namespace matinee::ui
