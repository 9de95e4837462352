#include "embedding/map_rows.h"

#include <matinee/film_map.h>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace matinee {

namespace {

/// Fills clustering and clusters.
void clusterRows(FilmMap& map, const RunContext& context)
{
    const auto& options = map.options;
    if (map.clustered < options.clusters)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("{} clusters are too many for {} film{} with training ratings.", options.clusters,
                                map.clustered, map.clustered == 1 ? "" : "s"),
                    "clusters");
    const KMeansOptions kMeansOptions{.clusters = options.clusters, .seed = options.seed};
    map.clustering = kMeans(clusteredVectors(map), kMeansOptions, context);
    map.clustering.assignment.resize(map.items.size(), -1);
    map.clustering.distance.resize(map.items.size(), 0);

    std::vector<std::int32_t> rows(static_cast<std::size_t>(map.clustered));
    std::iota(rows.begin(), rows.end(), 0);
    std::stable_sort(rows.begin(), rows.end(), [&map](std::int32_t a, std::int32_t b) {
        return map.ratings[static_cast<std::size_t>(a)] > map.ratings[static_cast<std::size_t>(b)];
    });
    map.clusters.assign(static_cast<std::size_t>(options.clusters), {});
    for (std::size_t c = 0; c < map.clusters.size(); ++c) {
        map.clusters[c].cluster = static_cast<std::int32_t>(c);
        map.clusters[c].size = map.clustering.sizes[c];
    }
    for (const auto row : rows) {
        const auto r = static_cast<std::size_t>(row);
        FilmCluster& cluster = map.clusters[static_cast<std::size_t>(map.clustering.assignment[r])];
        if (cluster.topItems.size() < static_cast<std::size_t>(std::max(0, options.topTitles))) {
            cluster.topItems.push_back(map.items[r]);
            cluster.topCounts.push_back(map.ratings[r]);
        }
    }
}

/// Whether the options place the same films by the same vectors.
bool sameRows(const FilmMapOptions& a, const FilmMapOptions& b)
{
    return a.minimumRatings == b.minimumRatings && a.only == b.only;
}

bool samePlaces(const FilmMapOptions& a, const FilmMapOptions& b)
{
    return sameRows(a, b) && a.layout == b.layout && a.users == b.users && a.seed == b.seed;
}

bool sameClusters(const FilmMapOptions& a, const FilmMapOptions& b)
{
    return sameRows(a, b) && a.clusters == b.clusters && a.method == b.method && a.seed == b.seed &&
           a.topTitles == b.topTitles;
}

} // namespace

std::shared_ptr<const FilmMap> makeFilmMap(const MapInput& input, const FilmMapOptions& options,
                                           const RunContext& context, const FilmMap*, const MapPicture&)
{
    auto map = std::make_shared<FilmMap>();
    map->options = options;
    gatherRows(*map, input);
    clusterRows(*map, context);
    map->projection = projectPca(map->vectors, context);
    return map;
}

std::shared_ptr<const FilmMap> makeFilmMap(const TrainedRun& run, const FilmMapOptions& options,
                                           const RunContext& context)
{
    return makeFilmMap(mapInput(run), options, context);
}

std::shared_ptr<const FilmMap> remakeFilmMap(const FilmMap& map, const MapInput& input, const FilmMapOptions& options,
                                             const RunContext& context, const MapPicture& onPicture)
{
    if (!sameRows(map.options, options))
        return makeFilmMap(input, options, context, nullptr, onPicture);
    auto changed = std::make_shared<FilmMap>(map);
    changed->options = options;
    if (!sameClusters(map.options, options))
        clusterRows(*changed, context);
    if (!samePlaces(map.options, options))
        changed->projection = projectPca(changed->vectors, context);
    return changed;
}

} // namespace matinee
