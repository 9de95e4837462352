#include <matinee/film_map.h>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace matinee {

namespace {

/// Fills clustering and clusters from vectors, items and ratings.
void clusterRows(FilmMap& map, const FilmMapOptions& options, const RunContext& context)
{
    if (map.items.size() < static_cast<std::size_t>(std::max(0, options.clusters)))
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("{} clusters are too many for {} film{} with training ratings.", options.clusters,
                                map.items.size(), map.items.size() == 1 ? "" : "s"),
                    "clusters");
    map.clustering = kMeans(map.vectors, {.clusters = options.clusters, .seed = options.seed}, context);

    std::vector<std::int32_t> rows(map.items.size());
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

} // namespace

std::shared_ptr<const FilmMap> makeFilmMap(const TrainedRun& run, const FilmMapOptions& options,
                                           const RunContext& context)
{
    const Dataset& data = *run.dataset;
    const Matrix factors = run.model->itemEmbeddings();
    if (factors.rows == 0 || factors.columns == 0)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("The model '{}' has no film factors to draw; choose one with factors, such as "
                                "biased-mf.",
                                run.spec.model),
                    "model");
    const auto itemCount = static_cast<std::size_t>(data.itemCount());
    if (factors.rows != itemCount || run.counts.items.size() < itemCount)
        throw Error(ErrorCode::Internal, "The model's film factors do not belong to this data set.");

    std::vector<std::int32_t> ratings(itemCount, 0);
    for (const auto item : data.ratings.item)
        ++ratings[static_cast<std::size_t>(item)];
    const std::vector<float> biases = run.model->itemBiases();

    auto map = std::make_shared<FilmMap>();
    map->rowOfItem.assign(itemCount, -1);
    for (std::size_t i = 0; i < itemCount; ++i) {
        if (run.counts.items[i] == 0)
            continue;
        map->rowOfItem[i] = static_cast<std::int32_t>(map->items.size());
        map->items.push_back(static_cast<std::int32_t>(i));
        map->ratings.push_back(ratings[i]);
        if (!biases.empty())
            map->biases.push_back(biases[i]);
    }
    map->leftOut = static_cast<std::int32_t>(itemCount - map->items.size());
    map->vectors = Matrix(map->items.size(), factors.columns);
    for (std::size_t r = 0; r < map->items.size(); ++r) {
        const auto from = factors.row(static_cast<std::size_t>(map->items[r]));
        std::copy(from.begin(), from.end(), map->vectors.row(r).begin());
    }
    clusterRows(*map, options, context);
    map->projection = projectPca(map->vectors, context);
    return map;
}

std::shared_ptr<const FilmMap> recluster(const FilmMap& map, const Dataset&, const FilmMapOptions& options,
                                         const RunContext& context)
{
    auto changed = std::make_shared<FilmMap>(map);
    clusterRows(*changed, options, context);
    return changed;
}

} // namespace matinee
