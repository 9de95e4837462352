#include "embedding/map_clusters.h"
#include "embedding/map_places.h"
#include "embedding/map_rows.h"

#include <matinee/film_map.h>

#include <fmt/format.h>

namespace matinee {

namespace {

/// Whether the options are of the same films with the same vectors.
bool sameRows(const FilmMapOptions& a, const FilmMapOptions& b)
{
    return a.minimumRatings == b.minimumRatings && a.preparation == b.preparation && a.only == b.only;
}

bool samePlaces(const FilmMapOptions& a, const FilmMapOptions& b)
{
    return a.layout == b.layout && a.users == b.users && a.seed == b.seed;
}

bool sameClusters(const FilmMapOptions& a, const FilmMapOptions& b)
{
    return a.clusters == b.clusters && a.method == b.method && a.seed == b.seed && a.topTitles == b.topTitles;
}

} // namespace

const std::vector<std::pair<std::string, MapLayout>>& mapLayouts()
{
    static const std::vector<std::pair<std::string, MapLayout>> layouts = {
        {"pca", MapLayout::Pca}, {"umap", MapLayout::Umap}, {"tsne", MapLayout::Tsne}};
    return layouts;
}

MapLayout mapLayoutOf(const std::string& name)
{
    for (const auto& [known, layout] : mapLayouts()) {
        if (known == name)
            return layout;
    }
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("'{}' is not a projection; there are pca, umap and tsne.", name), "projection");
}

std::shared_ptr<const FilmMap> makeFilmMap(const MapInput& input, const FilmMapOptions& options,
                                           const RunContext& context, const FilmMap* before,
                                           const PictureObserver& onPicture)
{
    auto map = std::make_shared<FilmMap>();
    map->options = options;
    gatherRows(*map, input, context);
    const FilmMap* sameFilms = before && before->items == map->items ? before : nullptr;
    clusterRows(*map, *input.dataset, sameFilms, context);
    placeRows(*map, input, sameFilms, context, onPicture);
    return map;
}

std::shared_ptr<const FilmMap> makeFilmMap(const TrainedRun& run, const FilmMapOptions& options,
                                           const RunContext& context)
{
    return makeFilmMap(mapInput(run), options, context);
}

std::shared_ptr<const FilmMap> remakeFilmMap(const FilmMap& map, const MapInput& input, const FilmMapOptions& options,
                                             const RunContext& context, const PictureObserver& onPicture)
{
    if (!sameRows(map.options, options))
        return makeFilmMap(input, options, context, nullptr, onPicture);
    auto changed = std::make_shared<FilmMap>(map);
    changed->options = options;
    if (!sameClusters(map.options, options))
        clusterRows(*changed, *input.dataset, nullptr, context);
    if (!samePlaces(map.options, options))
        placeRows(*changed, input, nullptr, context, onPicture);
    return changed;
}

FilmMapMeasures measureFilmMap(const FilmMap& map, const RunContext& context)
{
    const Matrix vectors = clusteredVectors(map);
    Projection places = map.projection;
    places.x.resize(vectors.rows);
    places.y.resize(vectors.rows);
    const std::span assignment(map.clustering.assignment.data(), vectors.rows);
    FilmMapMeasures measures;
    const MapQualityOptions quality{.seed = map.options.seed};
    // Fewer films than the definitions can be asked of have no such numbers.
    if (vectors.rows > 2 * static_cast<std::size_t>(quality.neighbours))
        measures.quality = measureMap(vectors, places, quality, context);
    if (map.clusters.size() > 1)
        measures.silhouette = silhouette(vectors, assignment, {.seed = map.options.seed}, context);
    return measures;
}

} // namespace matinee
