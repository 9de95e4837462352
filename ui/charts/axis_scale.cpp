#include "ui/charts/axis_scale.h"

#include "ui/state/number_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr double kAir = 0.05;
/// Half a pixel's worth: rounding must not drop the tick at the end of the range.
constexpr double kSlack = 1e-9;

double niceStep(double rough)
{
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double mantissa = rough / power;
    // Thresholds are the geometric means of the neighbours: the step that comes nearest.
    if (mantissa < 1.414)
        return power;
    if (mantissa < 3.162)
        return 2 * power;
    return mantissa < 7.071 ? 5 * power : 10 * power;
}

/// \param step to the next tick, whose label must not be the same
QString tickText(double value, int decimals, double step)
{
    const double magnitude = std::abs(value);
    if (magnitude >= 1e7 || decimals > 6) {
        const double digits = magnitude > 0 ? std::ceil(std::log10(magnitude / step) + kSlack) + 1 : 1;
        return numberText(value, 'g', std::clamp(static_cast<int>(digits), 4, 15));
    }
    return numberText(value, 'f', decimals);
}

std::vector<Tick> linearTicks(const AxisScale& scale, int wanted)
{
    const double span = scale.maximum - scale.minimum;
    const double step = niceStep(span / std::max(1, wanted));
    const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + kSlack)));
    std::vector<Tick> ticks;
    const double slack = span * kSlack;
    for (double k = std::ceil((scale.minimum - slack) / step); k * step <= scale.maximum + slack; ++k)
        ticks.push_back({k * step, tickText(k == 0 ? 0.0 : k * step, decimals, step)});
    return ticks;
}

std::vector<double> decadeValues(const AxisScale& scale, std::initializer_list<int> mantissas, int everyDecades)
{
    std::vector<double> values;
    const int first = static_cast<int>(std::floor(std::log10(scale.minimum)));
    const int last = static_cast<int>(std::ceil(std::log10(scale.maximum)));
    for (int decade = first; decade <= last; ++decade) {
        if (decade % everyDecades != 0)
            continue;
        for (const int mantissa : mantissas) {
            const double value = mantissa * std::pow(10.0, decade);
            if (value >= scale.minimum * (1 - kSlack) && value <= scale.maximum * (1 + kSlack))
                values.push_back(value);
        }
    }
    return values;
}

std::vector<Tick> logarithmicTicks(const AxisScale& scale, int wanted)
{
    const auto limit = static_cast<std::size_t>(wanted) + 2;
    std::vector<double> values = decadeValues(scale, {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1);
    if (values.size() > limit)
        values = decadeValues(scale, {1, 2, 5}, 1);
    if (values.size() > limit)
        values = decadeValues(scale, {1, 3}, 1);
    for (int every = 1; values.size() > limit; ++every)
        values = decadeValues(scale, {1}, every);
    if (values.size() < 3) // less than a few tenths of a decade: nearly linear
        return linearTicks(scale, wanted);

    std::vector<Tick> ticks;
    for (const double value : values)
        ticks.push_back(
            {value, tickText(value, std::max(0, static_cast<int>(-std::floor(std::log10(value) + kSlack))), value)});
    return ticks;
}

} // namespace

double AxisScale::coordinate(double value) const
{
    if (!logarithmic)
        return value;
    return std::log10(std::max(value, minimum));
}

double AxisScale::fraction(double value) const
{
    const double low = coordinate(minimum);
    return (coordinate(value) - low) / (coordinate(maximum) - low);
}

double AxisScale::valueAt(double fraction) const
{
    const double low = coordinate(minimum);
    const double at = low + fraction * (coordinate(maximum) - low);
    return logarithmic ? std::pow(10.0, at) : at;
}

AxisScale fitScale(double lowest, double highest, bool logarithmic)
{
    if (logarithmic) {
        if (!(highest > 0))
            return {0.1, 1, true};
        lowest = std::clamp(lowest, highest * 1e-12, highest);
        const double ratio = std::max(highest / lowest, 1.05);
        const double air = std::pow(ratio, kAir);
        return {lowest / air, lowest * ratio * air, true};
    }
    double air = (highest - lowest) * kAir;
    if (!(air > 0))
        air = lowest == 0 ? 0.5 : std::abs(lowest) * kAir;
    // A curve of positive values needs no negative axis.
    return {lowest >= 0 ? std::max(0.0, lowest - air) : lowest - air, highest + air, false};
}

std::vector<Tick> makeTicks(const AxisScale& scale, int wanted)
{
    return scale.logarithmic ? logarithmicTicks(scale, wanted) : linearTicks(scale, wanted);
}

QString valueText(double value)
{
    return std::abs(value) >= 1e5 ? numberText(value, 'g', 5) : numberText(value, 'f', 4);
}

} // namespace matinee::ui
