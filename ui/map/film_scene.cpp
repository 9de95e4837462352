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

MapScene makeFilmScene(std::shared_ptr<const FilmMap> map, std::shared_ptr<const Dataset> dataset)
{
    MapScene scene;
    scene.x = map->projection.x;
    scene.y = map->projection.y;
    scene.item = map->items;
    scene.weight.assign(map->ratings.begin(), map->ratings.end());
    scene.titles.reserve(static_cast<qsizetype>(map->items.size()));
    for (const std::int32_t item : map->items)
        scene.titles.append(QString::fromStdString(dataset->film(item).title));
    scene.category = map->clustering.assignment;
    scene.cluster = map->clustering.assignment;
    scene.colour.assign(map->clustering.assignment.begin(), map->clustering.assignment.end());
    scene.colours = categoryMapColours(static_cast<int>(map->clusters.size()));
    scene.legendTitle = Text::tr("Cluster");
    for (const FilmCluster& cluster : map->clusters) {
        const auto colour = static_cast<std::uint16_t>(cluster.cluster);
        MapCategory category{clusterName(cluster.cluster), colour, categoryMarker(cluster.cluster), cluster.size, {}};
        for (std::size_t i = 0; i < std::min(kExamples, cluster.topItems.size()); ++i)
            category.examples.append(QString::fromStdString(dataset->film(cluster.topItems[i]).title));
        scene.categories.push_back(std::move(category));
        scene.clusters.push_back({clusterName(cluster.cluster), colour});
    }
    scene.countText = countText(*map);
    const QLocale locale;
    const auto percent = [&locale](double share) { return locale.toString(share * 100, 'f', 1); };
    const QString x = percent(map->projection.explained[0]);
    const QString y = percent(map->projection.explained[1]);
    scene.axesTexts = {Text::tr("PCA: %1 % of the variance along x, %2 % along y").arg(x, y),
                       Text::tr("variance: x %1 %, y %2 %").arg(x, y), Text::tr("variance %1 % + %2 %").arg(x, y)};
    scene.facts = [map](int row) {
        const auto r = static_cast<std::size_t>(row);
        return Text::tr("%1 · %2").arg(ratingCountText(map->ratings[r]), clusterName(map->clustering.assignment[r]));
    };
    scene.neighbours = [map, dataset](int row) {
        QStringList near;
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
