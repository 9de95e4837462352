#pragma once

#include <matinee/projection.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace matinee {

struct MapQualityOptions
{
    int neighbours = 15;            ///< the k of the definitions; fewer than half of the rows
    std::size_t exactUpTo = 12'000; ///< with more rows, a sample of this many is measured, each against all rows
    std::uint64_t seed = 0;         ///< of the sample
};

/// How far a map may be believed.
struct MapQuality
{
    /// 1 if the k nearest points in the plane are near in the original space as well: 1 minus how far beyond the first
    /// k they rank there, relative to the worst case; in [0, 1]. A random map has about .5.
    double trustworthiness = 0;
    /// The same with the spaces exchanged: 1 if what is near in the original space is near in the plane.
    double continuity = 0;
    int neighbours = 0;
    std::size_t rows = 0;
    std::size_t rowsMeasured = 0;       ///< fewer than rows: a sample
    std::vector<std::int32_t> measured; ///< which rows, rising
    /// Of each measured row, the share of its k nearest rows of the original space that are among its k nearest in the
    /// plane, [0, 1].
    std::vector<float> preserved;
};

/// Trustworthiness and continuity (Venna, Kaski 2001) with Euclidean distances; the former as scikit-learn defines it.
/// \throws Error{InvalidArgument} if k is not positive or not below half of the rows, or the sizes differ;
/// Error{Format} if a value is not finite; Error{Stopped}
MapQuality measureMap(const Matrix& points, const Projection& map, const MapQualityOptions& options = {},
                      const RunContext& context = {});

} // namespace matinee
