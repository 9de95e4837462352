#include "embedding/finite.h"

#include <matinee/clustering.h>
#include <matinee/random.h>

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

using RowsF = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowsD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Index = Eigen::Index;

/// Rows a matrix product takes at once: fits the cache, and a stop is seen between blocks.
constexpr Index kBlock = 256;

/// One problem: the centred points and the working memory that all starts share.
class Lloyd
{
public:
    Lloyd(const Matrix& points, const KMeansOptions& options, const RunContext& context)
        : m_options(options)
        , m_context(context)
        , m_rows(static_cast<Index>(points.rows))
        , m_columns(static_cast<Index>(points.columns))
        , m_clusters(options.clusters)
        , m_assignment(points.rows, -1)
        , m_squared(points.rows)
        , m_random(options.seed)
    {
        const Eigen::Map<const RowsF> raw(points.values.data(), m_rows, m_columns);
        m_mean = raw.cast<double>().colwise().mean();
        // Centred, |x|² - 2 x·c + |c|² loses far fewer digits in float.
        m_points = (raw.cast<double>().rowwise() - m_mean).cast<float>();
        m_norms = m_points.cast<double>().rowwise().squaredNorm();
        const double variance = m_rows > 0 && m_columns > 0 ? m_norms.sum() / (double(m_rows) * double(m_columns)) : 0;
        m_tolerance = options.tolerance * variance;
    }

    struct Outcome
    {
        std::vector<std::int32_t> assignment;
        RowsD centroids; ///< of the centred points
        double inertia = 0;
        int iterations = 0;
    };

    /// One start, from seeding to convergence.
    Outcome run()
    {
        seedCentroids();
        std::fill(m_assignment.begin(), m_assignment.end(), -1);
        int iteration = 0;
        bool settled = false;
        while (iteration < m_options.maximumIterations && !settled) {
            const bool changed = assign();
            ++iteration;
            const RowsD before = m_centroids;
            updateCentroids();
            settled = !changed || (m_centroids - before).squaredNorm() <= m_tolerance;
        }
        // The rows follow the last move of the centroids; where one lost all its rows, it gets one of its own.
        assign();
        for (const auto& [cluster, row] : m_reseeded)
            m_centroids.row(cluster) = m_points.row(row).cast<double>();
        return {m_assignment, m_centroids, inertia(), iteration};
    }

    const Eigen::RowVectorXd& mean() const { return m_mean; }

    double distance(Index row, const RowsD& centroids, std::int32_t cluster) const
    {
        return std::sqrt((m_points.row(row).cast<double>() - centroids.row(cluster)).squaredNorm());
    }

private:
    double squaredTo(Index row, Index other) const { return (m_points.row(row) - m_points.row(other)).squaredNorm(); }

    /// Greedy k-means++: of a few candidates drawn by squared distance, the one that lowers the sum most.
    void seedCentroids()
    {
        const int trials = 2 + static_cast<int>(std::log(static_cast<double>(m_clusters)));
        m_centroids.resize(m_clusters, m_columns);
        std::vector<double> nearest(static_cast<std::size_t>(m_rows));
        std::vector<double> trial(nearest.size());
        std::vector<double> best(nearest.size());

        auto chosen = static_cast<Index>(m_random.below(static_cast<std::uint64_t>(m_rows)));
        m_centroids.row(0) = m_points.row(chosen).cast<double>();
        for (Index r = 0; r < m_rows; ++r)
            nearest[static_cast<std::size_t>(r)] = squaredTo(r, chosen);
        for (int c = 1; c < m_clusters; ++c) {
            double bestSum = std::numeric_limits<double>::infinity();
            for (int t = 0; t < trials; ++t) {
                m_context.throwIfStopped();
                const Index candidate = draw(nearest);
                double sum = 0;
                for (Index r = 0; r < m_rows; ++r) {
                    const auto i = static_cast<std::size_t>(r);
                    trial[i] = std::min(nearest[i], squaredTo(r, candidate));
                    sum += trial[i];
                }
                if (sum < bestSum) {
                    bestSum = sum;
                    chosen = candidate;
                    best.swap(trial);
                }
            }
            nearest = best;
            m_centroids.row(c) = m_points.row(chosen).cast<double>();
        }
    }

    /// A row drawn in proportion to its weight; any row where all weights are zero.
    Index draw(const std::vector<double>& weights)
    {
        const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
        if (!(total > 0))
            return static_cast<Index>(m_random.below(static_cast<std::uint64_t>(m_rows)));
        double left = m_random.uniform() * total;
        Index last = 0; // of positive weight: what rounding may leave over falls to it
        for (Index r = 0; r < m_rows; ++r) {
            const double weight = weights[static_cast<std::size_t>(r)];
            if (weight <= 0)
                continue;
            last = r;
            left -= weight;
            if (left < 0)
                break;
        }
        return last;
    }

    /// Every row to its nearest centroid (ties: the lower number). \return whether any row moved.
    bool assign()
    {
        const RowsF centroids = m_centroids.cast<float>();
        const Eigen::RowVectorXf norms = m_centroids.rowwise().squaredNorm().transpose().cast<float>();
        bool changed = false;
        for (Index start = 0; start < m_rows; start += kBlock) {
            m_context.throwIfStopped();
            const Index count = std::min(kBlock, m_rows - start);
            m_scores.noalias() = m_points.middleRows(start, count) * centroids.transpose() * -2.0F;
            m_scores.rowwise() += norms;
            for (Index r = 0; r < count; ++r) {
                Index nearest = 0;
                const float score = m_scores.row(r).minCoeff(&nearest);
                const auto row = static_cast<std::size_t>(start + r);
                m_squared[row] = std::max(0.0, m_norms[start + r] + double(score));
                changed = changed || m_assignment[row] != nearest;
                m_assignment[row] = static_cast<std::int32_t>(nearest);
            }
        }
        return fillEmptyClusters() || changed;
    }

    /// Gives each empty cluster the row farthest from its centroid, out of clusters that keep a row.
    bool fillEmptyClusters()
    {
        m_reseeded.clear();
        std::vector<std::int32_t> sizes(static_cast<std::size_t>(m_clusters), 0);
        for (const auto cluster : m_assignment)
            ++sizes[static_cast<std::size_t>(cluster)];
        const auto empty = std::count(sizes.begin(), sizes.end(), 0);
        if (empty == 0)
            return false;
        std::vector<Index> order(static_cast<std::size_t>(m_rows));
        std::iota(order.begin(), order.end(), Index(0));
        std::stable_sort(order.begin(), order.end(), [this](Index a, Index b) {
            return m_squared[static_cast<std::size_t>(a)] > m_squared[static_cast<std::size_t>(b)];
        });
        auto next = order.begin();
        for (std::int32_t cluster = 0; cluster < m_clusters; ++cluster) {
            if (sizes[static_cast<std::size_t>(cluster)] > 0)
                continue;
            while (sizes[static_cast<std::size_t>(m_assignment[static_cast<std::size_t>(*next)])] < 2)
                ++next;
            const auto row = static_cast<std::size_t>(*next++);
            --sizes[static_cast<std::size_t>(m_assignment[row])];
            m_assignment[row] = cluster;
            m_squared[row] = 0;
            sizes[static_cast<std::size_t>(cluster)] = 1;
            m_reseeded.emplace_back(cluster, static_cast<Index>(row));
        }
        return true;
    }

    void updateCentroids()
    {
        std::vector<std::int64_t> sizes(static_cast<std::size_t>(m_clusters), 0);
        m_centroids.setZero();
        for (Index r = 0; r < m_rows; ++r) {
            const auto cluster = m_assignment[static_cast<std::size_t>(r)];
            m_centroids.row(cluster) += m_points.row(r).cast<double>();
            ++sizes[static_cast<std::size_t>(cluster)];
        }
        for (int c = 0; c < m_clusters; ++c)
            m_centroids.row(c) /= static_cast<double>(sizes[static_cast<std::size_t>(c)]);
    }

    double inertia() const
    {
        double sum = 0;
        for (Index r = 0; r < m_rows; ++r)
            sum += (m_points.row(r).cast<double>() - m_centroids.row(m_assignment[static_cast<std::size_t>(r)]))
                       .squaredNorm();
        return sum;
    }

    const KMeansOptions& m_options;
    const RunContext& m_context;
    Index m_rows;
    Index m_columns;
    int m_clusters;
    Eigen::RowVectorXd m_mean;
    RowsF m_points;
    Eigen::VectorXd m_norms;
    double m_tolerance = 0;
    RowsD m_centroids;
    RowsF m_scores;
    std::vector<std::int32_t> m_assignment;
    std::vector<double> m_squared;
    std::vector<std::pair<std::int32_t, Index>> m_reseeded;
    Random m_random;
};

/// New numbers for clusters: by falling size, then by their first row, so that equal divisions have equal numbers.
std::vector<std::int32_t> numberBySize(const std::vector<std::int32_t>& assignment, int clusters)
{
    std::vector<std::int32_t> sizes(static_cast<std::size_t>(clusters), 0);
    std::vector<std::int32_t> first(sizes.size(), std::numeric_limits<std::int32_t>::max());
    for (std::size_t r = 0; r < assignment.size(); ++r) {
        const auto c = static_cast<std::size_t>(assignment[r]);
        ++sizes[c];
        first[c] = std::min(first[c], static_cast<std::int32_t>(r));
    }
    std::vector<std::int32_t> order(sizes.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        const auto i = static_cast<std::size_t>(a);
        const auto j = static_cast<std::size_t>(b);
        return sizes[i] != sizes[j] ? sizes[i] > sizes[j] : first[i] < first[j];
    });
    std::vector<std::int32_t> number(sizes.size());
    for (std::size_t n = 0; n < order.size(); ++n)
        number[static_cast<std::size_t>(order[n])] = static_cast<std::int32_t>(n);
    return number;
}

} // namespace

Clustering kMeans(const Matrix& points, const KMeansOptions& options, const RunContext& context)
{
    if (options.clusters < 1)
        throw Error(ErrorCode::InvalidArgument, "k-means needs at least one cluster.", "clusters");
    if (options.starts < 1 || options.maximumIterations < 1 || !(options.tolerance >= 0))
        throw Error(ErrorCode::InvalidArgument,
                    "k-means needs at least one start and one iteration, and a tolerance that is not negative.");
    if (points.rows < static_cast<std::size_t>(options.clusters))
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("{} clusters cannot be made of {} row{}.", options.clusters, points.rows,
                                points.rows == 1 ? "" : "s"),
                    "clusters");
    requireFinite(points);

    Lloyd lloyd(points, options, context);
    Lloyd::Outcome best;
    for (int start = 0; start < options.starts; ++start) {
        context.report(static_cast<double>(start) / options.starts, "Clustering");
        auto outcome = lloyd.run();
        if (start == 0 || outcome.inertia < best.inertia)
            best = std::move(outcome);
    }

    Clustering result;
    result.inertia = best.inertia;
    result.iterations = best.iterations;
    result.assignment.resize(points.rows);
    result.distance.resize(points.rows);
    result.sizes.assign(static_cast<std::size_t>(options.clusters), 0);
    result.centroids = Matrix(static_cast<std::size_t>(options.clusters), points.columns);
    const auto number = numberBySize(best.assignment, options.clusters);
    for (std::size_t r = 0; r < points.rows; ++r) {
        const auto old = best.assignment[r];
        const auto cluster = number[static_cast<std::size_t>(old)];
        result.assignment[r] = cluster;
        result.distance[r] = static_cast<float>(lloyd.distance(static_cast<Index>(r), best.centroids, old));
        ++result.sizes[static_cast<std::size_t>(cluster)];
    }
    for (std::size_t old = 0; old < number.size(); ++old) {
        const auto row = result.centroids.row(static_cast<std::size_t>(number[old]));
        for (std::size_t c = 0; c < points.columns; ++c)
            row[c] = static_cast<float>(best.centroids(static_cast<Index>(old), static_cast<Index>(c)) +
                                        lloyd.mean()[static_cast<Index>(c)]);
    }
    context.report(1, "Clustering");
    return result;
}

} // namespace matinee
