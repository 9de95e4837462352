#pragma once

#include <matinee/matrix.h>
#include <matinee/run_context.h>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// k-means settings; the defaults are scikit-learn's, but for the starts.
struct KMeansOptions
{
    int clusters = 10;
    int starts = 10; ///< the start with the lowest inertia wins
    int maximumIterations = 300;
    double tolerance = 1e-4; ///< on the centroids' squared movement, relative to the mean variance of the columns
    std::uint64_t seed = 0;
};

struct Clustering
{
    std::vector<std::int32_t> assignment; ///< cluster of each row; clusters are numbered by falling size
    std::vector<float> distance;          ///< Euclidean distance of each row to its centroid
    Matrix centroids;                     ///< clusters x columns
    std::vector<std::int32_t> sizes;
    double inertia = 0; ///< sum of squared distances
    int iterations = 0; ///< of the winning start
};

/// Lloyd's k-means with k-means++ starts (Arthur, Vassilvitskii 2007). Deterministic for a seed.
/// \throws Error{InvalidArgument} if there are fewer rows than clusters; Error{Format} if a value is not finite, as
/// after a training that diverged; Error{Stopped}
Clustering kMeans(const Matrix& points, const KMeansOptions& options, const RunContext& context = {});

/// How well two divisions of the same rows agree, corrected for chance: 1 for the same division (whatever the
/// numbers), about 0 for unrelated ones; may be negative (Hubert, Arabie 1985). Labels are 0 or more; a row whose label
/// is negative in either is left out. 1 where fewer than two rows are left.
/// \throws Error{InvalidArgument} if the lengths differ.
double adjustedRandIndex(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

} // namespace matinee
