#pragma once

#include <QString>

#include <vector>

namespace matinee::ui {

/// The visible range of an axis and how values run along it.
struct AxisScale
{
    double minimum = 0;
    double maximum = 1;
    bool logarithmic = false; ///< then minimum is positive

    /// The value as the axis measures it: itself, or its logarithm to base 10 (the minimum's where there is none).
    double coordinate(double value) const;
    /// 0 at the minimum, 1 at the maximum.
    double fraction(double value) const;
    double valueAt(double fraction) const;

    bool operator==(const AxisScale&) const = default;
};

struct Tick
{
    double value = 0;
    QString label;

    bool operator==(const Tick&) const = default;
};

/// A range around [lowest, highest] with a little air; a logarithmic one needs highest > 0.
AxisScale fitScale(double lowest, double highest, bool logarithmic);

/// About so many ticks at round values: multiples of 1, 2 or 5 times a power of ten, on a logarithmic axis those of
/// each decade. Labels follow the locale.
std::vector<Tick> makeTicks(const AxisScale& scale, int wanted);

/// Four decimals, fewer digits for large numbers; "NaN" and "∞" in place of what is none.
QString valueText(double value);

} // namespace matinee::ui
