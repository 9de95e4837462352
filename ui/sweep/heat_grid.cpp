#include "ui/sweep/heat_grid.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace matinee::ui {

namespace {

constexpr int kParts = 6;
/// Up to so many different values of a range have a cell each: a grid's levels.
constexpr std::size_t kMostLevels = 12;

/// Which cell of a side a trial lies in.
struct Cut
{
    HeatSide side;
    std::vector<double> levels; ///< fractions on the axis; empty: equal parts

    /// -1: in none.
    int cell(double fraction) const
    {
        if (!std::isfinite(fraction))
            return -1;
        if (levels.empty())
            return std::min(static_cast<int>(fraction * side.cells), side.cells - 1);
        const auto nearest =
            std::ranges::min_element(levels, {}, [fraction](double level) { return std::abs(level - fraction); });
        return static_cast<int>(nearest - levels.begin());
    }
};

Cut cut(const SweepAxis& axis, std::size_t index, const std::vector<SweepTrial>& trials)
{
    Cut made;
    made.side.title = axis.title;
    if (axis.isListed()) {
        for (qsizetype i = 0; i < axis.names.size(); ++i)
            made.levels.push_back(axis.scale.fraction(static_cast<double>(i)));
        made.side.labels = axis.names;
        made.side.cells = static_cast<int>(axis.names.size());
        return made;
    }
    std::set<double> levels;
    for (const auto& trial : trials) {
        if (index < trial.point.size())
            levels.insert(axis.fraction(trial.point[index]));
        if (levels.size() > kMostLevels)
            break;
    }
    if (!levels.empty() && levels.size() <= kMostLevels) {
        for (const double level : levels) {
            made.levels.push_back(level);
            made.side.labels.append(axis.text(level));
        }
        made.side.cells = static_cast<int>(levels.size());
        return made;
    }
    made.side.hasEdges = true;
    made.side.cells = kParts;
    for (int edge = 0; edge <= kParts; ++edge)
        made.side.labels.append(axis.text(static_cast<double>(edge) / kParts));
    return made;
}

} // namespace

QString HeatSide::text(int cell) const
{
    return hasEdges ? labels[cell] + QStringLiteral(" – ") + labels[cell + 1] : labels[cell];
}

HeatGrid makeHeatGrid(const std::vector<SweepAxis>& axes, std::size_t x, std::size_t y,
                      const std::vector<SweepTrial>& trials, const std::vector<char>& accepted)
{
    HeatGrid grid;
    grid.value = axes.back();
    const Cut columns = cut(axes[x], x, trials);
    const Cut rows = cut(axes[y], y, trials);
    grid.x = columns.side;
    grid.y = rows.side;
    grid.cells.resize(static_cast<std::size_t>(grid.x.cells) * static_cast<std::size_t>(grid.y.cells));
    const bool isMore = isMoreBetter(grid.value.key.toStdString());
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const auto& trial = trials[i];
        if (!std::isfinite(trial.value) || std::max(x, y) >= trial.point.size() || (!accepted.empty() && !accepted[i]))
            continue;
        const int column = columns.cell(axes[x].fraction(trial.point[x]));
        const int row = rows.cell(axes[y].fraction(trial.point[y]));
        if (column < 0 || row < 0)
            continue;
        auto& cell = grid.cells[static_cast<std::size_t>(row * grid.x.cells + column)];
        ++cell.trials;
        if (cell.trial < 0 || (isMore ? trial.value > cell.value : trial.value < cell.value)) {
            cell.value = trial.value;
            cell.trial = trial.number;
        }
    }
    return grid;
}

} // namespace matinee::ui
