#pragma once

#include <cstddef>
#include <cstdint>

namespace matinee::kernels {

/// Rows of a block of RowBlocks, and queries that the kernel of distances takes at once.
inline constexpr std::size_t kBlockRows = 16;
inline constexpr std::size_t kQueries = 4;

struct NeighbourKernels
{
    /// Squared Euclidean distances of some queries (1 to kQueries rows of columns floats, stride apart) to the rows of
    /// consecutive blocks, by differences: nothing cancels. out: a line of outStride floats each query.
    void (*squaredDistances)(const float* queries, std::size_t queryCount, std::size_t stride, const float* blocks,
                             std::size_t blockCount, std::size_t columns, float* out, std::size_t outStride);
    /// Writes keys (bits of the value in the upper half, firstRow + place in the lower) of the values up to the bound
    /// and says how many. Values are not negative, so keys are ordered as pairs of value and row.
    std::size_t (*keysUpTo)(const float* values, std::size_t count, float bound, std::uint32_t firstRow,
                            std::uint64_t* keys);
    /// How many values are below the bound, or at most at it.
    std::size_t (*countBelow)(const float* values, std::size_t count, float bound);
    std::size_t (*countUpTo)(const float* values, std::size_t count, float bound);
    /// Squared distance of two rows of columns floats.
    float (*squaredDistance)(const float* a, const float* b, std::size_t columns);
};

const NeighbourKernels& portableNeighbourKernels();
const NeighbourKernels& avx2NeighbourKernels();

/// Those of the best set that this processor has.
const NeighbourKernels& neighbourKernels();

} // namespace matinee::kernels
