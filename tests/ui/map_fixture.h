#pragma once

#include <matinee/film_map.h>
#include <matinee/random.h>

#include <QApplication>
#include <QDir>
#include <QPalette>
#include <QTest>
#include <QWidget>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>

namespace matinee::test {

/// A model that has trained nothing: given film vectors and biases.
class MadeUpModel : public Recommender
{
public:
    void prepare(const TrainingData&, const ComputeOptions&) override {}
    EpochOutcome trainEpoch(const EpochContext&) override { return {}; }
    void predict(std::span<const std::int32_t>, std::span<const std::int32_t>, std::span<float> out) const override
    {
        std::fill(out.begin(), out.end(), 3.5F);
    }
    Matrix itemEmbeddings() const override { return embeddings; }
    std::vector<float> itemBiases() const override { return biases; }
    std::uint64_t parameterCount() const override { return embeddings.values.size(); }
    void save(ModelFile&) const override {}
    void load(const ModelFile&, const Dataset&, const ComputeOptions&) override {}

    Matrix embeddings;
    std::vector<float> biases;
};

/// Invented titles with a long tail of ratings; every tenth film has letters with accents.
inline std::shared_ptr<const Dataset> madeUpDataset(int films, int users, std::size_t ratings)
{
    static const char* const kFirst[] = {"Silent", "Last", "Crimson", "Midnight", "Broken", "Golden",
                                         "Paper",  "Iron", "Distant", "Summer",   "Hidden", "Electric"};
    static const char* const kSecond[] = {"Harbour", "Letter", "Orchard", "Signal", "Parade",
                                          "Winter",  "Engine", "Garden",  "Mirror", "Frontier"};
    DatasetParts parts;
    parts.name = "made-up";
    parts.genres = {"Comedy", "Drama", "Thriller"};
    Random random(11);
    for (int i = 0; i < films; ++i) {
        Film film;
        film.year = 1930 + static_cast<int>(random.below(70));
        const std::string place = i % 10 == 3 ? " of Élégance" : "";
        film.title = std::string("The ") + kFirst[random.below(12)] + " " + kSecond[random.below(10)] + place + " " +
                     std::to_string(i) + " (" + std::to_string(film.year) + ")";
        film.genres = 1 + random.below(7);
        parts.films[i + 1] = film;
    }
    for (std::size_t r = 0; r < ratings; ++r) {
        // Cubed uniforms: few films have most of the ratings. Every film gets one first.
        const double u = random.uniform();
        const auto item = r < static_cast<std::size_t>(films) ? static_cast<std::int64_t>(r)
                                                              : static_cast<std::int64_t>(u * u * u * films);
        parts.ratings.user.push_back(1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(users))));
        parts.ratings.item.push_back(item + 1);
        parts.ratings.value.push_back(static_cast<float>(1 + random.below(5)));
        parts.ratings.time.push_back(881250949);
    }
    return std::make_shared<const Dataset>(assembleDataset(std::move(parts)));
}

/// Gaussian clusters in eight dimensions; the map shows the first two. Every leftOut-th film is left out.
inline std::shared_ptr<const FilmMap> madeUpMap(const Dataset& data, int clusters, int leaveOutEvery = 0)
{
    auto map = std::make_shared<FilmMap>();
    constexpr std::size_t kFactors = 8;
    Random random(5);
    std::vector<double> centres(static_cast<std::size_t>(clusters) * kFactors);
    for (double& c : centres)
        c = random.normal() * 1.2;
    std::vector<std::int32_t> counts(static_cast<std::size_t>(data.itemCount()));
    for (const std::int32_t item : data.ratings.item)
        ++counts[static_cast<std::size_t>(item)];
    map->rowOfItem.assign(counts.size(), -1);
    for (std::int32_t item = 0; item < data.itemCount(); ++item) {
        if (leaveOutEvery > 0 && item % leaveOutEvery == leaveOutEvery - 1) {
            ++map->leftOut;
            continue;
        }
        map->rowOfItem[static_cast<std::size_t>(item)] = static_cast<std::int32_t>(map->items.size());
        map->items.push_back(item);
        map->ratings.push_back(counts[static_cast<std::size_t>(item)]);
        map->biases.push_back(static_cast<float>(random.normal() * 0.3));
    }
    const std::size_t rows = map->items.size();
    map->vectors = Matrix(rows, kFactors);
    map->clustering.sizes.assign(static_cast<std::size_t>(clusters), 0);
    for (std::size_t row = 0; row < rows; ++row) {
        const auto cluster = random.below(static_cast<std::uint64_t>(clusters));
        for (std::size_t f = 0; f < kFactors; ++f)
            map->vectors.row(row)[f] = static_cast<float>(centres[cluster * kFactors + f] + 0.45 * random.normal());
        map->projection.x.push_back(map->vectors.row(row)[0]);
        map->projection.y.push_back(map->vectors.row(row)[1]);
        map->clustering.assignment.push_back(static_cast<std::int32_t>(cluster));
        map->clustering.distance.push_back(0.45F);
        ++map->clustering.sizes[cluster];
    }
    map->projection.explained[0] = 0.182;
    map->projection.explained[1] = 0.097;
    map->clustered = static_cast<std::int32_t>(rows);
    map->clustering.centroids = Matrix(static_cast<std::size_t>(clusters), kFactors);
    std::vector<std::int32_t> order(rows);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return map->ratings[static_cast<std::size_t>(a)] > map->ratings[static_cast<std::size_t>(b)];
    });
    for (std::int32_t c = 0; c < clusters; ++c) {
        FilmCluster cluster{c, {}, map->clustering.sizes[static_cast<std::size_t>(c)], {}, {}};
        for (const std::int32_t row : order) {
            const auto r = static_cast<std::size_t>(row);
            if (map->clustering.assignment[r] == c && cluster.topItems.size() < 10) {
                cluster.topItems.push_back(map->items[r]);
                cluster.topCounts.push_back(map->ratings[r]);
            }
        }
        map->clusters.push_back(cluster);
    }
    return map;
}

/// The run that such a map would come from: even rows are training rows.
inline std::shared_ptr<const TrainedRun> madeUpRun(std::shared_ptr<const Dataset> data, const FilmMap& map)
{
    auto run = std::make_shared<TrainedRun>();
    auto split = std::make_shared<Split>();
    run->counts.items.assign(static_cast<std::size_t>(data->itemCount()), 0);
    run->counts.users.assign(static_cast<std::size_t>(data->userCount()), 0);
    for (std::size_t r = 0; r < data->ratings.size(); r += 2) {
        split->train.push_back(static_cast<RowIndex>(r));
        ++run->counts.items[static_cast<std::size_t>(data->ratings.item[r])];
        ++run->counts.users[static_cast<std::size_t>(data->ratings.user[r])];
    }
    auto model = std::make_shared<MadeUpModel>();
    model->embeddings = Matrix(static_cast<std::size_t>(data->itemCount()), map.vectors.columns);
    model->biases.assign(static_cast<std::size_t>(data->itemCount()), 0);
    for (std::size_t row = 0; row < map.items.size(); ++row) {
        const auto item = static_cast<std::size_t>(map.items[row]);
        std::copy_n(map.vectors.row(row).begin(), map.vectors.columns, model->embeddings.row(item).begin());
        model->biases[item] = map.biases[row];
    }
    run->model = model;
    run->dataset = std::move(data);
    run->split = split;
    run->spec.model = "biased-mf";
    run->spec.seed = 42;
    return run;
}

/// The colours of Qt's dark style, for looking at both.
inline QPalette darkPalette()
{
    QPalette p(QColor(0x2B, 0x2E, 0x33), QColor(0x1E, 0x20, 0x24));
    p.setColor(QPalette::Base, QColor(0x16, 0x18, 0x1B));
    p.setColor(QPalette::ToolTipBase, QColor(0x2B, 0x2E, 0x33));
    p.setColor(QPalette::ToolTipText, Qt::white);
    p.setColor(QPalette::PlaceholderText, QColor(0x9A, 0xA0, 0xA8));
    p.setColor(QPalette::Link, QColor(0x6C, 0xB6, 0xFF));
    return p;
}

/// Writes what a widget shows to the folder in MATINEE_SCREENSHOT_DIR, if it is set: light and dark.
inline void saveScreenshots(QWidget& widget, const char* name)
{
    const QString folder = qEnvironmentVariable("MATINEE_SCREENSHOT_DIR");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    const QPalette light = QApplication::palette();
    const QString scale = widget.devicePixelRatioF() > 1 ? QStringLiteral("-2x") : QString();
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? darkPalette() : light);
        QTest::qWait(50);
        const QString shade = dark ? QStringLiteral("-dark") : QString();
        QVERIFY(widget.grab().save(QStringLiteral("%1/%2%3%4.png").arg(folder, QLatin1String(name), shade, scale)));
    }
    QApplication::setPalette(light);
}

} // namespace matinee::test
