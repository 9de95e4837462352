#pragma once

#include <QPolygonF>

#include <vector>

namespace matinee::ui {

/// Numbers on a grid of equal cells, line by line.
struct ScalarGrid
{
    int columns = 0;
    int lines = 0;
    std::vector<float> values;

    ScalarGrid() = default;
    ScalarGrid(int width, int height)
        : columns(width)
        , lines(height)
        , values(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0)
    {}

    float& at(int column, int line)
    {
        return values[static_cast<std::size_t>(line) * static_cast<std::size_t>(columns) +
                      static_cast<std::size_t>(column)];
    }
    float at(int column, int line) const
    {
        return values[static_cast<std::size_t>(line) * static_cast<std::size_t>(columns) +
                      static_cast<std::size_t>(column)];
    }
};

/// Outer borders of where the grid is above a level, in grid coordinates ((0, 0) is the first value), with linear
/// interpolation between values (marching squares, Lorensen and Cline 1987 in the plane). Holes are left out; beyond
/// the grid there is nothing.
std::vector<QPolygonF> contours(const ScalarGrid& grid, float level);

/// Blurs by a Gaussian of a standard deviation in cells: three box filters, nothing beyond the grid.
void blur(ScalarGrid& grid, double sigma);

/// Cuts corners of a closed polygon (Chaikin 1974), so often.
QPolygonF smoothed(const QPolygonF& polygon, int rounds);

/// Area of a closed polygon, positive if it runs anticlockwise with y pointing up.
double signedArea(const QPolygonF& polygon);

} // namespace matinee::ui
