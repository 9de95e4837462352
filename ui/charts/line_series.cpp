#include "ui/charts/line_series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee::ui {

std::size_t LineSeries::lowerBound(double at) const
{
    if (points)
        return points->lowerBound(scale.stepAt(at));
    return static_cast<std::size_t>(std::ranges::lower_bound(x, at) - x.begin());
}

std::size_t LineSeries::upperBound(double at) const
{
    if (!points)
        return static_cast<std::size_t>(std::ranges::upper_bound(x, at) - x.begin());
    // Steps are whole numbers, and going to x and back may lose the last bit: look at the points themselves.
    std::size_t index = points->lowerBound(scale.stepAt(at));
    while (index > 0 && xAt(index - 1) > at)
        --index;
    while (index < size() && xAt(index) <= at)
        ++index;
    return index;
}

std::optional<std::size_t> LineSeries::nearest(double at) const
{
    if (isEmpty())
        return std::nullopt;
    const std::size_t above = lowerBound(at);
    if (above == size())
        return above - 1;
    return above > 0 && at - xAt(above - 1) < xAt(above) - at ? above - 1 : above;
}

std::size_t LineSeries::nextBroken(std::size_t index) const
{
    if (points) {
        const auto at = std::ranges::lower_bound(points->broken(), index);
        return at == points->broken().end() ? size() : *at;
    }
    while (index < size() && std::isfinite(y[index]))
        ++index;
    return index;
}

std::optional<std::pair<double, double>> LineSeries::extremes(std::size_t begin, std::size_t end, bool positive) const
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    if (points) {
        const auto found = points->extremes(begin, end);
        if (!found.isEmpty() && (!positive || found.lowest > 0))
            return std::pair<double, double>(found.lowest, found.highest);
        if (found.isEmpty() || found.highest <= 0)
            return std::nullopt;
    }
    for (std::size_t i = begin; i < end; ++i) {
        const double value = yAt(i);
        if (std::isfinite(value) && (!positive || value > 0)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    return low <= high ? std::optional(std::pair(low, high)) : std::nullopt;
}

} // namespace matinee::ui
