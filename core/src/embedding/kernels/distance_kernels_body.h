#pragma once

#include "embedding/kernels/distance_kernels.h"

/// The body of the distance kernels, compiled once for each instruction set: MATINEE_DISTANCE_SET names it,
/// MATINEE_DISTANCE_LANES are the floats of its vectors. It calls no function of std, whose one copy in the program
/// might be the one compiled for AVX-512.
namespace matinee::kernels::MATINEE_DISTANCE_SET {

namespace {

constexpr std::size_t kLanes = MATINEE_DISTANCE_LANES;
constexpr std::size_t kParts = kTileRows / kLanes; ///< vectors of a tile
constexpr std::size_t kGroup = 8 / kParts;         ///< centroids at once: eight sums hide an addition's latency

typedef float Floats __attribute__((vector_size(kLanes * 4)));
typedef std::int32_t Ints __attribute__((vector_size(kLanes * 4)));
typedef float Unaligned8 __attribute__((vector_size(32), aligned(4)));

[[gnu::always_inline]] inline Floats load(const float* from)
{
    return *reinterpret_cast<const Floats*>(from);
}

[[gnu::always_inline]] inline void store(float* to, Floats value)
{
    typedef float Unaligned __attribute__((vector_size(kLanes * 4), aligned(4)));
    *reinterpret_cast<Unaligned*>(to) = value;
}

[[gnu::always_inline]] inline Floats spread(float value)
{
    return Floats{} + value;
}

[[gnu::always_inline]] inline float total(Floats v)
{
    float sum = 0;
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        sum += v[lane];
    return sum;
}

/// The nearest and the second nearest so far, of the rows of a tile.
struct Nearest
{
    Floats best[kParts];
    Floats second[kParts];
    Ints index[kParts];
};

template <std::size_t group>
[[gnu::always_inline]] inline void visit(const float* tile, std::size_t columns, const float* scaled,
                                         const float* norms, std::size_t first, Nearest& nearest)
{
    Floats score[group][kParts];
    for (std::size_t g = 0; g < group; ++g)
        for (std::size_t p = 0; p < kParts; ++p)
            score[g][p] = spread(norms[first + g]);
    const float* c = scaled + first * columns;
    for (std::size_t j = 0; j < columns; ++j) {
        Floats x[kParts];
        for (std::size_t p = 0; p < kParts; ++p)
            x[p] = load(tile + j * kTileRows + p * kLanes);
        for (std::size_t g = 0; g < group; ++g) {
            const Floats number = spread(c[g * columns + j]);
            for (std::size_t p = 0; p < kParts; ++p)
                score[g][p] += number * x[p];
        }
    }
    for (std::size_t g = 0; g < group; ++g) {
        const Ints number = Ints{} + static_cast<std::int32_t>(first + g);
        for (std::size_t p = 0; p < kParts; ++p) {
            const Floats s = score[g][p];
            const Floats worse = s < nearest.best[p] ? nearest.best[p] : s;
            nearest.second[p] = worse < nearest.second[p] ? worse : nearest.second[p];
            nearest.index[p] = s < nearest.best[p] ? number : nearest.index[p];
            nearest.best[p] = s < nearest.best[p] ? s : nearest.best[p];
        }
    }
}

void nearestTwo(const float* tile, std::size_t columns, const float* scaled, const float* norms, std::size_t count,
                std::int32_t* index, float* best, float* second)
{
    Nearest nearest;
    for (std::size_t p = 0; p < kParts; ++p) {
        nearest.best[p] = spread(__builtin_inff());
        nearest.second[p] = nearest.best[p];
        nearest.index[p] = Ints{};
    }
    std::size_t c = 0;
    for (; c + kGroup <= count; c += kGroup)
        visit<kGroup>(tile, columns, scaled, norms, c, nearest);
    for (; c < count; ++c)
        visit<1>(tile, columns, scaled, norms, c, nearest);
    for (std::size_t p = 0; p < kParts; ++p) {
        store(best + p * kLanes, nearest.best[p]);
        store(second + p * kLanes, nearest.second[p]);
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            index[p * kLanes + lane] = nearest.index[p][lane];
    }
}

void squaredDistances(const float* point, std::size_t columns, const float* tiles, std::size_t count, float* squared)
{
    for (std::size_t t = 0; t < count; ++t) {
        const float* tile = tiles + t * columns * kTileRows;
        Floats sum[kParts] = {};
        for (std::size_t j = 0; j < columns; ++j) {
            const Floats number = spread(point[j]);
            for (std::size_t p = 0; p < kParts; ++p) {
                const Floats difference = load(tile + j * kTileRows + p * kLanes) - number;
                sum[p] += difference * difference;
            }
        }
        for (std::size_t p = 0; p < kParts; ++p)
            store(squared + t * kTileRows + p * kLanes, sum[p]);
    }
}

void ownDistances(const float* points, const float* centroids, std::size_t stride, const std::int32_t* rows,
                  std::size_t count, const std::int32_t* assignment, float* squared)
{
    for (std::size_t i = 0; i < count; ++i) {
        const auto row = static_cast<std::size_t>(rows[i]);
        const float* x = points + row * stride;
        const float* c = centroids + static_cast<std::size_t>(assignment[row]) * stride;
        Unaligned8 sum = {};
        for (std::size_t j = 0; j < stride; j += 8) {
            const Unaligned8 difference =
                *reinterpret_cast<const Unaligned8*>(x + j) - *reinterpret_cast<const Unaligned8*>(c + j);
            sum += difference * difference;
        }
        squared[i] = ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
    }
}

constexpr float kUp = 1 + 4 * __FLT_EPSILON__;
constexpr float kDown = 1 - 4 * __FLT_EPSILON__;

/// Whether no other centroid is as near as the own one by more than rounding in nearestTwo() could turn.
[[gnu::always_inline]] inline bool isDecided(float upper, float lower, float halfApart, float margin)
{
    const float other = lower > halfApart ? lower : halfApart;
    return (other > upper) & (other * other - upper * upper > 4 * margin);
}

std::size_t moveBounds(const RowBounds& bounds, std::size_t begin, std::size_t end, std::int32_t* open)
{
    constexpr std::size_t kBlock = 256;
    const RowBounds b = bounds;
    std::int32_t isOpen[kBlock];
    std::size_t count = 0;
    for (std::size_t first = begin; first < end; first += kBlock) {
        const std::size_t rows = end - first < kBlock ? end - first : kBlock;
        const std::int32_t* __restrict assignment = b.assignment + first;
        const float* __restrict norms = b.norms + first;
        float* __restrict upper = b.upper + first;
        float* __restrict lower = b.lower + first;
        for (std::size_t i = 0; i < rows; ++i) {
            const std::int32_t cluster = assignment[i];
            const float above = (upper[i] + b.moved[cluster]) * kUp;
            const float below = (lower[i] - b.othersMoved[cluster]) * kDown;
            upper[i] = above;
            lower[i] = below;
            isOpen[i] = !isDecided(above, below, b.halfApart[cluster], b.slack * (norms[i] + b.largestNorm));
        }
        for (std::size_t i = 0; i < rows; ++i) {
            open[count] = static_cast<std::int32_t>(first + i);
            count += static_cast<std::size_t>(isOpen[i]);
        }
    }
    return count;
}

std::size_t tightenBounds(const RowBounds& bounds, const float* squared, std::int32_t* open, std::size_t count)
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto row = static_cast<std::size_t>(open[i]);
        const float margin = bounds.slack * (bounds.norms[row] + bounds.largestNorm);
        const float upper = __builtin_sqrtf(squared[i] + margin) * kUp;
        bounds.upper[row] = upper;
        open[kept] = static_cast<std::int32_t>(row);
        kept += isDecided(upper, bounds.lower[row], bounds.halfApart[bounds.assignment[row]], margin) ? 0 : 1;
    }
    return kept;
}

void boundsOfTile(const float* norms, float slack, float largestNorm, const float* best, const float* second,
                  float* upper, float* lower)
{
    for (std::size_t i = 0; i < kTileRows; ++i) {
        const float margin = slack * (norms[i] + largestNorm);
        const float own = norms[i] + best[i];
        const float other = norms[i] + second[i] - margin;
        upper[i] = __builtin_sqrtf((own > 0 ? own : 0) + margin) * kUp;
        lower[i] = __builtin_sqrtf(other > 0 ? other : 0) * kDown;
    }
}

float sumOfMinima(const float* a, const float* b, std::size_t count)
{
    Floats sum[kParts] = {};
    for (std::size_t i = 0; i < count; i += kTileRows) {
        for (std::size_t p = 0; p < kParts; ++p) {
            const Floats left = load(a + i + p * kLanes);
            const Floats right = load(b + i + p * kLanes);
            sum[p] += right < left ? right : left;
        }
    }
    Floats all = {};
    for (std::size_t p = 0; p < kParts; ++p)
        all += sum[p];
    return total(all);
}

float sumOfRoots(const float* a, std::size_t count)
{
    float roots[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (std::size_t lane = 0; lane < 8; ++lane)
            roots[lane] += __builtin_sqrtf(a[i + lane]);
    for (; i < count; ++i)
        roots[0] += __builtin_sqrtf(a[i]);
    return ((roots[0] + roots[4]) + (roots[1] + roots[5])) + ((roots[2] + roots[6]) + (roots[3] + roots[7]));
}

} // namespace

extern const DistanceKernels kernels;
const DistanceKernels kernels = {nearestTwo,    squaredDistances, ownDistances, moveBounds,
                                 tightenBounds, boundsOfTile,     sumOfMinima,  sumOfRoots};

} // namespace matinee::kernels::MATINEE_DISTANCE_SET
