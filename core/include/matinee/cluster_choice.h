#pragma once

#include <matinee/matrix.h>
#include <matinee/run_context.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace matinee {

struct ClusterChoiceOptions
{
    int from = 2; ///< 2 or more
    int to = 20;
    std::uint64_t seed = 0;
    bool cosine = false;            ///< as KMeansOptions::cosine
    int starts = 10;                ///< of the k-means of all rows
    int pairs = 8;                  ///< of subsamples that a stability is the mean of; and drawings of noise
    double share = 0.8;             ///< of the rows that a subsample has
    std::size_t poolRows = 6'000;   ///< subsamples are drawn from this many random rows
    double leastDifference = 0.05;  ///< of stability and noise's: below it there is no structure
    std::size_t exactRows = 10'000; ///< SilhouetteOptions::exactRows
};

/// What speaks for a number of clusters.
struct ClusterChoicePoint
{
    int clusters = 0;
    double inertia = 0;
    double silhouette = 0; ///< mean
    /// Mean adjusted Rand index between clusterings of two random subsamples, over the rows they share.
    double stability = 0;
    double stabilityError = 0; ///< standard error of that mean
    /// Mean stability of points without clusters, drawn from the normal distribution with the same covariance, and its
    /// standard deviation from one such drawing to the next.
    double noiseStability = 0;
    double noiseSpread = 0;
};

struct ClusterChoice
{
    std::vector<ClusterChoicePoint> points; ///< by rising number of clusters
    int bySilhouette = 0;                   ///< with the highest silhouette
    /// With the largest difference of stability and noise's, of those that reach leastDifference and twice noiseSpread;
    /// 1 where there are none: by this measure the points have no clusters.
    int byStability = 0;
    std::size_t silhouetteRows = 0; ///< rows that silhouettes were measured on
    std::size_t stabilityRows = 0;  ///< rows that subsamples were drawn from
};

/// Told every point as it is known, by rising number of clusters, on the working thread. May be empty.
using ClusterChoiceObserver = std::function<void(const ClusterChoicePoint&)>;

/// Helps to choose the number of clusters. Stability is that of Ben-Hur, Elisseeff, Guyon (A stability based method for
/// discovering structure in clustered data, PSB 2002): a true division is found again in other rows and from other
/// seeds. As few clusters are stable by themselves wherever points have a longest direction, what counts is the
/// difference to a reference without clusters, by the rule of Dudoit, Fridlyand (A prediction-based resampling method,
/// Genome Biology 2002). Deterministic for a seed.
/// \throws Error{InvalidArgument} if from is below 2 or above to or there are too few rows; Error{Format} if a value is
/// not finite; Error{Stopped}
ClusterChoice chooseClusters(const Matrix& points, const ClusterChoiceOptions& options = {},
                             const RunContext& context = {}, const ClusterChoiceObserver& observer = {});

} // namespace matinee
