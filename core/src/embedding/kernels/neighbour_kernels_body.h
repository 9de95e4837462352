// The kernels of neighbour_kernels.h, by the rules of support/vector8.h.

#pragma once

#include "embedding/kernels/neighbour_kernels.h"
#include "support/vector8.h"
#include "support/vector8_math.h"

namespace matinee::kernels {

namespace {

/// N queries against one block: two vectors a query stay in registers.
template <std::size_t N>
[[gnu::always_inline]] inline void distancesToBlock(const float* queries, std::size_t stride, const float* block,
                                                    std::size_t columns, float* out, std::size_t outStride)
{
    Vector8 low[N] = {};
    Vector8 high[N] = {};
    for (std::size_t c = 0; c < columns; ++c) {
        const Vector8 a = load(block + c * kBlockRows);
        const Vector8 b = load(block + c * kBlockRows + kLanes);
#pragma GCC unroll 4
        for (std::size_t q = 0; q < N; ++q) {
            const Vector8 value = broadcast(queries[q * stride + c]);
            const Vector8 toA = value - a;
            const Vector8 toB = value - b;
            low[q] += toA * toA;
            high[q] += toB * toB;
        }
    }
#pragma GCC unroll 4
    for (std::size_t q = 0; q < N; ++q) {
        storeUnaligned(out + q * outStride, low[q]);
        storeUnaligned(out + q * outStride + kLanes, high[q]);
    }
}

void squaredDistances(const float* queries, std::size_t queryCount, std::size_t stride, const float* blocks,
                      std::size_t blockCount, std::size_t columns, float* out, std::size_t outStride)
{
    for (std::size_t b = 0; b < blockCount; ++b) {
        const float* block = blocks + b * columns * kBlockRows;
        float* place = out + b * kBlockRows;
        if (queryCount == kQueries) {
            distancesToBlock<kQueries>(queries, stride, block, columns, place, outStride);
            continue;
        }
        for (std::size_t q = 0; q < queryCount; ++q)
            distancesToBlock<1>(queries + q * stride, stride, block, columns, place + q * outStride, outStride);
    }
}

std::uint64_t keyOf(float value, std::size_t row)
{
    std::uint32_t bits = 0;
    __builtin_memcpy(&bits, &value, sizeof(bits));
    return std::uint64_t{bits} << 32 | static_cast<std::uint32_t>(row);
}

std::size_t keysUpTo(const float* values, std::size_t count, float bound, std::uint32_t firstRow, std::uint64_t* keys)
{
    std::size_t found = 0;
    const Vector8 most = broadcast(bound);
    std::size_t i = 0;
    for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
        const Ints8 within = (loadUnaligned(values + i) <= most) | (loadUnaligned(values + i + kLanes) <= most) |
                             (loadUnaligned(values + i + 2 * kLanes) <= most) |
                             (loadUnaligned(values + i + 3 * kLanes) <= most);
        if (!any(within))
            continue;
        for (std::size_t lane = i; lane < i + 4 * kLanes; ++lane) {
            // Written in any case: a branch would be mispredicted.
            keys[found] = keyOf(values[lane], firstRow + lane);
            found += values[lane] <= bound ? 1 : 0;
        }
    }
    for (; i < count; ++i) {
        if (values[i] <= bound)
            keys[found++] = keyOf(values[i], firstRow + i);
    }
    return found;
}

template <bool inclusive>
std::size_t countNear(const float* values, std::size_t count, float bound)
{
    const Vector8 most = broadcast(bound);
    Ints8 counts = {};
    Ints8 more = {};
    std::size_t i = 0;
    for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
        const Vector8 a = loadUnaligned(values + i);
        const Vector8 b = loadUnaligned(values + i + kLanes);
        counts -= inclusive ? a <= most : a < most;
        more -= inclusive ? b <= most : b < most;
    }
    counts += more;
    std::size_t total = 0;
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        total += static_cast<std::size_t>(counts[lane]);
    for (; i < count; ++i)
        total += (inclusive ? values[i] <= bound : values[i] < bound) ? 1 : 0;
    return total;
}

float squaredDistance(const float* a, const float* b, std::size_t columns)
{
    Vector8 sums = {};
    std::size_t c = 0;
    for (; c + kLanes <= columns; c += kLanes) {
        const Vector8 d = loadUnaligned(a + c) - loadUnaligned(b + c);
        sums += d * d;
    }
    if (c < columns) {
        const Vector8 d = loadSome(a + c, columns - c) - loadSome(b + c, columns - c);
        sums += d * d;
    }
    return sum(sums);
}

constexpr NeighbourKernels compiledNeighbourKernels = {&squaredDistances, &keysUpTo, &countNear<false>,
                                                       &countNear<true>, &squaredDistance};

} // namespace

} // namespace matinee::kernels
