#include "embedding/cluster_numbers.h"
#include "embedding/finite.h"
#include "embedding/merge_tree.h"
#include "embedding/row_sample.h"
#include "support/distributions.h"

#include <matinee/agglomerate.h>

#include <fmt/format.h>

#include <algorithm>

namespace matinee {

namespace {

constexpr std::size_t kExactWard = 20'000;
constexpr std::size_t kExactAverage = 10'000;

/// Many small clusters need no more than this to be small.
constexpr int kMicroIterations = 5;

} // namespace

Clustering agglomerate(const Matrix& points, const AgglomerateOptions& options, const RunContext& context)
{
    if (options.clusters < 1 || points.rows < static_cast<std::size_t>(options.clusters))
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("{} clusters cannot be made of {} row{}.", options.clusters, points.rows,
                                points.rows == 1 ? "" : "s"),
                    "clusters");
    requireFinite(points);
    const auto clusters = static_cast<std::size_t>(options.clusters);
    const auto usual = options.linkage == Linkage::Ward ? kExactWard : kExactAverage;
    const auto exactRows = options.exactRows > 0 ? options.exactRows : usual;

    std::vector<std::int32_t> labels;
    std::int32_t microClusters = 0;
    if (points.rows <= exactRows) {
        const KMeansPoints each(points, false);
        const auto merges = mergeTree(each, std::vector<double>(points.rows, 1.0), options.linkage, context);
        labels = cutTree(merges, points.rows, clusters);
    } else {
        microClusters = std::clamp(options.microClusters, options.clusters, static_cast<int>(points.rows));
        const auto first = takeRows(points, sampleRows(points.rows, static_cast<std::size_t>(microClusters),
                                                       Random(streamSeed(options.seed, 0, 0, 0))));
        const auto micro = kMeans(
            points, {.clusters = microClusters, .maximumIterations = kMicroIterations, .initial = &first}, context);
        const std::vector<double> weights(micro.sizes.begin(), micro.sizes.end());
        const auto merges = mergeTree(KMeansPoints(micro.centroids, false), weights, options.linkage, context);
        const auto merged = cutTree(merges, micro.centroids.rows, clusters);
        labels.resize(points.rows);
        std::transform(micro.assignment.begin(), micro.assignment.end(), labels.begin(),
                       [&merged](std::int32_t cluster) { return merged[static_cast<std::size_t>(cluster)]; });
    }
    const auto number = numberBySize(labels, clusters);
    for (auto& label : labels)
        label = number[static_cast<std::size_t>(label)];
    auto result = clusteringOf(points, labels, options.clusters);
    result.microClusters = microClusters;
    context.report(1, "Merging clusters");
    return result;
}

} // namespace matinee
