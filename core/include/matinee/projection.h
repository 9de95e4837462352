#pragma once

#include <matinee/matrix.h>
#include <matinee/run_context.h>

#include <functional>
#include <span>
#include <vector>

namespace matinee {

/// Points in the plane.
struct Projection
{
    std::vector<float> x;
    std::vector<float> y;
    double explained[2] = {0, 0}; ///< share of the variance along x and y, [0, 1]; 0 where the axes mean nothing
};

/// Shows a picture as it forms: how far the work is, [0, 1], and the points as they are. Called on the calling thread,
/// at most about twenty times a second; the reference is good for the call only.
using PictureObserver = std::function<void(double fraction, const Projection& picture)>;

/// The leading principal components of points (Pearson 1901).
struct Pca
{
    std::vector<double> mean;      ///< of each column
    std::vector<double> axes;      ///< components x columns, row by row: of unit length, at right angles to each other
    std::vector<double> variances; ///< along each axis (divided by the rows), falling
    double totalVariance = 0;      ///< of all columns

    std::size_t components() const { return variances.size(); }
    std::size_t columns() const { return mean.size(); }
    std::span<const double> axis(std::size_t component) const
    {
        return {axes.data() + component * columns(), columns()};
    }
    /// Share of the variance along an axis, [0, 1].
    double explained(std::size_t component) const
    {
        return totalVariance > 0 ? variances[component] / totalVariance : 0;
    }
};

/// Exact eigenvectors of the covariance, in double. The sign of each axis is such that its component of largest
/// magnitude is positive. The same bits for any number of threads.
/// \param components as many as there are columns at most; more are cut off
/// \throws Error{InvalidArgument} without a positive number of components; Error{Format} as requireFinite();
/// Error{Stopped}
Pca fitPca(const Matrix& points, int components, const RunContext& context = {});

/// Where the points lie along an axis (components of the columns): (point - mean) · axis. The axis may be one of a Pca
/// or any other, such as the difference of two points; it is taken as it is, of whatever length.
/// \throws Error{InvalidArgument} if the points, the mean and the axis do not have the same columns
std::vector<float> coordinatesAlong(const Matrix& points, std::span<const double> mean, std::span<const double> axis,
                                    const RunContext& context = {});

/// The plane of two axes of a Pca: any two, in any order.
/// \throws Error{InvalidArgument} for a component that the Pca has not or points with other columns
Projection projectOnto(const Matrix& points, const Pca& pca, std::size_t horizontal, std::size_t vertical,
                       const RunContext& context = {});

/// Principal component analysis to two dimensions. Points of one or two columns are drawn as they are, about their
/// mean: turning would gain nothing. One column has y = 0.
Projection projectPca(const Matrix& points, const RunContext& context = {});

} // namespace matinee
