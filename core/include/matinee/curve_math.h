#pragma once

#include <span>
#include <vector>

namespace matinee {

/// An exponential moving average over points at uneven distances, point by point.
///
/// The curve is taken as the straight lines between its points, and the average is the integral over them with weights
/// that fall by e for each `length` to the left, divided by the sum of the weights that there are. So it depends on
/// what the curve is, not on how densely it was logged; it is not drawn towards the first value; a constant stays that
/// constant; and no later point changes an earlier value. The integral over a line is exact: the operator EMA with
/// linear interpolation of G. Zumbach and U. Müller, "Operators on inhomogeneous time series" (2001), with the division
/// of Adam's moments (Kingma and Ba, 2015) in place of a start value.
class CurveSmoother
{
public:
    /// \param length in units of x, > 0
    explicit CurveSmoother(double length);

    /// The average at the next point; NaN at a point that is not finite, which is otherwise passed over.
    /// \param x not below the one before
    double add(double x, double y);

private:
    double m_length;
    double m_x = 0;
    double m_y = 0;
    double m_average = 0;
    double m_weight = 0; ///< sum of the weights so far, of at most 1
    bool m_hasPoint = false;
};

/// CurveSmoother over a whole curve. \param x ascending, finite \param length in units of x; not above 0: y as it is
std::vector<double> smoothCurve(std::span<const double> x, std::span<const double> y, double length);

/// A curve as two columns of one length, x ascending.
struct CurvePoints
{
    std::span<const double> x;
    std::span<const double> y;
};

/// What repetitions of one experiment have in common, at each x that any of them has.
struct CurveBand
{
    std::vector<double> x;         ///< ascending
    std::vector<double> mean;      ///< over the curves with a finite value there
    std::vector<double> deviation; ///< standard deviation of a sample (n - 1); NaN for a single value
    std::vector<int> count;        ///< how many values, at least 1
};

/// Mean and standard deviation over curves, e.g. of one experiment with several seeds. Values are matched by their x;
/// nothing is interpolated, and an x where no curve has a finite value is left out.
CurveBand curveBand(std::span<const CurvePoints> curves);

} // namespace matinee
