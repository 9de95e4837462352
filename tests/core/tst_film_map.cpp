#include <matinee/film_map.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace matinee;

namespace {

/// A model that is nothing but its film factors.
class FixedFactors : public Recommender
{
public:
    FixedFactors(Matrix factors, std::vector<float> biases)
        : m_factors(std::move(factors))
        , m_biases(std::move(biases))
    {}

    void prepare(const TrainingData&, const ComputeOptions&) override {}
    EpochOutcome trainEpoch(const EpochContext&) override { return {}; }
    void predict(std::span<const std::int32_t>, std::span<const std::int32_t>, std::span<float>) const override {}
    Matrix itemEmbeddings() const override { return m_factors; }
    std::vector<float> itemBiases() const override { return m_biases; }
    std::uint64_t parameterCount() const override { return 0; }
    void save(ModelFile&) const override {}
    void load(const ModelFile&, const Dataset&, const ComputeOptions&) override {}

private:
    Matrix m_factors;
    std::vector<float> m_biases;
};

/// Eight films around two places, with 8, 7, ... 1 ratings; film 105 has none among the training rows.
TrainedRun makeRun()
{
    DatasetParts parts;
    parts.name = "tiny";
    parts.genres = {"Comedy", "Drama"};
    const std::vector<std::pair<std::string, int>> films = {
        {"Godfather, The (1972)", 1972},
        {"Godfather: Part II, The (1974)", 1974},
        {"Am\u00e9lie (Fabuleux destin d'Am\u00e9lie Poulain, Le) (2001)", 2001},
        {"Heat (1995)", 1995},
        {"Body Heat (1981)", 1981},
        {"I, \"Robot\" (2004)", 2004},
        {"Unknown", 0},
        {"Wings of Desire (1987)", 1987},
    };
    std::int64_t id = 100;
    for (const auto& [title, year] : films) {
        Film film{.title = title, .year = year};
        film.genres = id == 100 ? 3U : id == 106 ? 0U : 1U;
        parts.films[id] = film;
        ++id;
    }
    parts.films[200] = Film{.title = "Never rated (2000)", .year = 2000};
    for (std::int64_t item = 0; item < 8; ++item) {
        // Body Heat (104) has more ratings than Heat (103).
        const std::int64_t count = item == 3 ? 4 : item == 4 ? 5 : 8 - item;
        for (std::int64_t user = 0; user < count; ++user) {
            parts.ratings.user.push_back(user + 1);
            parts.ratings.item.push_back(100 + item);
            parts.ratings.value.push_back(3);
            parts.ratings.time.push_back(0);
        }
    }
    TrainedRun run;
    run.spec.model = "fixed";
    run.dataset = std::make_shared<Dataset>(assembleDataset(std::move(parts)));
    auto split = std::make_shared<Split>();
    for (RowIndex r = 0; r < run.dataset->ratings.size(); ++r) {
        if (run.dataset->items.id(run.dataset->ratings.item[r]) == 105)
            split->test.push_back(r);
        else
            split->train.push_back(r);
    }
    run.counts.users.assign(static_cast<std::size_t>(run.dataset->userCount()), 0);
    run.counts.items.assign(static_cast<std::size_t>(run.dataset->itemCount()), 0);
    for (const auto r : split->train) {
        ++run.counts.users[static_cast<std::size_t>(run.dataset->ratings.user[r])];
        ++run.counts.items[static_cast<std::size_t>(run.dataset->ratings.item[r])];
    }
    run.split = split;
    Matrix factors(8, 3);
    for (std::size_t i = 0; i < 8; ++i) {
        factors.row(i)[0] = i < 3 ? 5.0F : -5.0F;
        factors.row(i)[1] = 0.1F * static_cast<float>(i);
        factors.row(i)[2] = 1.0F / 3.0F;
    }
    factors.row(5)[0] = 1000; // left out: it must move nothing
    run.model = std::make_shared<FixedFactors>(factors, std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8});
    return run;
}

std::vector<std::string> titles(const FilmMap& map, const Dataset& data, const char* text, std::size_t limit = 10)
{
    std::vector<std::string> found;
    for (const auto row : searchTitles(map, data, text, limit))
        found.push_back(data.film(map.items[static_cast<std::size_t>(row)]).title);
    return found;
}

QStringList lines(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
}

ErrorCode codeOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::Internal;
}

} // namespace

class TestFilmMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filmsAndClusters();
    void filmsWithoutTrainingRatingsAreLeftOut();
    void otherClustersSamePlace();
    void rareFilmsArePlacedOnly();
    void onlySomeFilms();
    void followsTheMapBefore();
    void users();
    void clearErrors();
    void files();
    void filesThatCannotBeWritten();
    void titleSearch();
};

void TestFilmMap::filmsAndClusters()
{
    const TrainedRun run = makeRun();
    const auto map = makeFilmMap(run, {.clusters = 2, .topTitles = 2});
    QCOMPARE(map->clusters.size(), std::size_t(2));
    // Four films on the left, three on the right: numbered by falling size.
    QCOMPARE(map->clusters[0].size, 4);
    QCOMPARE(map->clusters[1].size, 3);
    QVERIFY(map->clusters[0].topItems == std::vector<std::int32_t>({4, 3}));
    QVERIFY(map->clusters[0].topCounts == std::vector<std::int32_t>({5, 4}));
    QVERIFY(map->clusters[1].topItems == std::vector<std::int32_t>({0, 1}));
    QVERIFY(map->clusters[1].topCounts == std::vector<std::int32_t>({8, 7}));
    QVERIFY(map->projection.explained[0] > 0.99);
    QCOMPARE(makeFilmMap(run, {.clusters = 2, .topTitles = 0})->clusters[0].topItems.size(), std::size_t(0));
}

void TestFilmMap::filmsWithoutTrainingRatingsAreLeftOut()
{
    const TrainedRun run = makeRun();
    const auto map = makeFilmMap(run, {.clusters = 2});
    QCOMPARE(map->leftOut, 1);
    QCOMPARE(map->items.size(), std::size_t(7));
    QCOMPARE(map->rowOfItem.size(), std::size_t(8));
    QCOMPARE(map->rowOfItem[5], -1);
    for (std::size_t row = 0; row < map->items.size(); ++row)
        QCOMPARE(map->rowOfItem[static_cast<std::size_t>(map->items[row])], static_cast<std::int32_t>(row));
    QVERIFY(map->biases == std::vector<float>({1, 2, 3, 4, 5, 7, 8}));
    QVERIFY(map->ratings == std::vector<std::int32_t>({8, 7, 6, 4, 5, 2, 1}));
    for (const float x : map->projection.x)
        QVERIFY(std::abs(x) < 10);
}

void TestFilmMap::otherClustersSamePlace()
{
    const TrainedRun run = makeRun();
    const auto map = makeFilmMap(run, {.clusters = 2});
    const auto three = remakeFilmMap(*map, mapInput(run), {.clusters = 3});
    QCOMPARE(three->clusters.size(), std::size_t(3));
    QCOMPARE(map->clusters.size(), std::size_t(2));
    QVERIFY(three->projection.x == map->projection.x);
    const auto direct = makeFilmMap(run, {.clusters = 3});
    QVERIFY(direct->clustering.assignment == three->clustering.assignment);
}

void TestFilmMap::rareFilmsArePlacedOnly()
{
    const TrainedRun run = makeRun();
    const auto all = makeFilmMap(run, {.clusters = 2});
    const auto map = makeFilmMap(run, {.clusters = 2, .minimumRatings = 3});
    QCOMPARE(map->clustered, 5); // items 6 and 7 have two and one
    QVERIFY(map->items == std::vector<std::int32_t>({0, 1, 2, 3, 4, 6, 7}));
    QCOMPARE(map->leftOut, 1);
    QVERIFY(map->clustering.assignment == std::vector<std::int32_t>({0, 0, 0, 1, 1, -1, -1}));
    QCOMPARE(map->clustering.distance[6], 0.0F);
    QCOMPARE(map->clusters[0].size + map->clusters[1].size, 5);
    QCOMPARE(map->projection.x.size(), std::size_t(7));
    // On the axes of the others: beside their neighbours.
    QVERIFY(std::abs(map->projection.x[5] - map->projection.x[4]) < 1);
    // They move nothing.
    TrainedRun moved = makeRun();
    Matrix factors = run.model->itemEmbeddings();
    factors.row(7)[1] = 50;
    moved.model = std::make_shared<FixedFactors>(factors, std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8});
    const auto same = makeFilmMap(moved, {.clusters = 2, .minimumRatings = 3});
    for (std::size_t row = 0; row < 6; ++row)
        QCOMPARE(same->projection.x[row], map->projection.x[row]);
    QVERIFY(same->projection.y[6] != map->projection.y[6]);

    QTemporaryDir folder;
    writeFilmMap(*map, *run.dataset, folder.path().toStdString());
    const auto films = lines(folder.filePath(QStringLiteral("films.csv")));
    QVERIFY(films[8].endsWith(QStringLiteral(",,,")) && !films[8].endsWith(QStringLiteral(",,,,")));
    QCOMPARE(lines(folder.filePath(QStringLiteral("vectors.tsv"))).size(), 6);
}

void TestFilmMap::onlySomeFilms()
{
    const TrainedRun run = makeRun();
    const auto map = makeFilmMap(run, {.clusters = 2, .only = {7, 0, 1, 5, 0}});
    QVERIFY(map->items == std::vector<std::int32_t>({0, 1, 7}));
    QCOMPARE(map->leftOut, 1);
    QCOMPARE(codeOf([&] { makeFilmMap(run, {.clusters = 1, .only = {8}}); }), ErrorCode::InvalidArgument);
}

void TestFilmMap::followsTheMapBefore()
{
    const TrainedRun run = makeRun();
    const auto input = mapInput(run);
    const auto first = makeFilmMap(input, {.clusters = 2});
    // Mirrored vectors, which principal components would draw mirrored.
    auto turned = std::make_shared<FilmVectors>(*input.vectors);
    for (std::size_t i = 0; i < turned->items.rows; ++i)
        turned->items.row(i)[0] *= -1;
    auto later = input;
    later.vectors = turned;
    const auto alone = makeFilmMap(later, {.clusters = 2});
    const auto followed = makeFilmMap(later, {.clusters = 2}, {}, first.get());
    QVERIFY(alone->projection.x[0] * first->projection.x[0] < 0);
    for (std::size_t row = 0; row < first->items.size(); ++row)
        QVERIFY(std::abs(followed->projection.x[row] - first->projection.x[row]) < 1e-3F);
    QVERIFY(followed->clustering.assignment == first->clustering.assignment);
}

void TestFilmMap::users()
{
    TrainedRun run = makeRun();
    auto input = mapInput(run);
    QVERIFY(makeFilmMap(input, {.clusters = 2, .users = true})->users.empty()); // the model has no vectors of them
    auto vectors = std::make_shared<FilmVectors>(*input.vectors);
    vectors->users = Matrix(static_cast<std::size_t>(run.dataset->userCount()), 3);
    vectors->users.row(2)[0] = 5; // as the films on the right
    vectors->users.row(2)[2] = 1.0F / 3.0F;
    input.vectors = vectors;
    for (const auto layout : {MapLayout::Pca, MapLayout::Tsne}) {
        const auto map = makeFilmMap(input, {.clusters = 2, .layout = layout, .users = true});
        QCOMPARE(map->users.size(), map->userProjection.x.size());
        QCOMPARE(map->users.size(), std::size_t(8));
        const auto distanceTo = [&](std::size_t row) {
            return std::hypot(map->userProjection.x[2] - map->projection.x[row],
                              map->userProjection.y[2] - map->projection.y[row]);
        };
        QVERIFY(distanceTo(0) < distanceTo(3));
    }
}

void TestFilmMap::clearErrors()
{
    TrainedRun run = makeRun();
    QCOMPARE(codeOf([&] { makeFilmMap(run, {.clusters = 8}); }), ErrorCode::InvalidArgument); // 7 have training ratings
    QCOMPARE(codeOf([&] { makeFilmMap(run, {.clusters = 0}); }), ErrorCode::InvalidArgument);
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(codeOf([&] { makeFilmMap(run, {.clusters = 2}, {.stop = stop.get_token()}); }), ErrorCode::Stopped);
    run.model = std::make_shared<FixedFactors>(Matrix(), std::vector<float>());
    QCOMPARE(codeOf([&] { makeFilmMap(run, {.clusters = 2}); }), ErrorCode::InvalidArgument);
}

void TestFilmMap::files()
{
    const TrainedRun run = makeRun();
    const auto map = makeFilmMap(run, {.clusters = 2});
    QTemporaryDir folder;
    const QString out = folder.filePath(QStringLiteral("new/map"));
    writeFilmMap(*map, *run.dataset, out.toStdString());

    const QStringList films = lines(out + QStringLiteral("/films.csv"));
    QCOMPARE(films.size(), 10); // header, eight rated films, the end
    QCOMPARE(films[0], QStringLiteral("item,title,year,genres,count,x,y,cluster,name,distance"));
    QVERIFY(films[1].startsWith(QStringLiteral("100,\"Godfather, The (1972)\",1972,Comedy|Drama,8,")));
    QVERIFY(films[4].startsWith(QStringLiteral("103,Heat (1995),1995,Comedy,4,")));
    QCOMPARE(films[6], QStringLiteral("105,\"I, \"\"Robot\"\" (2004)\",2004,Comedy,3,,,,,"));
    QVERIFY(films[7].startsWith(QStringLiteral("106,Unknown,,,2,")));
    const QStringList fields = films[4].split(QLatin1Char(','));
    QCOMPARE(fields.size(), 10);
    QCOMPARE(fields[5].toFloat(), map->projection.x[3]); // reads back as the very number
    QCOMPARE(fields[7], QStringLiteral("0"));
    QCOMPARE(fields[8], QString::fromStdString(map->clusters[0].name));
    QCOMPARE(fields[9].toFloat(), map->clustering.distance[3]);

    const QStringList vectors = lines(out + QStringLiteral("/vectors.tsv"));
    QCOMPARE(vectors.size(), 8);
    QCOMPARE(vectors[0], QStringLiteral("100\t5\t0\t0.33333334"));
    QVERIFY(vectors[5].startsWith(QStringLiteral("106\t")));

    // The pair of the Embedding Projector: no header in the one, one in the other.
    const QStringList tensors = lines(out + QStringLiteral("/tensors.tsv"));
    QCOMPARE(tensors.size(), 8);
    QCOMPARE(tensors[0], QStringLiteral("5\t0\t0.33333334"));
    const QStringList metadata = lines(out + QStringLiteral("/metadata.tsv"));
    QCOMPARE(metadata.size(), 9);
    QCOMPARE(metadata[0], QStringLiteral("title\tyear\tgenres\tcount\tcluster\tname"));
    QVERIFY(metadata[1].startsWith(QStringLiteral("Godfather, The (1972)\t1972\tComedy, Drama\t8\t1\t")));
}

void TestFilmMap::filesThatCannotBeWritten()
{
    const TrainedRun run = makeRun();
    const auto map = makeFilmMap(run, {.clusters = 2});
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("taken")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(codeOf([&] { writeFilmMap(*map, *run.dataset, file.fileName().toStdString()); }), ErrorCode::Io);
}

void TestFilmMap::titleSearch()
{
    using List = std::vector<std::string>;
    const TrainedRun run = makeRun();
    const Dataset& data = *run.dataset;
    const auto map = makeFilmMap(run, {.clusters = 2});
    QVERIFY(titles(*map, data, "godfather") == List({"Godfather, The (1972)", "Godfather: Part II, The (1974)"}));
    QVERIFY(titles(*map, data, "The Godfather") == List({"Godfather, The (1972)", "Godfather: Part II, The (1974)"}));
    QVERIFY(titles(*map, data, "the godfather (1972)") == List({"Godfather, The (1972)"}));
    QVERIFY(titles(*map, data, "Godfather, The") == List({"Godfather, The (1972)", "Godfather: Part II, The (1974)"}));
    QVERIFY(titles(*map, data, "AMELIE").size() == 1);
    QVERIFY(titles(*map, data, "AM\u00c9LIE").size() == 1);
    QVERIFY(titles(*map, data, "Ame\u0301lie").size() == 1); // with a combining accent
    QVERIFY(titles(*map, data, "le fabuleux destin").size() == 1);
    // The title that is the text comes before the better known one that holds it.
    QVERIFY(titles(*map, data, "heat") == List({"Heat (1995)", "Body Heat (1981)"}));
    QVERIFY(titles(*map, data, "  HEAT  ") == List({"Heat (1995)", "Body Heat (1981)"}));
    QVERIFY(titles(*map, data, "heat", 1) == List({"Heat (1995)"}));
    QVERIFY(titles(*map, data, "robot").empty()); // left out
    QVERIFY(titles(*map, data, "").empty());
    QVERIFY(titles(*map, data, " ").empty());
    QVERIFY(titles(*map, data, "\xC3").empty()); // half a letter
    QVERIFY(titles(*map, data, "(").size() == 6);
}

QTEST_APPLESS_MAIN(TestFilmMap)
#include "tst_film_map.moc"
