#include "embedding/map_clusters.h"

#include "embedding/map_rows.h"

#include <matinee/agglomerate.h>
#include <matinee/cluster_names.h>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace matinee {

namespace {

Clustering clusteringBy(const FilmMapOptions& options, const Matrix& vectors, const FilmMap* before,
                        const RunContext& context)
{
    if (options.method == ClusterMethod::Agglomerative)
        return agglomerate(vectors, {.clusters = options.clusters, .seed = options.seed}, context);
    KMeansOptions settings{.clusters = options.clusters, .seed = options.seed};
    Matrix initial;
    if (before && before->options.clusters == options.clusters) {
        // Not the old centroids: while a model trains, all vectors move together.
        const std::span assignment(before->clustering.assignment.data(), vectors.rows);
        initial = clusteringOf(vectors, assignment, options.clusters).centroids;
        settings.initial = &initial;
    }
    return kMeans(vectors, settings, context);
}

} // namespace

void clusterRows(FilmMap& map, const Dataset& data, const FilmMap* before, const RunContext& context)
{
    const auto& options = map.options;
    if (map.clustered < options.clusters)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("{} clusters are too many for {} film{} with {}.", options.clusters, map.clustered,
                                map.clustered == 1 ? "" : "s",
                                options.minimumRatings > 1
                                    ? fmt::format("{} training ratings or more", options.minimumRatings)
                                    : "training ratings"),
                    "clusters");
    map.clustering = clusteringBy(options, clusteredVectors(map), before, context);
    map.clustering.assignment.resize(map.items.size(), -1);
    map.clustering.distance.resize(map.items.size(), 0);
    describeClusters(map, data, context);
}

void describeClusters(FilmMap& map, const Dataset& data, const RunContext& context)
{
    const auto& clustering = map.clustering;
    map.clusters.assign(clustering.sizes.size(), {});
    const auto names = nameClusters(data.catalogue,
                                    {map.items, clustering.assignment, clustering.distance, map.ratings,
                                     static_cast<std::int32_t>(clustering.sizes.size())},
                                    {}, context);
    for (std::size_t c = 0; c < map.clusters.size(); ++c) {
        FilmCluster& cluster = map.clusters[c];
        cluster.cluster = static_cast<std::int32_t>(c);
        cluster.size = clustering.sizes[c];
        cluster.name = names[c].name;
        cluster.terms = names[c].terms;
        for (const auto row : names[c].medoids)
            cluster.medoids.push_back(map.items[static_cast<std::size_t>(row)]);
    }

    std::vector<std::int32_t> rows(static_cast<std::size_t>(map.clustered));
    std::iota(rows.begin(), rows.end(), 0);
    std::stable_sort(rows.begin(), rows.end(), [&map](std::int32_t a, std::int32_t b) {
        return map.ratings[static_cast<std::size_t>(a)] > map.ratings[static_cast<std::size_t>(b)];
    });
    const auto titles = static_cast<std::size_t>(std::max(0, map.options.topTitles));
    for (const auto row : rows) {
        const auto r = static_cast<std::size_t>(row);
        FilmCluster& cluster = map.clusters[static_cast<std::size_t>(clustering.assignment[r])];
        if (cluster.topItems.size() < titles) {
            cluster.topItems.push_back(map.items[r]);
            cluster.topCounts.push_back(map.ratings[r]);
        }
    }
}

} // namespace matinee
