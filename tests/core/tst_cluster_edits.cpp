#include <matinee/cluster_edits.h>
#include <matinee/random.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace matinee;

namespace {

constexpr int kFilms = 120;
constexpr int kRare = 10; ///< of them, with one rating
constexpr int kPlaces = 6;

/// Films in three dimensions around six places; the catalogue has a genre for each of them.
MapInput makeInput()
{
    DatasetParts parts;
    parts.name = "places";
    parts.genres = {"Action", "Comedy", "Drama", "Horror", "Musical", "War"};
    for (int film = 0; film < kFilms; ++film) {
        Film entry{.title = "Film " + std::to_string(film) + " (1990)", .year = 1990};
        entry.genres = std::uint64_t{1} << film % kPlaces;
        parts.films[film + 1] = entry;
        const int ratings = film < kFilms - kRare ? 2 + film % 5 : 1;
        for (int user = 0; user < ratings; ++user) {
            parts.ratings.user.push_back(user + 1);
            parts.ratings.item.push_back(film + 1);
            parts.ratings.value.push_back(3);
            parts.ratings.time.push_back(0);
        }
    }
    MapInput input;
    input.dataset = std::make_shared<const Dataset>(assembleDataset(std::move(parts)));
    auto counts = std::make_shared<TrainingCounts>();
    counts->items.assign(kFilms, 0);
    for (const auto item : input.dataset->ratings.item)
        ++counts->items[static_cast<std::size_t>(item)];
    input.counts = counts;
    auto vectors = std::make_shared<FilmVectors>();
    vectors->epoch = 7;
    vectors->items = Matrix(kFilms, 3);
    Random random(3);
    for (std::size_t film = 0; film < kFilms; ++film) {
        const auto place = static_cast<double>(film % kPlaces);
        const double centre[] = {place * 10, place == 3 ? 12.0 : 0.0, place * place};
        for (std::size_t c = 0; c < 3; ++c)
            vectors->items.row(film)[c] = static_cast<float>(centre[c] + random.normal() * 0.3);
    }
    input.vectors = vectors;
    input.model = "made-up";
    return input;
}

FilmMapOptions makeOptions()
{
    FilmMapOptions options;
    options.clusters = 4;
    options.minimumRatings = 2;
    options.seed = 11;
    return options;
}

/// Films of each cluster.
std::vector<std::set<std::int32_t>> membersOf(const FilmMap& map)
{
    std::vector<std::set<std::int32_t>> members(map.clusters.size());
    for (std::size_t r = 0; r < map.items.size(); ++r) {
        if (map.clustering.assignment[r] >= 0)
            members[static_cast<std::size_t>(map.clustering.assignment[r])].insert(map.items[r]);
    }
    return members;
}

/// That sizes, centroids, distances and most rated films are those of the assignment.
void checkWhole(const FilmMap& map)
{
    const auto clusters = map.clusters.size();
    const auto columns = map.vectors.columns;
    QCOMPARE(map.clustering.sizes.size(), clusters);
    QCOMPARE(map.clustering.centroids.rows, clusters);
    QCOMPARE(map.clustering.assignment.size(), map.items.size());
    QCOMPARE(map.clustering.distance.size(), map.items.size());
    std::vector<double> sums(clusters * columns, 0);
    std::vector<int> sizes(clusters, 0);
    for (std::size_t r = 0; r < map.items.size(); ++r) {
        const auto c = map.clustering.assignment[r];
        QCOMPARE(c >= 0, r < static_cast<std::size_t>(map.clustered));
        if (c < 0)
            continue;
        ++sizes[static_cast<std::size_t>(c)];
        for (std::size_t d = 0; d < columns; ++d)
            sums[static_cast<std::size_t>(c) * columns + d] += double(map.vectors.row(r)[d]);
    }
    double inertia = 0;
    for (std::size_t r = 0; r < static_cast<std::size_t>(map.clustered); ++r) {
        const auto c = static_cast<std::size_t>(map.clustering.assignment[r]);
        double square = 0;
        for (std::size_t d = 0; d < columns; ++d) {
            const double off = double(map.vectors.row(r)[d]) - sums[c * columns + d] / sizes[c];
            square += off * off;
        }
        inertia += square;
        QVERIFY(std::abs(double(map.clustering.distance[r]) - std::sqrt(square)) < 1e-4);
    }
    QVERIFY(std::abs(map.clustering.inertia - inertia) < 1e-3 * inertia);
    for (std::size_t c = 0; c < clusters; ++c) {
        const auto& cluster = map.clusters[c];
        QCOMPARE(cluster.cluster, static_cast<std::int32_t>(c));
        QCOMPARE(cluster.size, sizes[c]);
        QCOMPARE(map.clustering.sizes[c], sizes[c]);
        QVERIFY(!cluster.name.empty());
        QVERIFY(!cluster.topItems.empty());
        QVERIFY(std::ranges::is_sorted(cluster.topCounts, std::greater()));
    }
}

} // namespace

class TestClusterEdits : public QObject
{
    Q_OBJECT

private:
    MapInput m_input;
    std::shared_ptr<const FilmMap> m_map;

    std::shared_ptr<const FilmMap> edited(const ClusterEdits& edits) const
    {
        return applyEdits(*m_map, *m_input.dataset, edits);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_input = makeInput();
        m_map = makeFilmMap(m_input, makeOptions());
        QCOMPARE(m_map->clustered, kFilms - kRare);
        checkWhole(*m_map);
    }

    void aNameChangesNothingElse()
    {
        const auto map = edited({{ClusterEdit::Kind::Rename, {2}, "Dark films"}});
        QCOMPARE(map->clusters[2].name, std::string("Dark films"));
        QCOMPARE(map->clustering.assignment, m_map->clustering.assignment);
        QCOMPARE(map->clusters[1].name, m_map->clusters[1].name);
        QCOMPARE(map->projection.x, m_map->projection.x);
    }

    void mergedClustersAreTheirUnion()
    {
        const auto before = membersOf(*m_map);
        const auto map = edited({{ClusterEdit::Kind::Merge, {3, 1}}});
        const auto after = membersOf(*map);
        QCOMPARE(after.size(), std::size_t{3});
        auto both = before[1];
        both.insert(before[3].begin(), before[3].end());
        QVERIFY(after[1] == both);
        QVERIFY(after[0] == before[0]); // the others keep their numbers
        QVERIFY(after[2] == before[2]);
        checkWhole(*map);
    }

    void theLastClusterFillsTheGap()
    {
        const auto before = membersOf(*m_map);
        const auto after = membersOf(*edited({{ClusterEdit::Kind::Merge, {0, 2}}}));
        QVERIFY(after[1] == before[1]);
        QVERIFY(after[2] == before[3]);
        const auto all = membersOf(*edited({{ClusterEdit::Kind::Merge, {0, 1, 2, 3}}}));
        QCOMPARE(all.size(), std::size_t{1});
        QCOMPARE(all[0].size(), std::size_t{kFilms - kRare});
    }

    void aSplitDividesOneClusterAlone()
    {
        const auto before = membersOf(*m_map);
        // Six places in four clusters: at least one of them has two.
        const auto largest = std::max_element(before.begin(), before.end(),
                                              [](const auto& a, const auto& b) { return a.size() < b.size(); }) -
                             before.begin();
        const auto number = static_cast<std::int32_t>(largest);
        const auto map = edited({{ClusterEdit::Kind::Split, {number}}});
        const auto after = membersOf(*map);
        QCOMPARE(after.size(), std::size_t{5});
        auto both = after[static_cast<std::size_t>(largest)];
        QVERIFY(both.size() >= after[4].size());
        both.insert(after[4].begin(), after[4].end());
        QVERIFY(both == before[static_cast<std::size_t>(largest)]);
        // The halves are the places.
        for (const auto& half : {after[static_cast<std::size_t>(largest)], after[4]}) {
            std::set<int> places;
            for (const auto film : half)
                places.insert(film % kPlaces);
            QVERIFY(places.size() <= 2);
        }
        checkWhole(*map);
        QVERIFY(map->clustering.inertia < m_map->clustering.inertia);
    }

    void editsFollowEachOther()
    {
        // A name that a person gave stays with the larger half, and with the first of a merge.
        const auto map = edited({{ClusterEdit::Kind::Rename, {0}, "Mine"},
                                 {ClusterEdit::Kind::Split, {0}},
                                 {ClusterEdit::Kind::Rename, {4}, "The rest"},
                                 {ClusterEdit::Kind::Merge, {0, 1}}});
        QCOMPARE(map->clusters.size(), std::size_t{4});
        QCOMPARE(map->clusters[0].name, std::string("Mine"));
        QCOMPARE(map->clusters[1].name, std::string("The rest")); // the last one filled the gap
        checkWhole(*map);
        // Splitting and merging again gives the same films.
        const auto same = edited({{ClusterEdit::Kind::Split, {1}}, {ClusterEdit::Kind::Merge, {1, 4}}});
        QCOMPARE(same->clustering.assignment, m_map->clustering.assignment);
    }

    void noEditsLeaveTheMap()
    {
        QCOMPARE(edited({})->clustering.assignment, m_map->clustering.assignment);
        QCOMPARE(ClusterEditBook().apply(m_map, *m_input.dataset), m_map);
    }

    void whatCannotBeDoneIsSaid_data()
    {
        using Kind = ClusterEdit::Kind;
        QTest::addColumn<ClusterEdits>("edits");
        QTest::newRow("no such cluster") << ClusterEdits{{Kind::Rename, {4}, "x"}};
        QTest::newRow("negative") << ClusterEdits{{Kind::Split, {-1}}};
        QTest::newRow("gone after a merge") << ClusterEdits{{Kind::Merge, {0, 1}}, {Kind::Split, {3}}};
        QTest::newRow("one alone is merged") << ClusterEdits{{Kind::Merge, {2, 2}}};
        QTest::newRow("none is merged") << ClusterEdits{{Kind::Merge, {}}};
        QTest::newRow("two are split") << ClusterEdits{{Kind::Split, {0, 1}}};
        QTest::newRow("empty name") << ClusterEdits{{Kind::Rename, {0}, ""}};
        QTest::newRow("long name") << ClusterEdits{{Kind::Rename, {0}, std::string(kLongestClusterName + 1, 'x')}};
    }

    void whatCannotBeDoneIsSaid()
    {
        QFETCH(ClusterEdits, edits);
        try {
            edited(edits);
            QFAIL("Nothing was thrown.");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::InvalidArgument);
            QVERIFY(QString::fromStdString(error.message()).endsWith(QLatin1Char('.')));
        }
    }

    void theBookKnowsEachDivision()
    {
        const ClusterEdits edits = {{ClusterEdit::Kind::Rename, {0}, "Ümläut, \"quoted\""},
                                    {ClusterEdit::Kind::Merge, {1, 2}}};
        ClusterEditBook book;
        book.setEdits(m_map->options, m_map->epoch, edits);
        QCOMPARE(book.editsOf(m_map->options, m_map->epoch), edits);
        auto other = m_map->options;
        other.layout = MapLayout::Umap; // another picture of the same clusters
        QCOMPARE(book.editsOf(other, m_map->epoch), edits);
        other.clusters = 5;
        QVERIFY(book.editsOf(other, m_map->epoch).empty());
        QVERIFY(book.editsOf(m_map->options, m_map->epoch + 1).empty());
        auto few = m_map->options;
        few.only = {3, 1, 2};
        QVERIFY(book.editsOf(few, m_map->epoch).empty());
        book.setEdits(few, m_map->epoch, {{ClusterEdit::Kind::Split, {1}}});
        few.only = {1, 2, 3};
        QCOMPARE(book.editsOf(few, m_map->epoch).size(), std::size_t{1});

        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        QVERIFY(ClusterEditBook::load(path).isEmpty()); // no file
        book.save(path);
        QVERIFY(ClusterEditBook::load(path) == book);
        const auto map = ClusterEditBook::load(path).apply(m_map, *m_input.dataset);
        QCOMPARE(map->clusters.size(), std::size_t{3});
        QCOMPARE(map->clusters[0].name, edits[0].name);

        // Without edits there is nothing to keep.
        book.setEdits(few, m_map->epoch, {});
        book.setEdits(m_map->options, m_map->epoch, {});
        QVERIFY(book.isEmpty());
        book.save(path);
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("map.json"))));
    }

    void brokenFilesAreSaid_data()
    {
        QTest::addColumn<QByteArray>("content");
        const QByteArray head = R"({"format": "matinee-map", "version": 1, "divisions": )";
        const QByteArray division = R"([{"clusters": 4, "method": "k-means", "vectors": "raw", )"
                                    R"("popularity_removed": false, "minimum_ratings": 2, "seed": 11, "epoch": 7, )"
                                    R"("films": "", "edits": )";
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("another format") << QByteArray(R"({"format": "x", "version": 1, "divisions": []})");
        QTest::newRow("newer") << QByteArray(R"({"format": "matinee-map", "version": 2, "divisions": []})");
        QTest::newRow("no divisions") << QByteArray(R"({"format": "matinee-map", "version": 1})");
        QTest::newRow("unknown edit") << head + division + R"([{"edit": "explode", "clusters": [1]}]}]})";
        QTest::newRow("no name") << head + division + R"([{"edit": "rename", "clusters": [1]}]}]})";
        QTest::newRow("text for a number") << head + division + R"([{"edit": "split", "clusters": ["1"]}]}]})";
        QTest::newRow("a number for a list") << head + division + R"([{"edit": "split", "clusters": 1}]}]})";
    }

    void brokenFilesAreSaid()
    {
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("map.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        try {
            ClusterEditBook::load(folder.path().toStdString());
            QFAIL("Nothing was thrown.");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::Format);
            QVERIFY(QString::fromStdString(error.where()).contains(QStringLiteral("map.json")));
        }
    }
};

QTEST_APPLESS_MAIN(TestClusterEdits)
#include "tst_cluster_edits.moc"
