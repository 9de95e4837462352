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
    /// Spherical k-means (Dhillon, Modha 2001): rows are taken at length one and centroids are mean directions, of
    /// length one as well. Distances are Euclidean between those, √(2 - 2 cos), so that the inertia is Σ 2 (1 - cos). A
    /// row of zeros has no direction: it keeps the distance 1 to every centroid.
    bool cosine = false;
    /// Centroids to begin with, clusters x columns, instead of seeded ones: then there is one start, on all rows, and
    /// the clusters keep the numbers of these rows. Not owned; null: none.
    const Matrix* initial = nullptr;
};

struct Clustering
{
    /// Cluster of each row. Clusters are numbered by falling size, except after KMeansOptions::initial.
    std::vector<std::int32_t> assignment;
    std::vector<float> distance; ///< Euclidean distance of each row to its centroid
    Matrix centroids;            ///< clusters x columns
    std::vector<std::int32_t> sizes;
    double inertia = 0;             ///< sum of squared distances
    int iterations = 0;             ///< of the winning start, on all rows; 0 where nothing iterated
    std::int32_t microClusters = 0; ///< agglomerate(): how many k-means clusters were merged; 0: the rows themselves
};

/// Lloyd's k-means with greedy k-means++ starts (Arthur, Vassilvitskii 2007). Rows that cannot have changed their
/// cluster are known by Hamerly's bounds (Making k-means even faster, SDM 2010) and passed over; the assignments are
/// those of Lloyd's algorithm all the same. Where there are many rows for each cluster, the starts compete on a random
/// sample of the rows, and the best of them go on with all rows. A cluster that loses all its rows is given the row
/// that is farthest from its centroid. Deterministic for a seed, whatever the number of threads. \throws
/// Error{InvalidArgument} if there are fewer rows than clusters or the initial centroids do not fit; Error{Format} if a
/// value is not finite, as after a training that diverged; Error{Stopped}
Clustering kMeans(const Matrix& points, const KMeansOptions& options, const RunContext& context = {});

/// What a division made otherwise is as a Clustering, as after a person merged or split clusters: means of the rows,
/// distances to them, sizes, inertia. Clusters keep their numbers; an empty one has its centroid at the mean of all
/// rows. \param assignment in [0, clusters) for each row \throws Error{InvalidArgument} if it does not fit the points
Clustering clusteringOf(const Matrix& points, std::span<const std::int32_t> assignment, int clusters);

/// How well two divisions of the same rows agree, corrected for chance: 1 for the same division (whatever the
/// numbers), about 0 for unrelated ones; may be negative (Hubert, Arabie 1985). Labels are 0 or more; a row whose label
/// is negative in either is left out. 1 where fewer than two rows are left.
/// \throws Error{InvalidArgument} if the lengths differ.
double adjustedRandIndex(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

/// How much two divisions of the same rows tell of each other, in [0, 1]: their mutual information divided by the mean
/// of their entropies (Strehl, Ghosh 2002, with the arithmetic mean, as scikit-learn has it). Not corrected for chance:
/// many small clusters agree by themselves. Labels as above; 1 where both have but one group, or no row is left.
/// \throws Error{InvalidArgument} if the lengths differ.
double normalisedMutualInformation(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

} // namespace matinee
