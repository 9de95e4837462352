#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace matinee::kernels {

/// Rows that a kernel takes at once, one a lane. A tile is the transpose of that many rows: columns x kTileRows floats,
/// number j of all its rows beginning at tile + j * kTileRows, which is a multiple of 64 bytes.
inline constexpr std::size_t kTileRows = 32;

/// What Hamerly's bounds know of rows and of the centroids' last move: nothing may be larger, or smaller, than it says,
/// rounding included.
struct RowBounds
{
    const std::int32_t* assignment = nullptr; ///< cluster of each row
    const float* norms = nullptr;             ///< |x|² of each row
    float slack = 0;       ///< of squared distances as they are computed: off by so much times |x|² + largestNorm
    float largestNorm = 0; ///< of the centroids
    const float* moved = nullptr;       ///< of each cluster: how far its centroid went
    const float* othersMoved = nullptr; ///< how far any other went
    const float* halfApart = nullptr;   ///< half the distance to the nearest other
    float* upper = nullptr;             ///< of each row's distance to its own centroid
    float* lower = nullptr;             ///< of its distance to any other
};

/// Distances between rows on one thread, for one instruction set. Nothing here draws on the order of its rows: a row
/// gets the same bits in whichever tile and lane it lies.
struct DistanceKernels
{
    /// Of each row x of a tile the nearest and the second nearest of some centroids c, by the scores
    /// |c|² - 2 x·c = |x - c|² - |x|²; of equal ones the first.
    /// \param scaled count x columns, row by row: -2 c
    /// \param norms |c|²
    /// \param second score of the second nearest; infinite where there is one centroid
    void (*nearestTwo)(const float* tile, std::size_t columns, const float* scaled, const float* norms,
                       std::size_t count, std::int32_t* nearest, float* best, float* second);

    /// |x - point|² of each row x of consecutive tiles, from the differences; symmetric in x and point to the last bit.
    void (*squaredDistances)(const float* point, std::size_t columns, const float* tiles, std::size_t count,
                             float* squared);

    /// |x - c|² from the differences, c being the centroid that assignment names for each row that rows lists.
    /// \param stride of both points and centroids, a multiple of 8 floats; what pads a row is zero
    void (*ownDistances)(const float* points, const float* centroids, std::size_t stride, const std::int32_t* rows,
                         std::size_t count, const std::int32_t* assignment, float* squared);

    /// Lets the bounds of rows [begin, end) follow the centroids. \return how many rows they leave open, written to
    /// open: those for which nearestTwo() might find another centroid.
    std::size_t (*moveBounds)(const RowBounds& bounds, std::size_t begin, std::size_t end, std::int32_t* open);

    /// Of open rows, those that are still open with their squared distances to their own centroids known; in place.
    std::size_t (*tightenBounds)(const RowBounds& bounds, const float* squared, std::int32_t* open, std::size_t count);

    /// What nearestTwo() found of a tile of rows, as bounds.
    void (*boundsOfTile)(const float* norms, float slack, float largestNorm, const float* best, const float* second,
                         float* upper, float* lower);

    /// Σ min(a, b) over count numbers, a multiple of kTileRows, from addresses that are multiples of 64.
    float (*sumOfMinima)(const float* a, const float* b, std::size_t count);

    /// Σ √a, likewise, of any count and address.
    float (*sumOfRoots)(const float* a, std::size_t count);
};

struct DistanceKernelSet
{
    const char* name;
    const DistanceKernels& kernels;
};

/// Those that this processor can run, the best one first.
const std::vector<DistanceKernelSet>& distanceKernelSets();

inline const DistanceKernels& distanceKernels()
{
    return distanceKernelSets().front().kernels;
}

} // namespace matinee::kernels
