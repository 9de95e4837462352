#include "embedding/finite.h"

#include <matinee/projection.h>

#include <Eigen/Eigenvalues>
#include <algorithm>

namespace matinee {

Projection projectPca(const Matrix& points, const RunContext& context)
{
    using RowsF = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using Index = Eigen::Index;
    constexpr Index kBlock = 1024; // a stop is seen between blocks, and no copy of everything in double is needed

    requireFinite(points);
    Projection projection;
    projection.x.assign(points.rows, 0.0F);
    projection.y.assign(points.rows, 0.0F);
    if (points.rows == 0 || points.columns == 0)
        return projection;

    const auto rows = static_cast<Index>(points.rows);
    const auto columns = static_cast<Index>(points.columns);
    const Eigen::Map<const RowsF> raw(points.values.data(), rows, columns);
    context.report(-1, "Projecting");
    const Eigen::RowVectorXd mean = raw.cast<double>().colwise().mean();
    const auto centredBlock = [&](Index start) -> Eigen::MatrixXd {
        context.throwIfStopped();
        return raw.middleRows(start, std::min(kBlock, rows - start)).cast<double>().rowwise() - mean;
    };

    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(columns, columns);
    for (Index start = 0; start < rows; start += kBlock)
        covariance.selfadjointView<Eigen::Lower>().rankUpdate(centredBlock(start).transpose());
    covariance /= static_cast<double>(rows);

    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance); // reads the lower triangle; ascending
    if (solver.info() != Eigen::Success)
        throw Error(ErrorCode::Internal, "The eigenvectors of the film factors could not be computed.");
    const Index axes = std::min<Index>(2, columns);
    const double total = solver.eigenvalues().cwiseMax(0).sum();
    Eigen::MatrixXd directions = Eigen::MatrixXd::Zero(columns, 2);
    for (Index a = 0; a < axes; ++a) {
        const Index which = columns - 1 - a;
        Eigen::VectorXd direction = solver.eigenvectors().col(which);
        Index largest = 0;
        direction.cwiseAbs().maxCoeff(&largest);
        if (direction[largest] < 0)
            direction = -direction;
        directions.col(a) = direction;
        projection.explained[a] = total > 0 ? std::max(0.0, solver.eigenvalues()[which]) / total : 0;
    }
    for (Index start = 0; start < rows; start += kBlock) {
        const Eigen::MatrixXd plane = centredBlock(start) * directions;
        for (Index r = 0; r < plane.rows(); ++r) {
            projection.x[static_cast<std::size_t>(start + r)] = static_cast<float>(plane(r, 0));
            projection.y[static_cast<std::size_t>(start + r)] = static_cast<float>(plane(r, 1));
        }
    }
    return projection;
}

} // namespace matinee
