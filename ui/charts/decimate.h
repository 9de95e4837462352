#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace matinee::ui {

/// The points of a curve that are enough to draw it, as ascending indices.
struct Decimation
{
    std::vector<std::size_t> kept;   ///< finite points: lowest and highest of each pixel column
    std::vector<std::size_t> starts; ///< positions in kept where a new stretch begins: after a gap, and 0
    std::vector<std::size_t> broken; ///< the first NaN or infinite point of each column that has one
};

/// Thins out a curve for a plot of so many pixel columns over [left, right], so that no spike is lost: of each column
/// the lowest and the highest point stay, in their order. One point beyond either edge stays as well, so that the line
/// reaches the edge.
/// \param x ascending, finite
Decimation decimate(std::span<const double> x, std::span<const double> y, double left, double right, int columns);

} // namespace matinee::ui
