#include "ui/map/film_scene.h"

#include "ui/state/colours.h"
#include "ui/state/count_text.h"

#include <matinee/recommender.h>

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kNeighboursTold = 5;
constexpr std::size_t kExamples = 4;

/// Where the texts below are looked up.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::Map)
};

/// The model's name; its id where the registry does not have it (a run of a newer version).
QString modelName(const std::string& id)
{
    const auto found = std::find_if(models().begin(), models().end(), [&id](const auto& m) { return m.id == id; });
    return QString::fromStdString(found == models().end() ? id : found->name);
}

QString countText(const FilmMap& map)
{
    const QLocale locale;
    const auto shown = static_cast<qlonglong>(map.items.size());
    const QString count = Text::tr("%1 of %2 films").arg(locale.toString(shown), locale.toString(shown + map.leftOut));
    if (map.leftOut == 0)
        return count;
    return Text::tr("%1; %2 without training ratings left out").arg(count, locale.toString(map.leftOut));
}

/// What the axes are, the longest form first.
QStringList axesTexts(const FilmMap& map)
{
    switch (map.options.layout) {
    case MapLayout::Umap:
        return {Text::tr("UMAP: what is near is alike; the axes mean nothing"), Text::tr("UMAP")};
    case MapLayout::Tsne:
        return {Text::tr("t-SNE: what is near is alike; the axes mean nothing"), Text::tr("t-SNE")};
    case MapLayout::Pca:
        break;
    }
    const QLocale locale;
    const auto percent = [&locale](double share) { return locale.toString(share * 100, 'f', 1); };
    const QString x = percent(map.projection.explained[0]);
    const QString y = percent(map.projection.explained[1]);
    return {Text::tr("PCA: %1 % of the variance along x, %2 % along y").arg(x, y),
            Text::tr("variance: x %1 %, y %2 %").arg(x, y), Text::tr("variance %1 % + %2 %").arg(x, y)};
}

/// Films in no cluster: hollow and grey, an entry of the legend of their own.
void addRareFilms(MapScene& scene)
{
    const auto rare = static_cast<std::int32_t>(scene.categories.size());
    qint64 count = 0;
    scene.flags.assign(scene.size(), 0);
    for (std::size_t row = 0; row < scene.size(); ++row) {
        if (scene.category[row] >= 0)
            continue;
        scene.category[row] = rare;
        scene.flags[row] = MapScene::Hollow;
        ++count;
    }
    if (count == 0)
        return;
    scene.colours.push_back({0xFF8A9099, 0xFF8A9099});
    scene.categories.push_back(
        {Text::tr("Few ratings"), static_cast<std::uint16_t>(rare), MapMarker::Circle, count, {}});
}

void addUsers(MapScene& scene, const FilmMap& map, const Dataset& dataset)
{
    if (map.users.empty())
        return;
    const auto category = static_cast<std::int32_t>(scene.categories.size());
    for (std::size_t i = 0; i < map.users.size(); ++i) {
        scene.x.push_back(map.userProjection.x[i]);
        scene.y.push_back(map.userProjection.y[i]);
        scene.titles.append(Text::tr("User %1").arg(dataset.users.id(map.users[i])));
        scene.weight.push_back(0);
        scene.item.push_back(-1);
        scene.cluster.push_back(-1);
        scene.category.push_back(category);
        scene.flags.push_back(MapScene::User);
    }
    scene.colours.push_back({0xFF57606A, 0xFFB0B6BD});
    scene.categories.push_back({Text::tr("Users"),
                                static_cast<std::uint16_t>(category),
                                MapMarker::Diamond,
                                static_cast<qint64>(map.users.size()),
                                {}});
}

} // namespace

MapColour categoryMapColour(int index)
{
    return {categoryColour(index, false).rgb(), categoryColour(index, true).rgb()};
}

MapMarker categoryMarker(int index)
{
    return static_cast<MapMarker>(secondChannel(index) % 4);
}

std::vector<MapColour> categoryMapColours(int count)
{
    std::vector<MapColour> colours;
    for (int i = 0; i < count; ++i)
        colours.push_back(categoryMapColour(i));
    return colours;
}

QString clusterName(int cluster)
{
    return Text::tr("Cluster %1").arg(cluster);
}

QString clusterName(const FilmCluster& cluster)
{
    return cluster.name.empty() ? clusterName(cluster.cluster) : QString::fromStdString(cluster.name);
}

MapScene makeFilmScene(std::shared_ptr<const FilmMap> map, std::shared_ptr<const Dataset> dataset)
{
    MapScene scene;
    const std::size_t films = map->items.size();
    const auto clusters = static_cast<std::int32_t>(map->clusters.size());
    scene.x = map->projection.x;
    scene.y = map->projection.y;
    scene.item = map->items;
    scene.weight.assign(map->ratings.begin(), map->ratings.end());
    scene.titles.reserve(static_cast<qsizetype>(films));
    for (const std::int32_t item : map->items)
        scene.titles.append(QString::fromStdString(dataset->film(item).title));
    scene.cluster = map->clustering.assignment;
    scene.colours = categoryMapColours(clusters);
    scene.legendTitle = Text::tr("Cluster");
    for (const FilmCluster& cluster : map->clusters) {
        const auto colour = static_cast<std::uint16_t>(cluster.cluster);
        MapCategory category{clusterName(cluster), colour, categoryMarker(cluster.cluster), cluster.size, {}};
        for (std::size_t i = 0; i < std::min(kExamples, cluster.topItems.size()); ++i)
            category.examples.append(QString::fromStdString(dataset->film(cluster.topItems[i]).title));
        scene.categories.push_back(std::move(category));
        scene.clusters.push_back({clusterName(cluster), colour});
    }
    scene.category = map->clustering.assignment;
    addRareFilms(scene);
    addUsers(scene, *map, *dataset);
    scene.colour.assign(scene.category.begin(), scene.category.end()); // a colour for each category
    scene.countText = countText(*map);
    scene.axesTexts = axesTexts(*map);
    scene.facts = [map](int row) {
        const auto r = static_cast<std::size_t>(row);
        if (r >= map->items.size())
            return Text::tr("A user's place among the films");
        const QString ratings = ratingCountText(map->ratings[r]);
        const std::int32_t cluster = map->clustering.assignment[r];
        if (cluster < 0)
            return Text::tr("%1 · in no cluster").arg(ratings);
        return Text::tr("%1 · %2").arg(ratings, clusterName(map->clusters[static_cast<std::size_t>(cluster)]));
    };
    scene.neighbours = [map, dataset](int row) {
        QStringList near;
        if (static_cast<std::size_t>(row) >= map->items.size())
            return QString();
        for (const Neighbour& n : nearestRows(map->vectors, row, kNeighboursTold, Similarity::Cosine)) {
            const auto item = map->items[static_cast<std::size_t>(n.row)];
            near.append(QString::fromStdString(dataset->film(item).title));
        }
        return near.join(QStringLiteral("; "));
    };
    return scene;
}

MapScene makeFilmScene(std::shared_ptr<const FilmMap> map, const TrainedRun& run)
{
    const auto clusters = map->clusters.size();
    MapScene scene = makeFilmScene(std::move(map), run.dataset);
    scene.title = Text::tr("Films of %1, %2").arg(QString::fromStdString(run.dataset->name), modelName(run.spec.model));
    scene.provenanceText =
        Text::tr("Data %1 · model %2 · seed %3 · k = %4 · Matinee %5")
            .arg(QString::fromStdString(run.dataset->provenance.digest), QString::fromStdString(run.spec.model))
            .arg(run.spec.seed)
            .arg(clusters)
            .arg(QStringLiteral(MATINEE_VERSION));
    return scene;
}

} // namespace matinee::ui
