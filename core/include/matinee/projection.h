#pragma once

#include <matinee/matrix.h>
#include <matinee/run_context.h>

#include <vector>

namespace matinee {

/// Points in the plane.
struct Projection
{
    std::vector<float> x;
    std::vector<float> y;
    double explained[2] = {0, 0}; ///< share of the variance along x and y, [0, 1]
};

/// Principal component analysis to two dimensions: columns centred, exact eigenvectors of the covariance. The sign
/// of each axis is fixed so that the component of largest magnitude is positive.
Projection projectPca(const Matrix& points, const RunContext& context = {});

} // namespace matinee
