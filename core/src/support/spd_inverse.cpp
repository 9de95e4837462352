#include "support/spd_inverse.h"

#include "support/parallel.h"

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

/// How the work is divided: block columns or rows on several threads.
struct Workers
{
    int threads;
    const std::function<bool()>& proceed;

    /// \return false if it was ended.
    template <class Body>
    bool each(Index blocks, const Body& body) const
    {
        return parallelFor(
            static_cast<std::size_t>(blocks), 1, threads,
            [&body](std::size_t begin, std::size_t end, int) {
                for (auto block = begin; block < end; ++block)
                    body(static_cast<Index>(block));
            },
            [this](std::size_t) { return proceed(); });
    }
};

Index blocksIn(Index rows)
{
    return (rows + kBlock - 1) / kBlock;
}

/// A = L Lᵀ, L in place of A's lower triangle; blocks of columns from the left, each taken off what is to the right.
bool factorise(Block a, const Workers& workers)
{
    const Index n = a.rows();
    for (Index k = 0; k < n; k += kBlock) {
        if (!workers.proceed())
            return false;
        const Index width = std::min(kBlock, n - k);
        const Index begin = k + width;
        const Index below = n - begin;
        Block corner = a.block(k, k, width, width);
        const Eigen::LLT<Block> factor(corner);
        if (factor.info() != Eigen::Success)
            throw Error(ErrorCode::Internal, "The matrix is not positive definite.");
        Block panel = a.block(begin, k, below, width);
        const auto solve = [&](Index block) {
            Block part = panel.middleRows(block * kBlock, std::min(kBlock, below - block * kBlock));
            corner.triangularView<Eigen::Lower>().transpose().solveInPlace<Eigen::OnTheRight>(part);
        };
        const auto update = [&](Index block) {
            const Index j = block * kBlock;
            const Index columns = std::min(kBlock, below - j);
            a.block(begin + j, begin + j, below - j, columns).noalias() -=
                panel.bottomRows(below - j) * panel.middleRows(j, columns).transpose();
        };
        if (!workers.each(blocksIn(below), solve) || !workers.each(blocksIn(below), update))
            return false;
    }
    return true;
}

/// L's inverse in its place; blocks of columns from the right, so that the inverse of what is below is there.
bool invertTriangle(Block l, const Workers& workers)
{
    const Index n = l.rows();
    for (Index k = (blocksIn(n) - 1) * kBlock; k >= 0; k -= kBlock) {
        const Index width = std::min(kBlock, n - k);
        const Index begin = k + width;
        const Index below = n - begin;
        const MatrixXd corner = l.block(k, k, width, width).triangularView<Eigen::Lower>();
        const MatrixXd panel = l.block(begin, k, below, width);
        const auto multiply = [&](Index block) {
            const Index row = block * kBlock;
            const Index height = std::min(kBlock, below - row);
            Block part = l.block(begin + row, k, height, width);
            part.noalias() = l.block(begin + row, begin + row, height, height).triangularView<Eigen::Lower>() *
                             panel.middleRows(row, height);
            part.noalias() += l.block(begin + row, begin, height, row) * panel.topRows(row);
            part = -part;
            corner.triangularView<Eigen::Lower>().solveInPlace<Eigen::OnTheRight>(part);
        };
        if (!workers.each(blocksIn(below), multiply))
            return false;
        MatrixXd inverse = MatrixXd::Identity(width, width);
        corner.triangularView<Eigen::Lower>().solveInPlace(inverse);
        l.block(k, k, width, width).triangularView<Eigen::Lower>() = inverse;
    }
    return true;
}

/// The lower triangle of WᵀW in place of the lower triangular W; row blocks from the top, which no later one needs.
bool squareTriangle(Block w, const Workers& workers)
{
    const Index n = w.rows();
    for (Index i = 0; i < n; i += kBlock) {
        const Index height = std::min(kBlock, n - i);
        const Index begin = i + height;
        const Index below = n - begin;
        const MatrixXd corner = w.block(i, i, height, height).triangularView<Eigen::Lower>();
        const auto multiply = [&](Index block) {
            const Index j = block * kBlock;
            const Index width = std::min(kBlock, n - j);
            MatrixXd product = corner.transpose() * (j == i ? corner : MatrixXd(w.block(i, j, height, width)));
            product.noalias() += w.block(begin, i, below, height).transpose() * w.block(begin, j, below, width);
            w.block(i, j, height, width) = product;
        };
        if (!workers.each(i / kBlock + 1, multiply))
            return false;
    }
    return true;
}

} // namespace

bool invertPositiveDefinite(double* matrix, std::size_t n, int threads, const std::function<bool()>& proceed)
{
    const Workers workers{threads, proceed};
    const auto rows = static_cast<Index>(n);
    Eigen::Map<MatrixXd, 0, Eigen::OuterStride<>> map(matrix, rows, rows, Eigen::OuterStride<>(rows));
    return factorise(map, workers) && invertTriangle(map, workers) && squareTriangle(map, workers);
}

} // namespace matinee
