#pragma once

#include <matinee/clustering.h>

namespace matinee {

enum class Linkage
{
    Ward,    ///< the pair whose union raises the sum of squared distances to the centroids least
    Average, ///< the pair with the smallest mean distance between rows of one and of the other
};

struct AgglomerateOptions
{
    int clusters = 10;
    Linkage linkage = Linkage::Ward;
    /// Up to this many rows they are merged one by one: in memory for the rows alone with Ward's linkage, with 2 n²
    /// bytes for n rows with average linkage (200 MB for 10,000). 0: 20,000 and 10,000.
    std::size_t exactRows = 0;
    /// Of more rows, this many clusters of k-means are merged instead, each with the weight of its rows.
    int microClusters = 2'000;
    std::uint64_t seed = 0; ///< of those
};

/// Agglomerative clustering by Euclidean distance: every row begins as a cluster, and the two nearest are merged until
/// so many are left. By the nearest-neighbour chain (Müllner, Modern hierarchical, agglomerative clustering algorithms,
/// arXiv 1109.2378), in n² time. Clusters are numbered by falling size; centroids are means.
/// \throws Error{InvalidArgument} if there are fewer rows than clusters; Error{Format} if a value is not finite;
/// Error{Stopped}
Clustering agglomerate(const Matrix& points, const AgglomerateOptions& options, const RunContext& context = {});

} // namespace matinee
