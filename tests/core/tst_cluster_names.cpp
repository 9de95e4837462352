#include <matinee/cluster_names.h>
#include <matinee/clustering.h>
#include <matinee/dataset_source.h>
#include <matinee/error.h>
#include <matinee/random.h>
#include <matinee/sample.h>

#include <QFileInfo>
#include <QTest>

#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <tuple>

using namespace matinee;

namespace {

/// What the spans of ClusteredFilms look at.
struct Clustered
{
    std::vector<std::int32_t> items;
    std::vector<std::int32_t> assignment;
    std::vector<float> distance;
    std::vector<std::int32_t> ratings;
    std::int32_t clusters = 0;

    ClusteredFilms view() const { return {items, assignment, distance, ratings, clusters}; }
};

std::vector<std::int32_t> ratingsOf(const Dataset& data)
{
    std::vector<std::int32_t> ratings(static_cast<std::size_t>(data.itemCount()), 0);
    for (const auto item : data.ratings.item)
        ++ratings[static_cast<std::size_t>(item)];
    return ratings;
}

/// k-means of the films with at least 20 ratings by what genres and years they have, with noise: no model is needed.
Clustered clustered(const Dataset& data, int clusters, double noise)
{
    Clustered result;
    const auto ratings = ratingsOf(data);
    for (std::size_t i = 0; i < ratings.size(); ++i) {
        if (ratings[i] >= 20) {
            result.items.push_back(static_cast<std::int32_t>(i));
            result.ratings.push_back(ratings[i]);
        }
    }
    const auto genres = data.catalogue.genres.size();
    Matrix points(result.items.size(), genres + 1);
    Random random(5);
    for (std::size_t r = 0; r < points.rows; ++r) {
        const Film& film = data.film(result.items[r]);
        for (std::size_t g = 0; g < genres; ++g)
            points.row(r)[g] = static_cast<float>((film.genres >> g & 1) + noise * random.normal());
        points.row(r)[genres] = static_cast<float>((film.year - 1970) / 20.0 + noise * random.normal());
    }
    const auto found = kMeans(points, {.clusters = clusters, .starts = 2});
    result.assignment = found.assignment;
    result.distance = found.distance;
    result.clusters = clusters;
    return result;
}

/// Counts of a term in words, film by film, from the text of genres and the year: nothing of the program's own
/// counting.
struct Counted
{
    double inCluster = 0;
    double everywhere = 0;
};

Counted count(const Dataset& data, const Clustered& films, std::int32_t cluster, const std::string& text)
{
    std::set<std::string> genres;
    std::string decade;
    std::stringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');) {
        part = part.substr(part.find_first_not_of(' '));
        if (part.size() == 5 && part[0] >= '1' && part[0] <= '2') {
            decade = part.substr(0, 3);
            continue;
        }
        for (std::size_t at = part.find(" & "); at != std::string::npos; at = part.find(" & ")) {
            genres.insert(part.substr(0, at));
            part = part.substr(at + 3);
        }
        genres.insert(part);
    }
    Counted counted;
    for (std::size_t r = 0; r < films.items.size(); ++r) {
        const Film& film = data.film(films.items[r]);
        std::set<std::string> has;
        std::stringstream list(data.catalogue.genreText(film));
        for (std::string genre; std::getline(list, genre, ',');)
            has.insert(genre.substr(genre.find_first_not_of(' ')));
        const bool all = std::includes(has.begin(), has.end(), genres.begin(), genres.end()) &&
                         (decade.empty() || std::to_string(film.year).substr(0, 3) == decade);
        counted.everywhere += all;
        counted.inCluster += all && films.assignment[r] == cluster;
    }
    return counted;
}

/// The promises of the header, counted anew.
void checkNames(const Dataset& data, const Clustered& films, const std::vector<ClusterName>& names)
{
    QCOMPARE(names.size(), static_cast<std::size_t>(films.clusters));
    std::set<std::string> different;
    for (std::size_t c = 0; c < names.size(); ++c) {
        const ClusterName& name = names[c];
        different.insert(name.name);
        QVERIFY(!name.name.empty());
        QVERIFY2(name.name.size() < 80, name.name.c_str());
        const auto size = static_cast<double>(
            std::count(films.assignment.begin(), films.assignment.end(), static_cast<std::int32_t>(c)));
        auto terms = name.terms;
        if (!name.used.text.empty()) {
            terms.push_back(name.used);
            QVERIFY(name.name.starts_with(name.used.text));
        } else {
            QVERIFY2(name.name.starts_with("Like "), name.name.c_str());
            for (const auto& term : name.terms)
                QVERIFY2(term.share < ClusterNameOptions().minimumShare, term.text.c_str());
        }
        for (const auto& term : terms) {
            const auto counted = count(data, films, static_cast<std::int32_t>(c), term.text);
            QCOMPARE(static_cast<double>(term.count), counted.inCluster);
            QVERIFY2(term.count >= 10, term.text.c_str());
            const double lift = counted.inCluster / size / (counted.everywhere / double(films.items.size()));
            QVERIFY2(std::abs(lift - term.lift) < 1e-9, term.text.c_str());
            QVERIFY2(lift > 1.5, term.text.c_str());
        }
        // Every genre and decade of a name passes alone as well.
        for (std::size_t g = 0; g < data.catalogue.genres.size(); ++g) {
            if ((name.used.genres >> g & 1) != 0)
                QVERIFY(std::any_of(name.terms.begin(), name.terms.end(),
                                    [&](const auto& t) { return t.genres == std::uint64_t{1} << g; }));
        }
        QVERIFY(!name.medoids.empty());
        for (const auto row : name.medoids)
            QCOMPARE(films.assignment[static_cast<std::size_t>(row)], static_cast<std::int32_t>(c));
    }
    QCOMPARE(different.size(), names.size());
}

/// Films of a genre and year each, in clusters.
Clustered plain(Catalogue& catalogue, const std::vector<std::tuple<int, int, int, int>>& parts)
{
    Clustered films;
    for (const auto& [cluster, genre, year, number] : parts) {
        for (int i = 0; i < number; ++i) {
            const auto item = static_cast<std::int32_t>(catalogue.films.size());
            catalogue.films.push_back(
                Film{.title = "Film " + std::to_string(item) + ", The (" + std::to_string(year) + ")",
                     .year = year,
                     .genres = std::uint64_t{1} << genre});
            films.items.push_back(item);
            films.assignment.push_back(cluster);
            films.distance.push_back(static_cast<float>(i));
            films.ratings.push_back(100 - i);
            films.clusters = std::max(films.clusters, cluster + 1);
        }
    }
    return films;
}

std::vector<std::string> texts(const std::vector<ClusterName>& names)
{
    std::vector<std::string> list;
    for (const auto& name : names)
        list.push_back(name.name);
    return list;
}

} // namespace

class TestClusterNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void termsAndTheirCounts();
    void sameTermsAreToldApart();
    void likeAFilm();
    void medoidsAreKnownFilms();
    void sample();
    void plantedClusters();
    void realFilms_data();
    void realFilms();
    void clearErrors();
};

void TestClusterNames::termsAndTheirCounts()
{
    Catalogue catalogue;
    catalogue.genres = {"Film-Noir", "Comedy", "Drama"};
    // 40 noirs, 30 of the forties; comedies and dramas of the nineties.
    const auto films = plain(catalogue, {{0, 0, 1944, 30}, {0, 0, 1952, 10}, {1, 1, 1995, 60}, {2, 2, 1993, 60}});
    const auto names = nameClusters(catalogue, films.view());
    QVERIFY(texts(names) == std::vector<std::string>({"Film-Noir, 1940s", "Comedy", "Drama"}));
    QCOMPARE(names[0].used.count, 30);
    QCOMPARE(names[0].used.share, 0.75);
    QCOMPARE(names[0].used.lift, 0.75 / (30.0 / 160));
    QCOMPARE(names[0].terms.size(), std::size_t{3});
    QCOMPARE(names[0].terms[0].text, std::string("Film-Noir"));
    QCOMPARE(names[0].terms[0].lift, 4.0);
    // The nineties are 120 of 160 films: a lift of 1.33 is no news.
    QCOMPARE(names[1].terms.size(), std::size_t{1});
    // Nine films are too few.
    Catalogue other;
    other.genres = catalogue.genres;
    const auto few = plain(other, {{0, 0, 1944, 9}, {1, 1, 1995, 30}});
    QVERIFY(nameClusters(other, few.view())[0].terms.empty());
    QVERIFY(!nameClusters(other, few.view(), {.minimumFilms = 9})[0].terms.empty());
}

void TestClusterNames::sameTermsAreToldApart()
{
    Catalogue catalogue;
    catalogue.genres = {"Comedy", "Drama"};
    const auto films = plain(catalogue, {{0, 0, 1985, 40}, {1, 0, 1985, 40}, {2, 1, 1995, 100}, {3, 0, 1985, 40}});
    const auto names = texts(nameClusters(catalogue, films.view()));
    QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), std::size_t{4});
    QCOMPARE(names[0], std::string("Comedy, 1980s"));
    QCOMPARE(names[1], std::string("Comedy")); // the next term
    QCOMPARE(names[2], std::string("Drama, 1990s"));
    QCOMPARE(names[3], std::string("1980s"));
    const auto more =
        plain(catalogue, {{0, 0, 1985, 40}, {1, 0, 1985, 40}, {2, 1, 1995, 300}, {3, 0, 1985, 40}, {4, 0, 1985, 40}});
    const auto fifth = nameClusters(catalogue, more.view())[4];
    QVERIFY2(fifth.name.starts_with("Comedy, 1980s, around The Film "), fifth.name.c_str());
    // Once more the same.
    QVERIFY(texts(nameClusters(catalogue, films.view())) == names);
}

void TestClusterNames::likeAFilm()
{
    Catalogue catalogue;
    catalogue.genres = {"Comedy"};
    const auto films = plain(catalogue, {{0, 0, 1985, 40}, {1, 0, 1985, 40}});
    QVERIFY(texts(nameClusters(catalogue, films.view())) ==
            std::vector<std::string>({"Like The Film 0", "Like The Film 40"}));
    // Without genres, years, or even films.
    Clustered bare = films;
    for (Film& film : catalogue.films)
        film = Film{.title = "Again"};
    bare.clusters = 3;
    const auto names = texts(nameClusters(catalogue, bare.view()));
    QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), std::size_t{3});
    QVERIFY(nameClusters(catalogue, {}).empty());
}

void TestClusterNames::medoidsAreKnownFilms()
{
    Catalogue catalogue;
    catalogue.genres = {"Comedy"};
    auto films = plain(catalogue, {{0, 0, 1985, 80}});
    // The later ones are nearer, and less known.
    for (std::size_t r = 0; r < films.distance.size(); ++r)
        films.distance[r] = 80 - static_cast<float>(r);
    QVERIFY(nameClusters(catalogue, films.view())[0].medoids == std::vector<std::int32_t>({19, 18, 17}));
    QCOMPARE(nameClusters(catalogue, films.view(), {.medoids = 1})[0].medoids.size(), std::size_t{1});
}

void TestClusterNames::sample()
{
    const auto data = makeSample();
    for (const int clusters : {1, 5, 10, 25, 60}) {
        const auto films = clustered(*data, clusters, 0.6);
        checkNames(*data, films, nameClusters(data->catalogue, films.view()));
    }
}

/// The sample's own clusters, named by their films: what a person would expect to read.
void TestClusterNames::plantedClusters()
{
    const auto data = makeSample();
    Clustered films;
    films.assignment = data->plantedClusters;
    films.clusters = 10;
    films.ratings = ratingsOf(*data);
    films.distance.assign(films.ratings.size(), 1);
    films.items.resize(films.ratings.size());
    std::iota(films.items.begin(), films.items.end(), 0);
    const auto names = nameClusters(data->catalogue, films.view());
    checkNames(*data, films, names);
    std::map<std::string, std::string> named;
    for (std::size_t c = 0; c < names.size(); ++c)
        named[data->plantedClusterNames[c]] = names[c].name;
    for (const auto& [planted, name] : named)
        qInfo("%s: %s", planted.c_str(), name.c_str());
    QVERIFY(named["Film noir"].starts_with("Film-Noir"));
    QVERIFY(named["Westerns"].starts_with("Western"));
    QVERIFY(named["Slasher films of the 80s"].starts_with("Horror"));
    QVERIFY(named["Animated family films"].find("Animation") != std::string::npos);
    QVERIFY(named["War epics"].find("War") != std::string::npos);
    QVERIFY(named["Space opera"].find("Sci-Fi") != std::string::npos);
}

void TestClusterNames::realFilms_data()
{
    QTest::addColumn<QString>("release");
    QTest::newRow("100K") << QStringLiteral("ml-100k");
    QTest::newRow("1M") << QStringLiteral("ml-1m");
}

void TestClusterNames::realFilms()
{
    QFETCH(QString, release);
    const QString folder = qEnvironmentVariable("MATINEE_TEST_DATA") + QLatin1Char('/') + release;
    if (!QFileInfo::exists(folder))
        QSKIP("MATINEE_TEST_DATA does not hold this release.");
    const auto data = loadDataset(folder.toStdString());
    for (const int clusters : {10, 30}) {
        const auto films = clustered(*data, clusters, 0.8);
        const auto names = nameClusters(data->catalogue, films.view());
        checkNames(*data, films, names);
    }
}

void TestClusterNames::clearErrors()
{
    Catalogue catalogue;
    catalogue.genres = {"Comedy"};
    const auto films = plain(catalogue, {{0, 0, 1985, 4}, {1, 0, 1985, 4}});
    const auto code = [&](const Clustered& wrong, const RunContext& context = {}) {
        try {
            nameClusters(catalogue, wrong.view(), {}, context);
        } catch (const Error& error) {
            return error.code();
        }
        return ErrorCode::Internal;
    };
    auto wrong = films;
    wrong.ratings.pop_back();
    QCOMPARE(code(wrong), ErrorCode::InvalidArgument);
    wrong = films;
    wrong.clusters = 1;
    QCOMPARE(code(wrong), ErrorCode::InvalidArgument);
    wrong = films;
    wrong.items[0] = 100;
    QCOMPARE(code(wrong), ErrorCode::InvalidArgument);
    std::stop_source source;
    source.request_stop();
    QCOMPARE(code(films, {.stop = source.get_token()}), ErrorCode::Stopped);
}

QTEST_APPLESS_MAIN(TestClusterNames)
#include "tst_cluster_names.moc"
