#pragma once

#include <matinee/trainer.h>

#include <QCoreApplication>
#include <QDir>
#include <QImage>
#include <QPalette>
#include <QRegularExpression>
#include <QString>
#include <QTest>
#include <QWidget>

#include <cmath>
#include <memory>

// Invented data for tests of views: deterministic, with the odd cases that real files have.
namespace matinee::madeup {

/// Ratings that repeat a pattern; user ids 10, 20, ..., film ids 100, 103, ...; two films nobody rated.
inline std::shared_ptr<const Dataset> makeDataset(int users = 40, int films = 60, int ratings = 1000,
                                                  bool attributes = true)
{
    const char* const titles[] = {"Amélie's Return (1999)", "Zero Hour (1957)",     "the quiet harbour (1988)",
                                  "Night Train (1946)",     "Space Orchard (2001)", "Untitled",
                                  "Paper Moons (1973)"};
    DatasetParts parts;
    parts.name = "made-up";
    parts.genres = {"Action", "Comedy", "Drama", "Science Fiction"};
    for (int f = 0; f < films + 2; ++f) {
        Film film;
        film.title = titles[f % 7];
        if (f >= 7)
            film.title = "Part " + std::to_string(f) + ": " + film.title;
        if (const auto bracket = film.title.rfind('('); bracket != std::string::npos)
            film.year = std::stoi(film.title.substr(bracket + 1, 4));
        film.genres = static_cast<std::uint64_t>(f % 16);
        parts.films[100 + 3 * f] = film;
    }
    if (attributes) {
        for (int u = 0; u < users; ++u) {
            parts.users[10 * (u + 1)] = {.age = 18 + u % 50,
                                         .gender = u % 3 == 0 ? "F" : "M",
                                         .occupation = u % 2 == 0 ? "librarian" : "engineer",
                                         .zip = u % 4 == 0 ? "02139" : "V5A 1S6"};
        }
    }
    for (int r = 0; r < ratings; ++r) {
        parts.ratings.user.push_back(10 * (1 + r % users));
        parts.ratings.item.push_back(100 + 3 * (r * 11 % films));
        parts.ratings.value.push_back(static_cast<float>(1 + (r * r + r / 3) % 5));
        parts.ratings.time.push_back(
            r == 0 && ratings == 1000 ? 0 : 880'000'000 + static_cast<std::int64_t>(r) * 7919 % 1'000'003);
    }
    parts.provenance.source = "/home/someone/made-up";
    parts.provenance.layout = "ml-100k";
    parts.provenance.warnings = {"2 lines were empty and left out."};
    return std::make_shared<const Dataset>(assembleDataset(std::move(parts)));
}

inline RunStart makeStart(int epochs = 10)
{
    RunStart start;
    start.model = "mf";
    start.device = "cpu";
    start.seed = 7;
    start.train = 800;
    start.validation = 100;
    start.test = 100;
    start.epochs = epochs;
    start.baselines = {
        {.model = "global-mean",
         .name = "Global mean",
         .validation = {.rmse = 1.12, .mae = .94, .loss = 1.2544, .count = 100}},
        {.model = "bias", .name = "Damped bias", .validation = {.rmse = .94, .mae = .74, .loss = .8836, .count = 100}}};
    return start;
}

/// A loss that falls from `high` towards 0.8, with the validation loss turning up at the end.
inline EpochStats makeEpoch(int epoch, double high = 29)
{
    EpochStats stats;
    stats.epoch = epoch;
    stats.trainLoss = 0.62 + (high - 0.62) * std::exp(-0.7 * epoch);
    stats.validationLoss = 0.9 + (high - 0.9) * std::exp(-0.6 * epoch) + 0.012 * epoch;
    stats.validationRmse = std::sqrt(stats.validationLoss);
    stats.validationMae = stats.validationRmse * 0.79;
    stats.seconds = epoch == 0 ? 0 : 0.25;
    stats.ratingsPerSecond = epoch == 0 ? 0 : 3.2e6;
    return stats;
}

inline BatchStats makeBatch(int index, int perEpoch, double high = 29)
{
    BatchStats batch;
    batch.step = static_cast<std::uint64_t>(index) * 16;
    batch.position = static_cast<double>(index + 1) / perEpoch;
    batch.loss = (0.62 + (high - 0.62) * std::exp(-0.7 * batch.position)) * (1 + 0.12 * std::sin(index * 12.9898));
    batch.ratingsPerSecond = 3.2e6;
    return batch;
}

inline std::shared_ptr<const TrainedRun> makeRun(std::shared_ptr<const Dataset> dataset, int epochs = 10,
                                                 double high = 29)
{
    auto run = std::make_shared<TrainedRun>();
    run->spec.data = "made-up";
    run->spec.model = "mf";
    run->spec.seed = 7;
    run->dataset = std::move(dataset);
    run->start = makeStart(epochs);
    for (int epoch = 0; epoch <= epochs; ++epoch)
        run->history.push_back(makeEpoch(epoch, high));
    auto& result = run->result;
    result.epochs = epochs;
    result.bestEpoch = epochs - 1;
    result.seconds = 2.7;
    result.keptEpoch = epochs;
    result.test = {.rmse = 1.41, .mae = 1.103, .loss = 1.988, .count = 100, .rmseInterval = {1.39, 1.43}};
    result.baselines = run->start.baselines;
    result.baselines[0].test = {.rmse = 1.125, .mae = .944, .loss = 1.2656, .count = 100};
    result.baselines[1].test = {.rmse = .943, .mae = .745, .loss = .889, .count = 100};
    const auto& ratings = run->dataset->ratings;
    for (std::size_t r = 0; r < std::min<std::size_t>(100, ratings.size()); ++r) {
        result.samples.push_back({ratings.user[r], ratings.item[r],
                                  static_cast<float>(3.2 + 1.5 * std::sin(double(r) * 1.7)), ratings.value[r]});
    }
    return run;
}

/// A model of interactions that stopped early; one test film a user, ranked among drawn films.
inline std::shared_ptr<const TrainedRun> makeRankedRun(std::shared_ptr<const Dataset> dataset, int epochs = 10)
{
    auto run = std::make_shared<TrainedRun>(*makeRun(std::move(dataset), epochs, 0.7));
    for (const auto& info : models()) {
        if (info.output == ModelOutput::Probabilities)
            run->spec.model = info.id;
    }
    run->start.model = run->spec.model;
    run->start.epochs = 30;
    run->start.baselines = {{.model = "popularity", .name = "Popularity"}};
    for (auto& epoch : run->history) {
        epoch.validationRmse = epoch.validationMae = std::nan("");
        epoch.validationNdcg = 0.41 - 0.003 * std::abs(epoch.epoch - (epochs - 3));
        epoch.validationHitRatio = epoch.validationNdcg + 0.27;
    }
    auto& result = run->result;
    result.bestEpoch = result.keptEpoch = epochs - 3;
    result.test = {.count = 40};
    result.ranking = {.hitRatio = 0.671,
                      .ndcg = 0.402,
                      .hitRatioInterval = {0.655, 0.688},
                      .ndcgInterval = {0.39, 0.415},
                      .count = 40,
                      .protocol = "each test film against 99 films that the user has not rated"};
    result.rankingSampled = result.ranking;
    result.rankingAll = {
        .hitRatio = 0.081, .ndcg = 0.04, .count = 40, .protocol = "each user's test films among all films"};
    result.baselines = run->start.baselines;
    result.baselines[0].ranking = {.hitRatio = 0.43, .ndcg = 0.24, .count = 40, .protocol = result.ranking.protocol};
    return run;
}

/// For init(): any warning fails the test, but for one that the offscreen platform gives for every window.
inline void failOnWarnings()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
}

/// A dark palette as desktops have it.
inline QPalette darkPalette()
{
    QPalette palette(QColor(0x35, 0x35, 0x35), QColor(0x2D, 0x2D, 0x2D));
    palette.setColor(QPalette::Base, QColor(0x23, 0x23, 0x23));
    palette.setColor(QPalette::AlternateBase, QColor(0x2B, 0x2B, 0x2B));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(role, QColor(0xEE, 0xEE, 0xEE));
    palette.setColor(QPalette::PlaceholderText, QColor(0xA0, 0xA0, 0xA0));
    palette.setColor(QPalette::Highlight, QColor(0x3D, 0x8E, 0xC9));
    return palette;
}

/// Saves a picture of a view for people to look at, if MATINEE_SCREENSHOT_DIR is set.
inline void saveScreenshot(QWidget& widget, const QString& name)
{
    const QString folder = qEnvironmentVariable("MATINEE_SCREENSHOT_DIR");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    QCoreApplication::processEvents(); // layouts and palettes that are on their way
    const QString scale = widget.devicePixelRatioF() > 1 ? QStringLiteral("@2x") : QString();
    widget.grab().save(QDir(folder).filePath(name + scale + QStringLiteral(".png")));
}

} // namespace matinee::madeup
