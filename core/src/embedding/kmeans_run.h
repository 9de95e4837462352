#pragma once

#include "embedding/kmeans_points.h"

#include <matinee/random.h>
#include <matinee/run_context.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace matinee {

/// What one run of k-means is to do.
struct KMeansPlan
{
    std::size_t clusters = 1;
    int maximumIterations = 300;
    double tolerance = 0; ///< on the centroids' squared movement
    bool bounds = true;   ///< pass rows over by Hamerly's bounds; without: Lloyd's algorithm as it is written
};

/// Where a run of k-means ended.
struct KMeansOutcome
{
    std::vector<std::int32_t> assignment;
    std::vector<double> centroids; ///< clusters x columns, of the points as KMeansPoints has them
    double inertia = 0;
    int iterations = 0;
};

/// Centroids by greedy k-means++ (Arthur, Vassilvitskii 2007, section 5): of a few rows drawn by their squared distance
/// to the centroids so far, the one that lowers the sum of them most.
std::vector<double> seedCentroids(const KMeansPoints& points, std::size_t clusters, Random& random,
                                  const RunContext& context);

/// One run of k-means, from given centroids until they rest.
class KMeansRun
{
public:
    KMeansRun(const KMeansPoints& points, const KMeansPlan& plan, const RunContext& context);

    KMeansOutcome run(std::vector<double> centroids);

private:
    struct Move
    {
        std::int32_t row;
        std::int32_t from; ///< -1: the first assignment
    };

    /// Scratch memory of one chunk of rows.
    struct Scratch
    {
        AlignedArray<float> tile;
        std::vector<std::int32_t> rows; ///< that are looked at
        std::vector<float> squared;
    };

    void placeCentroids();
    void separateCentroids();
    bool assign();
    void assignChunk(std::size_t begin, std::size_t end, Scratch& scratch, std::vector<Move>& moves);
    void assignAll(std::size_t begin, std::size_t end, std::vector<Move>& moves);
    void assignOpen(std::size_t begin, std::size_t end, Scratch& scratch, std::vector<Move>& moves);
    bool fillEmptyClusters();
    std::vector<float> ownDistances();
    void sumRows();
    void moveSums();
    double updateCentroids();
    kernels::RowBounds bounds();

    const KMeansPoints& m_points;
    const KMeansPlan& m_plan;
    const RunContext& m_context;
    const kernels::DistanceKernels& m_kernels;
    std::size_t m_clusters;
    std::size_t m_columns;
    float m_slack; ///< what rounding may change a squared distance by, relative to the squared lengths

    std::vector<double> m_centroids;
    std::vector<double> m_sums; ///< of the rows of each cluster
    std::vector<std::int64_t> m_sizes;
    AlignedArray<float> m_rounded; ///< centroids as the kernels see them, in rows of the points' stride
    std::vector<float> m_scaled;   ///< -2 times those
    std::vector<float> m_norms;    ///< their squares
    std::vector<float> m_moved;    ///< how far each went, not less
    std::vector<float> m_othersMoved;
    std::vector<float> m_halfApart; ///< half the distance to the nearest other centroid, not more
    float m_largestNorm = 0;

    std::vector<std::int32_t> m_assignment;
    std::vector<float> m_upper; ///< whole tiles of them, as RowBounds has them
    std::vector<float> m_lower;
    std::vector<std::vector<Move>> m_moves;
    std::vector<Scratch> m_scratch;
    std::vector<std::pair<std::int32_t, std::int32_t>> m_reseeded; ///< cluster and its row
};

} // namespace matinee
