#include "support/spd_inverse.h"

#include <matinee/error.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>

namespace matinee {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Block = Eigen::Ref<MatrixXd, 0, Eigen::OuterStride<>>;

constexpr Index kBlock = 192;

/// A = L Lᵀ, L in place of A's lower triangle; blocks of columns from the left, each taken off what is to the right.
bool factorise(Block a, const std::function<bool()>& proceed)
{
    const Index n = a.rows();
    for (Index k = 0; k < n; k += kBlock) {
        const Index width = std::min(kBlock, n - k);
        const Index below = n - k - width;
        Block corner = a.block(k, k, width, width);
        const Eigen::LLT<Block> factor(corner);
        if (factor.info() != Eigen::Success)
            throw Error(ErrorCode::Internal, "The matrix is not positive definite.");
        if (!proceed())
            return false;
        Block panel = a.block(k + width, k, below, width);
        corner.triangularView<Eigen::Lower>().transpose().solveInPlace<Eigen::OnTheRight>(panel);
        for (Index j = 0; j < below; j += kBlock) {
            if (!proceed())
                return false;
            const Index columns = std::min(kBlock, below - j);
            a.block(k + width + j, k + width + j, below - j, columns).noalias() -=
                panel.bottomRows(below - j) * panel.middleRows(j, columns).transpose();
        }
    }
    return true;
}

/// L's inverse in its place; blocks of columns from the right, so that the inverse of what is below is there.
bool invertTriangle(Block l, const std::function<bool()>& proceed)
{
    const Index n = l.rows();
    const Index blocks = (n + kBlock - 1) / kBlock;
    for (Index block = blocks - 1; block >= 0; --block) {
        const Index k = block * kBlock;
        const Index width = std::min(kBlock, n - k);
        const Index begin = k + width;
        Block corner = l.block(k, k, width, width);
        // Row blocks from the bottom: each needs the old ones above it.
        for (Index r = blocks - 1; r > block; --r) {
            if (!proceed())
                return false;
            const Index row = r * kBlock;
            const Index height = std::min(kBlock, n - row);
            MatrixXd product =
                l.block(row, row, height, height).triangularView<Eigen::Lower>() * l.block(row, k, height, width);
            product.noalias() += l.block(row, begin, height, row - begin) * l.block(begin, k, row - begin, width);
            l.block(row, k, height, width) = -product;
        }
        Block panel = l.block(begin, k, n - begin, width);
        corner.triangularView<Eigen::Lower>().solveInPlace<Eigen::OnTheRight>(panel);
        const MatrixXd inverse = corner.triangularView<Eigen::Lower>().solve(MatrixXd::Identity(width, width)).eval();
        corner.triangularView<Eigen::Lower>() = inverse;
    }
    return true;
}

/// The lower triangle of WᵀW in place of the lower triangular W; row blocks from the top, which no later one needs.
bool squareTriangle(Block w, const std::function<bool()>& proceed)
{
    const Index n = w.rows();
    for (Index i = 0; i < n; i += kBlock) {
        const Index height = std::min(kBlock, n - i);
        const Index begin = i + height;
        const Index below = n - begin;
        const MatrixXd corner = w.block(i, i, height, height).triangularView<Eigen::Lower>();
        for (Index j = 0; j <= i; j += kBlock) {
            if (!proceed())
                return false;
            const Index width = std::min(kBlock, n - j);
            MatrixXd product = corner.transpose() * (j == i ? corner : MatrixXd(w.block(i, j, height, width)));
            product.noalias() += w.block(begin, i, below, height).transpose() * w.block(begin, j, below, width);
            w.block(i, j, height, width) = product;
        }
    }
    return true;
}

} // namespace

bool invertPositiveDefinite(double* matrix, std::size_t n, const std::function<bool()>& proceed)
{
    const auto rows = static_cast<Index>(n);
    Eigen::Map<MatrixXd, 0, Eigen::OuterStride<>> map(matrix, rows, rows, Eigen::OuterStride<>(rows));
    return factorise(map, proceed) && invertTriangle(map, proceed) && squareTriangle(map, proceed);
}

} // namespace matinee
