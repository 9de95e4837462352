#pragma once

#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <matinee/random.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace matinee::test {

inline constexpr int kTinyFilms = 120;
inline constexpr int kTinyRated = 110; // the others are listed only

/// An invented data set in the layout of the latest releases: four tastes, a long tail, links, one film that is rated
/// once only.
inline void writeTinyDataset(const QString& folder)
{
    static const char* const kWords[] = {"Harbour", "Letter", "Orchard", "Signal", "Parade", "Winter", "Engine"};
    static const char* const kGenres[] = {"Comedy", "Drama|Romance", "Thriller", "Children|Comedy"};
    QFile movies(folder + QStringLiteral("/movies.csv"));
    QFile links(folder + QStringLiteral("/links.csv"));
    QFile ratings(folder + QStringLiteral("/ratings.csv"));
    for (QFile* file : {&movies, &links, &ratings})
        QVERIFY(file->open(QIODevice::WriteOnly));
    movies.write("movieId,title,genres\n");
    links.write("movieId,imdbId,tmdbId\n");
    for (int film = 1; film <= kTinyFilms; ++film) {
        const QByteArray number = QByteArray::number(film);
        const QByteArray name = film % 9 == 0 ? QByteArray("Café ") : QByteArray("The ");
        const QByteArray year = QByteArray::number(1950 + film % 50);
        movies.write(number + "," + name + kWords[film % 7] + " " + number + " (" + year + ")," + kGenres[film % 4] +
                     "\n");
        links.write(number + ",0" + QByteArray::number(100000 + film) + "," + QByteArray::number(5000 + film) + "\n");
    }
    ratings.write("userId,movieId,rating,timestamp\n");
    Random random(9);
    for (int user = 1; user <= 80; ++user) {
        for (int film = 1; film <= kTinyRated; ++film) {
            if (random.uniform() > 0.6 / (1 + 0.02 * film))
                continue;
            const double liked = user % 4 == film % 4 ? 4.5 : 2.5;
            const double stars = std::clamp(std::round(liked + random.normal() * 0.6), 1.0, 5.0);
            ratings.write(QByteArray::number(user) + "," + QByteArray::number(film) + "," +
                          QByteArray::number(stars, 'f', 1) + ",1000000000\n");
        }
    }
}

/// Opens the tiny data set, trains a model on it, and waits for the run and, where the model has one, the map.
inline void trainTinyRun(ui::Session& session, const QTemporaryDir& folder, const char* model = "biased-mf")
{
    constexpr int kPatience = 60000;
    writeTinyDataset(folder.path());
    session.openSource(folder.path());
    QTRY_VERIFY_WITH_TIMEOUT(session.dataset() && !session.isLoading(), kPatience);
    ExperimentSpec spec = ExperimentSpec::forModel(model);
    spec.data = folder.path().toStdString();
    spec.threads = 1;
    spec.device = "cpu";
    session.setSpec(spec);
    session.films().setClusterCount(4);
    session.start();
    QTRY_VERIFY_WITH_TIMEOUT(session.run() != nullptr, kPatience);
    if (modelInfo(model).hasEmbeddings)
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kPatience);
}

} // namespace matinee::test
