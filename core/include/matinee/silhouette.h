#pragma once

#include <matinee/matrix.h>
#include <matinee/run_context.h>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

struct SilhouetteOptions
{
    std::size_t exactRows = 10'000; ///< up to this many rows all are measured, of more a sample of this many
    std::uint64_t seed = 0;         ///< of the sample
    bool cosine = false;            ///< Euclidean distances between rows taken at length one, as KMeansOptions::cosine
};

struct SilhouetteResult
{
    double mean = 0;
    std::vector<std::int32_t> rows; ///< that were measured, ascending
    std::vector<float> values;      ///< of each of those, in [-1, 1]
    /// Mean of each cluster's measured rows; NaN where there is none.
    std::vector<double> perCluster;
    bool sampled = false; ///< rows are not all rows with a label
};

/// Silhouettes (Rousseeuw 1987): (b - a) / max(a, b), where a is a row's mean Euclidean distance to the others of its
/// cluster and b the mean distance to the cluster that is nearest by it; 0 for a row alone in its cluster. Equal to
/// scikit-learn's; on a sample it is the silhouette of the sampled rows among themselves, like its sample_size. Rows
/// with a negative label are left out. Time: the square of the measured rows, times columns. \throws
/// Error{InvalidArgument} if the lengths differ or fewer than two clusters have rows; Error{Format} if a value is not
/// finite; Error{Stopped}
SilhouetteResult silhouette(const Matrix& points, std::span<const std::int32_t> assignment,
                            const SilhouetteOptions& options = {}, const RunContext& context = {});

} // namespace matinee
