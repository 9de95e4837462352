#include "embedding/cluster_numbers.h"
#include "embedding/finite.h"
#include "embedding/kmeans_run.h"
#include "embedding/row_sample.h"
#include "support/distributions.h"
#include "support/parallel.h"

#include <matinee/clustering.h>

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <optional>

namespace matinee {

namespace {

// Starts compete on this many rows for each cluster, where there are twice as many.
constexpr std::size_t kSampleRowsPerCluster = 128;
constexpr std::size_t kLeastSampleRows = 8192;
/// The best so many of them go on with all rows.
constexpr std::size_t kFinalists = 2;
/// With fewer clusters, the distances to all of them are as quick as the bounds (measured with 8 to 128 columns).
/// Elkan's bounds, a number for each row and cluster, would take as much memory traffic as the distances take
/// arithmetic.
constexpr int kBoundsFrom = 24;

void check(const Matrix& points, const KMeansOptions& options)
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
    if (!options.initial)
        return;
    if (options.initial->rows != static_cast<std::size_t>(options.clusters) ||
        options.initial->columns != points.columns)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("{} centroids of {} columns cannot begin {} clusters of {}.", options.initial->rows,
                                options.initial->columns, options.clusters, points.columns),
                    "initial");
    requireFinite(*options.initial);
}

struct Start
{
    KMeansOutcome outcome;
    int number = 0;

    bool isBetterThan(const Start& other) const
    {
        return outcome.inertia != other.outcome.inertia ? outcome.inertia < other.outcome.inertia
                                                        : number < other.number;
    }
};

/// The best of several starts, best first. With as many starts as threads each has a thread, otherwise each has all.
std::vector<Start> bestStarts(const KMeansPoints& points, const KMeansPlan& plan, const KMeansOptions& options,
                              std::size_t kept, const RunContext& context)
{
    const bool together = options.starts >= context.threads;
    std::vector<std::vector<Start>> best(static_cast<std::size_t>(std::max(context.threads, 1)));
    RunContext inner;
    inner.stop = context.stop;
    inner.threads = together ? 1 : context.threads;
    parallelFor(static_cast<std::size_t>(options.starts), 1, together ? context.threads : 1,
                [&](std::size_t number, std::size_t, int worker) {
                    context.throwIfStopped();
                    if (worker == 0)
                        context.report(static_cast<double>(number) / options.starts, "Clustering");
                    Random random(streamSeed(options.seed, number, 0, 0));
                    auto centroids = seedCentroids(points, plan.clusters, random, inner);
                    Start start{KMeansRun(points, plan, inner).run(std::move(centroids)), static_cast<int>(number)};
                    auto& mine = best[static_cast<std::size_t>(worker)];
                    mine.insert(std::find_if(mine.begin(), mine.end(),
                                             [&](const Start& other) { return start.isBetterThan(other); }),
                                std::move(start));
                    if (mine.size() > kept)
                        mine.pop_back();
                });
    std::vector<Start> all;
    for (auto& mine : best)
        std::move(mine.begin(), mine.end(), std::back_inserter(all));
    std::sort(all.begin(), all.end(), [](const Start& a, const Start& b) { return a.isBetterThan(b); });
    all.resize(std::min(all.size(), kept));
    return all;
}

KMeansOutcome bestOutcome(const KMeansPoints& points, const KMeansPlan& plan, const KMeansOptions& options,
                          const RunContext& context)
{
    const auto sampled = std::max(kLeastSampleRows, kSampleRowsPerCluster * plan.clusters);
    if (points.rows() < 2 * sampled)
        return std::move(bestStarts(points, plan, options, 1, context).front().outcome);

    const KMeansPoints sample(points, sampleRows(points.rows(), sampled, Random(streamSeed(options.seed, 0, 1, 0))));
    std::optional<KMeansOutcome> best;
    for (auto& start : bestStarts(sample, plan, options, kFinalists, context)) {
        auto outcome = KMeansRun(points, plan, context).run(std::move(start.outcome.centroids));
        if (!best || outcome.inertia < best->inertia)
            best = std::move(outcome);
    }
    return std::move(*best);
}

/// Given centroids as the points are: shifted, or of length one.
std::vector<double> placed(const Matrix& centroids, const KMeansPoints& points)
{
    std::vector<double> result(centroids.values.begin(), centroids.values.end());
    for (std::size_t r = 0; r < centroids.rows; ++r) {
        double* row = result.data() + r * centroids.columns;
        const double length = std::sqrt(std::inner_product(row, row + centroids.columns, row, 0.0));
        for (std::size_t c = 0; c < centroids.columns; ++c)
            row[c] = points.isCosine() ? (length > 0 ? row[c] / length : 0) : row[c] - points.shift(c);
    }
    return result;
}

} // namespace

Clustering kMeans(const Matrix& points, const KMeansOptions& options, const RunContext& context)
{
    check(points, options);
    const KMeansPoints prepared(points, options.cosine);
    const KMeansPlan plan{.clusters = static_cast<std::size_t>(options.clusters),
                          .maximumIterations = options.maximumIterations,
                          .tolerance = options.tolerance * prepared.variance(),
                          .bounds = options.clusters >= kBoundsFrom};
    auto best = options.initial ? KMeansRun(prepared, plan, context).run(placed(*options.initial, prepared))
                                : bestOutcome(prepared, plan, options, context);

    std::vector<std::int32_t> number(plan.clusters);
    std::iota(number.begin(), number.end(), 0);
    if (!options.initial)
        number = numberBySize(best.assignment, plan.clusters);

    Clustering result;
    result.inertia = best.inertia;
    result.iterations = best.iterations;
    result.assignment.resize(points.rows);
    result.distance.resize(points.rows);
    result.sizes.assign(plan.clusters, 0);
    result.centroids = Matrix(plan.clusters, points.columns);
    for (std::size_t r = 0; r < points.rows; ++r) {
        const auto old = static_cast<std::size_t>(best.assignment[r]);
        result.assignment[r] = number[old];
        ++result.sizes[static_cast<std::size_t>(number[old])];
        const float* row = prepared.row(r);
        const double* centroid = best.centroids.data() + old * points.columns;
        double squared = 0;
        for (std::size_t c = 0; c < points.columns; ++c)
            squared += (double(row[c]) - centroid[c]) * (double(row[c]) - centroid[c]);
        result.distance[r] = static_cast<float>(std::sqrt(squared));
    }
    for (std::size_t old = 0; old < number.size(); ++old) {
        const auto row = result.centroids.row(static_cast<std::size_t>(number[old]));
        for (std::size_t c = 0; c < points.columns; ++c)
            row[c] = static_cast<float>(best.centroids[old * points.columns + c] + prepared.shift(c));
    }
    context.report(1, "Clustering");
    return result;
}

} // namespace matinee
