#pragma once

#include "ui/sweep/sweep_axis.h"

#include <limits>
#include <vector>

namespace matinee::ui {

/// A cell of a HeatGrid: the best of the trials in it.
struct HeatCell
{
    double value = std::numeric_limits<double>::quiet_NaN(); ///< NaN: no trial has a value here
    int trial = -1;                                          ///< the best one's number
    int trials = 0;                                          ///< with a value
};

/// One side of a HeatGrid: a cell for each listed value, or the range in equal parts.
struct HeatSide
{
    QString title;
    QStringList labels; ///< of the cells, or where there are edges one more than cells
    bool hasEdges = false;
    int cells = 0;

    /// "0.01 – 0.03", or the value.
    QString text(int cell) const;
};

/// The values of a sweep over two of its parameters.
struct HeatGrid
{
    HeatSide x;
    HeatSide y;
    std::vector<HeatCell> cells; ///< row by row, from the bottom
    SweepAxis value;             ///< of the metric, for colours and texts

    const HeatCell& at(int column, int row) const { return cells[static_cast<std::size_t>(row * x.cells + column)]; }
    bool isEmpty() const { return cells.empty(); }
};

/// \param axes as sweepAxes() gives them: of the parameters, then of the metric \param x, y indices of two parameters
/// \param accepted which trials count, one for each; empty: all
HeatGrid makeHeatGrid(const std::vector<SweepAxis>& axes, std::size_t x, std::size_t y,
                      const std::vector<SweepTrial>& trials, const std::vector<char>& accepted = {});

} // namespace matinee::ui
