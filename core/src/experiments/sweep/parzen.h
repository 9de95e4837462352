#pragma once

#include "experiments/sweep/sweep_space.h"

#include <matinee/random.h>

#include <span>
#include <vector>

namespace matinee {

/// A density over the points of a space: the mean of one kernel around each of some points and of a prior that is
/// nearly flat. A kernel is the product of one distribution an axis: normal, cut off at the ends of [0, 1]; of an
/// ordered axis its mass over the value's stretch; of a categorical axis mostly the point's own value.
class ParzenDensity
{
public:
    ParzenDensity(const SweepSpace& space, std::span<const SweepPoint> points);

    SweepPoint draw(Random& random) const;
    double logarithm(const SweepPoint& point) const;

private:
    /// On one axis.
    struct Kernel
    {
        double centre = 0.5;
        double width = 1;        ///< standard deviation
        double mass = 1;         ///< of the normal distribution within [0, 1]
        double ownShare = 0;     ///< categorical: of the own value; the rest is for the others alike
        ParameterValue ownValue; ///< categorical
    };

    Kernel kernel(const SweepAxis& axis, const ParameterValue& value) const;
    Kernel prior(const SweepAxis& axis) const;
    static double density(const SweepAxis& axis, const Kernel& kernel, const ParameterValue& value);

    const SweepSpace& m_space;
    double m_width = 1;
    double m_smoothing = 0;
    std::vector<std::vector<Kernel>> m_kernels; ///< components x axes; the prior is the last
};

} // namespace matinee
