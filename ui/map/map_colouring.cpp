#include "ui/map/map_colouring.h"

#include "ui/map/film_scene.h"
#include "ui/state/count_text.h"
#include "ui/state/number_text.h"
#include "ui/state/viridis.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace matinee::ui {

namespace {

using By = MapColouring::By;

/// Where the texts below are looked up.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::MapColouring)
};

constexpr MapColour kNeutral{0xFF8A8F98, 0xFF7C828C};
constexpr int kScaleSteps = 128;
/// The scale ends where so many of the films lie beyond, or a few odd ones would take all colours.
constexpr double kBeyond = 0.01;
/// More groups than these no eye tells apart: the small ones become "Other".
constexpr std::size_t kGroups = 9;
constexpr int kFirstDecade = 1920;

/// The scale without what a light and a dark background swallow.
MapColour scaleColour(double t)
{
    return {viridis(0.93 * t).rgb(), viridis(0.12 + 0.88 * t).rgb()};
}

/// Fills the colours of a scene that has its rows, after those of its clusters.
class Painter
{
public:
    Painter(MapScene& scene, const FilmMap& map, const Dataset& data, std::size_t films)
        : m_scene(scene)
        , m_map(map)
        , m_data(data)
        , m_films(films)
        , m_neutral(add(kNeutral))
    {
        m_scene.categories.clear();
        m_scene.category.assign(m_scene.size(), -1);
        m_scene.colour.assign(m_scene.size(), m_neutral);
    }

    void byCluster()
    {
        m_scene.legendTitle = Text::tr("Cluster");
        for (const auto& cluster : m_map.clusters) {
            const auto colour = static_cast<std::uint16_t>(cluster.cluster);
            m_scene.categories.push_back(
                {nameOf(cluster), colour, categoryMarker(cluster.cluster), cluster.size, examplesOf(cluster)});
        }
        for (std::size_t r = 0; r < m_films; ++r) {
            if (const auto cluster = m_map.clustering.assignment[r]; cluster >= 0)
                set(r, cluster);
        }
    }

    void byGenre(int wanted)
    {
        const auto& genres = m_data.catalogue.genres;
        if (wanted >= 0 && static_cast<std::size_t>(wanted) < genres.size()) {
            const auto name = genreName(wanted);
            m_scene.legendTitle = Text::tr("Genre");
            addCategory(name, categoryMapColour(0));
            m_scene.categories.push_back({Text::tr("Other films"), m_neutral, MapMarker::Circle, 0, {}});
            for (std::size_t r = 0; r < m_films; ++r)
                count(r, (film(r).genres >> wanted & 1) != 0 ? 0 : 1);
            return;
        }
        m_scene.legendTitle = Text::tr("Rarest genre of each film");
        std::array<int, 64> films{};
        for (std::size_t r = 0; r < m_films; ++r) {
            for (auto bits = film(r).genres; bits != 0; bits &= bits - 1)
                ++films[static_cast<std::size_t>(std::countr_zero(bits))];
        }
        std::vector<int> rarest(m_films, -1);
        std::array<int, 64> shown{};
        for (std::size_t r = 0; r < m_films; ++r) {
            for (auto bits = film(r).genres; bits != 0; bits &= bits - 1) {
                const int genre = std::countr_zero(bits);
                if (rarest[r] < 0 ||
                    films[static_cast<std::size_t>(genre)] < films[static_cast<std::size_t>(rarest[r])])
                    rarest[r] = genre;
            }
            if (rarest[r] >= 0)
                ++shown[static_cast<std::size_t>(rarest[r])];
        }
        byLargestGroups(rarest, shown, [this](int genre) { return genreName(genre); });
    }

    void byDecade()
    {
        m_scene.legendTitle = Text::tr("Decade");
        std::map<int, int> categories; // by first year; what is older than kFirstDecade in one
        for (std::size_t r = 0; r < m_films; ++r) {
            if (film(r).year > 0)
                categories[decadeOf(r)];
        }
        int next = 0;
        for (auto& [decade, category] : categories) {
            const double t = categories.size() > 1 ? next / (double(categories.size()) - 1) : 0.5;
            category = next++;
            addCategory(decade < kFirstDecade ? Text::tr("before %1").arg(kFirstDecade)
                                              //: a decade: "1990s"
                                              : Text::tr("%1s").arg(decade),
                        scaleColour(t));
        }
        m_scene.categories.push_back({Text::tr("Year unknown"), m_neutral, MapMarker::Circle, 0, {}});
        for (std::size_t r = 0; r < m_films; ++r)
            count(r, film(r).year > 0 ? categories[decadeOf(r)] : next);
        dropEmpty();
    }

    /// \param text of the two ends of the scale
    template <class TextOf>
    void byQuantity(const QString& title, const std::vector<double>& values, TextOf text)
    {
        m_scene.legendTitle = title;
        std::vector<double> sorted;
        for (const double value : values) {
            if (std::isfinite(value))
                sorted.push_back(value);
        }
        if (sorted.empty())
            return;
        std::ranges::sort(sorted);
        const auto beyond = static_cast<std::size_t>(kBeyond * static_cast<double>(sorted.size()));
        const double low = sorted[beyond];
        const double high = sorted[sorted.size() - 1 - beyond];
        m_scene.scale.first = static_cast<std::uint16_t>(m_scene.colours.size());
        for (int step = 0; step < kScaleSteps; ++step)
            add(scaleColour(step / (kScaleSteps - 1.0)));
        m_scene.scale.last = static_cast<std::uint16_t>(m_scene.colours.size() - 1);
        //: an end of a scale of colours: some values lie beyond it
        m_scene.scale.low = low > sorted.front() ? Text::tr("≤ %1").arg(text(low)) : text(low);
        m_scene.scale.high = high < sorted.back() ? Text::tr("≥ %1").arg(text(high)) : text(high);
        for (std::size_t r = 0; r < m_films; ++r) {
            if (!std::isfinite(values[r]))
                continue;
            const double t = high > low ? std::clamp((values[r] - low) / (high - low), 0.0, 1.0) : 0.5;
            m_scene.colour[r] = static_cast<std::uint16_t>(m_scene.scale.first + std::lround(t * (kScaleSteps - 1)));
        }
    }

private:
    std::uint16_t add(MapColour colour)
    {
        m_scene.colours.push_back(colour);
        return static_cast<std::uint16_t>(m_scene.colours.size() - 1);
    }

    void addCategory(const QString& name, MapColour colour, MapMarker marker = MapMarker::Circle)
    {
        m_scene.categories.push_back({name, add(colour), marker, 0, {}});
    }

    void set(std::size_t row, int category)
    {
        m_scene.category[row] = category;
        m_scene.colour[row] = m_scene.categories[static_cast<std::size_t>(category)].colour;
    }

    void count(std::size_t row, int category)
    {
        set(row, category);
        ++m_scene.categories[static_cast<std::size_t>(category)].count;
    }

    const Film& film(std::size_t row) const { return m_data.film(m_map.items[row]); }

    int decadeOf(std::size_t row) const { return std::max(film(row).decade(), kFirstDecade - 10); }

    QString genreName(int genre) const
    {
        return QString::fromStdString(m_data.catalogue.genres[static_cast<std::size_t>(genre)]);
    }

    QStringList examplesOf(const FilmCluster& cluster) const
    {
        constexpr std::size_t kExamples = 4;
        QStringList examples;
        for (std::size_t i = 0; i < std::min(kExamples, cluster.topItems.size()); ++i)
            examples.append(QString::fromStdString(m_data.film(cluster.topItems[i]).title));
        return examples;
    }

    /// \param group of each row, -1: none \param sizes of the groups
    template <class NameOf>
    void byLargestGroups(const std::vector<int>& group, const std::array<int, 64>& sizes, NameOf name)
    {
        std::vector<int> order(sizes.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, [&sizes](int a, int b) {
            return sizes[static_cast<std::size_t>(a)] > sizes[static_cast<std::size_t>(b)];
        });
        std::array<int, 64> category{};
        category.fill(-1);
        for (const int g : order) {
            if (m_scene.categories.size() == kGroups || sizes[static_cast<std::size_t>(g)] == 0)
                break;
            const auto index = static_cast<int>(m_scene.categories.size());
            category[static_cast<std::size_t>(g)] = index;
            addCategory(name(g), categoryMapColour(index), categoryMarker(index));
        }
        const auto other = static_cast<int>(m_scene.categories.size());
        m_scene.categories.push_back({Text::tr("Other"), m_neutral, MapMarker::Circle, 0, {}});
        m_scene.categories.push_back({Text::tr("No genre"), m_neutral, MapMarker::Circle, 0, {}});
        for (std::size_t r = 0; r < m_films; ++r) {
            const int found = group[r] < 0 ? other + 1 : category[static_cast<std::size_t>(group[r])];
            count(r, found < 0 ? other : found);
        }
        dropEmpty();
    }

    /// Takes categories without films from the end.
    void dropEmpty()
    {
        for (auto i = std::ssize(m_scene.categories) - 1; i >= 0; --i) {
            if (m_scene.categories[static_cast<std::size_t>(i)].count > 0)
                continue;
            m_scene.categories.erase(m_scene.categories.begin() + i);
            for (auto& category : m_scene.category)
                category -= category > i ? 1 : 0;
        }
    }

    MapScene& m_scene;
    const FilmMap& m_map;
    const Dataset& m_data;
    std::size_t m_films;
    std::uint16_t m_neutral;
};

QString countText(const FilmMap& map, qlonglong shown)
{
    const QLocale locale;
    const auto films = static_cast<qlonglong>(map.items.size());
    const QString text = Text::tr("%1 of %2 films").arg(locale.toString(shown), locale.toString(films + map.leftOut));
    const auto rare = films - map.clustered;
    const auto least = locale.toString(map.options.minimumRatings);
    if (shown < films) // those without any among them
        return Text::tr("%1; %2 with fewer than %3 training ratings left out")
            .arg(text, locale.toString(rare + map.leftOut), least);
    if (rare > 0)
        return Text::tr("%1; %2 with fewer than %3 training ratings hollow").arg(text, locale.toString(rare), least);
    return map.leftOut > 0
               ? Text::tr("%1; %2 without training ratings left out").arg(text, locale.toString(map.leftOut))
               : text;
}

/// What the axes are, the longest form first.
QStringList axesTexts(const FilmMap& map, QStringList pca)
{
    switch (map.options.layout) {
    case MapLayout::Umap:
        return {Text::tr("UMAP: neighbours are alike, distances between groups say little"), Text::tr("UMAP")};
    case MapLayout::Tsne:
        return {Text::tr("t-SNE: neighbours are alike, distances between groups say nothing"), Text::tr("t-SNE")};
    case MapLayout::Pca:
        break;
    }
    return pca;
}

void addUsers(MapScene& scene, const FilmMap& map, const Dataset& data, const Projection& places)
{
    for (std::size_t u = 0; u < map.users.size() && u < places.x.size(); ++u) {
        scene.x.push_back(places.x[u]);
        scene.y.push_back(places.y[u]);
        scene.titles.append(Text::tr("User %1").arg(data.users.id(map.users[u])));
        scene.weight.push_back(0);
        scene.item.push_back(-1);
        scene.cluster.push_back(-1);
        scene.flags.push_back(MapScene::User);
    }
}

void colour(MapScene& scene, const FilmMap& map, const Dataset& data, const MapColouring& colouring,
            const std::vector<float>& means, std::size_t films)
{
    Painter painter(scene, map, data, films);
    std::vector<double> values(films);
    switch (colouring.by) {
    case By::Cluster:
        return painter.byCluster();
    case By::Genre:
        return painter.byGenre(colouring.index);
    case By::Decade:
        return painter.byDecade();
    case By::Bias:
        for (std::size_t r = 0; r < films; ++r)
            values[r] = double(map.biases[r]);
        return painter.byQuantity(Text::tr("Bias in stars"), values,
                                  [](double value) { return signedNumberText(value, 2); });
    case By::MeanRating:
        for (std::size_t r = 0; r < films; ++r)
            values[r] = double(means[static_cast<std::size_t>(map.items[r])]);
        return painter.byQuantity(Text::tr("Mean rating in stars"), values,
                                  [](double value) { return numberText(value, 'f', 2); });
    case By::Popularity:
        for (std::size_t r = 0; r < films; ++r)
            values[r] = std::log(std::max(1, map.ratings[r]));
        return painter.byQuantity(Text::tr("Number of ratings"), values,
                                  [](double value) { return QLocale().toString(std::llround(std::exp(value))); });
    case By::Factor:
        for (std::size_t r = 0; r < films; ++r)
            values[r] = double(map.vectors.row(r)[static_cast<std::size_t>(colouring.index)]);
        return painter.byQuantity(Text::tr("Factor %1").arg(colouring.index + 1), values,
                                  [](double value) { return signedNumberText(value, 2); });
    }
}

} // namespace

QString nameOf(const FilmCluster& cluster)
{
    return cluster.name.empty() ? clusterName(cluster.cluster) : QString::fromStdString(cluster.name);
}

bool canColour(const FilmMap& map, const MapColouring& colouring)
{
    if (colouring.by == By::Bias)
        return !map.biases.empty();
    if (colouring.by == By::Factor)
        return colouring.index >= 0 && static_cast<std::size_t>(colouring.index) < map.vectors.columns;
    return true;
}

const std::vector<float>& MapSceneMaker::meanRatings(const std::shared_ptr<const Dataset>& dataset)
{
    if (m_dataset == dataset)
        return m_means;
    m_dataset = dataset;
    const auto films = dataset->catalogue.films.size();
    std::vector<double> sums(films, 0);
    std::vector<int> counts(films, 0);
    for (std::size_t r = 0; r < dataset->ratings.size(); ++r) {
        const auto item = static_cast<std::size_t>(dataset->ratings.item[r]);
        sums[item] += double(dataset->ratings.value[r]);
        ++counts[item];
    }
    m_means.assign(films, std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < films; ++i) {
        if (counts[i] > 0)
            m_means[i] = static_cast<float>(sums[i] / counts[i]);
    }
    return m_means;
}

std::shared_ptr<const MapScene> MapSceneMaker::make(const std::shared_ptr<const FilmMap>& map,
                                                    const std::shared_ptr<const Dataset>& dataset, const MapLook& look,
                                                    const Projection& places, const Projection& userPlaces)
{
    auto scene = std::make_shared<MapScene>(makeFilmScene(map, dataset));
    const auto films = look.rare ? map->items.size() : static_cast<std::size_t>(map->clustered);
    if (places.x.size() == map->items.size()) {
        scene->x = places.x;
        scene->y = places.y;
    }
    scene->x.resize(films);
    scene->y.resize(films);
    scene->titles.resize(static_cast<qsizetype>(films));
    scene->weight.resize(films);
    scene->item.resize(films);
    scene->cluster = map->clustering.assignment;
    scene->cluster.resize(films);
    scene->flags.assign(films, 0);
    for (auto r = static_cast<std::size_t>(map->clustered); r < films; ++r)
        scene->flags[r] = MapScene::Hollow;
    if (map->options.users)
        addUsers(*scene, *map, *dataset, userPlaces);

    const bool byCluster = look.colouring.by == By::Cluster || !canColour(*map, look.colouring);
    static const std::vector<float> kNone;
    const auto& means = look.colouring.by == By::MeanRating ? meanRatings(dataset) : kNone;
    scene->colours.resize(map->clusters.size());
    colour(*scene, *map, *dataset, byCluster ? MapColouring{} : look.colouring, means, films);

    scene->hulls = look.hulls;
    scene->clusters.clear();
    for (const auto& cluster : map->clusters) {
        const auto neutral = static_cast<std::uint16_t>(map->clusters.size());
        scene->clusters.push_back({nameOf(cluster), byCluster ? static_cast<std::uint16_t>(cluster.cluster) : neutral});
    }
    scene->countText = countText(*map, static_cast<qlonglong>(films));
    scene->axesTexts = axesTexts(*map, scene->axesTexts);
    scene->facts = [map, films](int row) {
        const auto r = static_cast<std::size_t>(row);
        if (r >= films)
            return QString();
        const auto cluster = map->clustering.assignment[r];
        const auto ratings = ratingCountText(map->ratings[r]);
        if (cluster < 0)
            return Text::tr("%1, too few to be in a cluster").arg(ratings);
        return Text::tr("%1 · %2").arg(ratings, nameOf(map->clusters[static_cast<std::size_t>(cluster)]));
    };
    return scene;
}

} // namespace matinee::ui
