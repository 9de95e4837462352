#include "embedding/finite.h"
#include "support/parallel.h"

#include <matinee/projection.h>

#include <Eigen/Eigenvalues>
#include <algorithm>

namespace matinee {

namespace {

using RowsF = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowsD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Index = Eigen::Index;

/// Rows in double at a time: they stay in the second level cache, and a stop is seen between blocks.
constexpr Index kBlock = 256;
/// Sums are kept for so many parts of the rows at most and added up in their order, whoever made them.
constexpr std::size_t kParts = 32;

Eigen::Map<const RowsF> mapped(const Matrix& points)
{
    return {points.values.data(), static_cast<Index>(points.rows), static_cast<Index>(points.columns)};
}

struct Moments
{
    Eigen::RowVectorXd mean;
    Eigen::MatrixXd covariance; ///< its lower triangle
};

/// One pass over the points: sums about a shift near the mean, so that few digits cancel when it is taken out again.
Moments momentsOf(const Matrix& points, const RunContext& context)
{
    const auto raw = mapped(points);
    const Index columns = raw.cols();
    const Index step = std::max<Index>(1, raw.rows() / kBlock);
    Eigen::RowVectorXd shift = Eigen::RowVectorXd::Zero(columns);
    Index looked = 0;
    for (Index r = 0; r < raw.rows(); r += step, ++looked)
        shift += raw.row(r).cast<double>();
    shift /= static_cast<double>(looked);

    const std::size_t part = std::max<std::size_t>((points.rows + kParts - 1) / kParts, kBlock);
    std::vector<Eigen::RowVectorXd> sums((points.rows + part - 1) / part, Eigen::RowVectorXd::Zero(columns));
    std::vector<Eigen::MatrixXd> products(sums.size(), Eigen::MatrixXd::Zero(columns, columns));
    parallelFor(points.rows, part, context.threads, [&](std::size_t begin, std::size_t end, int) {
        RowsD block;
        for (auto start = static_cast<Index>(begin); start < static_cast<Index>(end); start += kBlock) {
            context.throwIfStopped();
            const Index count = std::min(kBlock, static_cast<Index>(end) - start);
            block = raw.middleRows(start, count).cast<double>().rowwise() - shift;
            sums[begin / part] += block.colwise().sum();
            products[begin / part].selfadjointView<Eigen::Lower>().rankUpdate(block.transpose());
        }
    });
    for (std::size_t p = 1; p < sums.size(); ++p) {
        sums[0] += sums[p];
        products[0] += products[p];
    }
    const auto rows = static_cast<double>(points.rows);
    const Eigen::RowVectorXd fromShift = sums[0] / rows;
    return {shift + fromShift, products[0] / rows - fromShift.transpose() * fromShift};
}

/// (points - mean) · axes: a row each of the result, in double.
void forEachCoordinates(const Matrix& points, std::span<const double> mean, const Eigen::MatrixXd& axes,
                        const RunContext& context, const std::function<void(std::size_t row, const double*)>& take)
{
    const auto raw = mapped(points);
    const Eigen::Map<const Eigen::RowVectorXd> centre(mean.data(), static_cast<Index>(mean.size()));
    const Eigen::RowVectorXd offset = centre * axes;
    parallelFor(points.rows, kBlock, context.threads, [&](std::size_t begin, std::size_t end, int) {
        context.throwIfStopped();
        const RowsD block = raw.middleRows(static_cast<Index>(begin), static_cast<Index>(end - begin)).cast<double>();
        const RowsD coordinates = (block * axes).rowwise() - offset;
        for (std::size_t r = begin; r < end; ++r)
            take(r, coordinates.row(static_cast<Index>(r - begin)).data());
    });
}

void requireColumns(bool fit)
{
    if (!fit)
        throw Error(ErrorCode::InvalidArgument, "The axis and the points do not have the same number of columns.");
}

} // namespace

Pca fitPca(const Matrix& points, int components, const RunContext& context)
{
    if (components < 1)
        throw Error(ErrorCode::InvalidArgument, "A principal component analysis needs at least one component.");
    requireFinite(points);
    Pca pca;
    if (points.rows == 0 || points.columns == 0) {
        pca.mean.assign(points.columns, 0.0);
        return pca;
    }
    context.report(-1, "Projecting");
    const Moments moments = momentsOf(points, context);
    context.throwIfStopped();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(moments.covariance); // reads the lower triangle
    if (solver.info() != Eigen::Success)
        throw Error(ErrorCode::Internal, "The eigenvectors of the film factors could not be computed.");

    const auto columns = static_cast<Index>(points.columns);
    pca.mean.assign(moments.mean.begin(), moments.mean.end());
    pca.totalVariance = solver.eigenvalues().cwiseMax(0).sum();
    for (Index which = columns - 1; which >= std::max<Index>(0, columns - components); --which) { // they come ascending
        Eigen::VectorXd direction = solver.eigenvectors().col(which);
        Index largest = 0;
        direction.cwiseAbs().maxCoeff(&largest);
        if (direction[largest] < 0)
            direction = -direction;
        pca.axes.insert(pca.axes.end(), direction.begin(), direction.end());
        pca.variances.push_back(std::max(0.0, solver.eigenvalues()[which]));
    }
    return pca;
}

std::vector<float> coordinatesAlong(const Matrix& points, std::span<const double> mean, std::span<const double> axis,
                                    const RunContext& context)
{
    requireFinite(points);
    requireColumns(mean.size() == points.columns && axis.size() == points.columns);
    std::vector<float> along(points.rows);
    const Eigen::Map<const Eigen::VectorXd> direction(axis.data(), static_cast<Index>(axis.size()));
    forEachCoordinates(points, mean, direction, context,
                       [&](std::size_t row, const double* at) { along[row] = static_cast<float>(at[0]); });
    return along;
}

Projection projectOnto(const Matrix& points, const Pca& pca, std::size_t horizontal, std::size_t vertical,
                       const RunContext& context)
{
    requireColumns(pca.columns() == points.columns);
    if (horizontal >= pca.components() || vertical >= pca.components())
        throw Error(ErrorCode::InvalidArgument, "The principal component asked for has not been computed.");
    Projection picture;
    picture.x.resize(points.rows);
    picture.y.resize(points.rows);
    picture.explained[0] = pca.explained(horizontal);
    picture.explained[1] = pca.explained(vertical);
    Eigen::MatrixXd axes(static_cast<Index>(points.columns), 2);
    axes.col(0) = Eigen::Map<const Eigen::VectorXd>(pca.axis(horizontal).data(), axes.rows());
    axes.col(1) = Eigen::Map<const Eigen::VectorXd>(pca.axis(vertical).data(), axes.rows());
    forEachCoordinates(points, pca.mean, axes, context, [&](std::size_t row, const double* at) {
        picture.x[row] = static_cast<float>(at[0]);
        picture.y[row] = static_cast<float>(at[1]);
    });
    return picture;
}

Projection projectPca(const Matrix& points, const RunContext& context)
{
    if (points.rows > 0 && points.columns > 2)
        return projectOnto(points, fitPca(points, 2, context), 0, 1, context);

    requireFinite(points);
    Projection picture;
    picture.x.assign(points.rows, 0.0F);
    picture.y.assign(points.rows, 0.0F);
    if (points.rows == 0 || points.columns == 0)
        return picture;
    context.report(-1, "Projecting");
    const Moments moments = momentsOf(points, context);
    const double total = moments.covariance.trace();
    for (std::size_t c = 0; c < points.columns; ++c) {
        const auto column = static_cast<Index>(c);
        std::vector<float>& values = c == 0 ? picture.x : picture.y;
        for (std::size_t r = 0; r < points.rows; ++r)
            values[r] = static_cast<float>(points.row(r)[c] - moments.mean[column]);
        picture.explained[c] = total > 0 ? moments.covariance(column, column) / total : 0;
    }
    return picture;
}

} // namespace matinee
