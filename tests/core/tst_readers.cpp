#include "support/test_files.h"
#include "support/zip_files.h"

#include <matinee/dataset_source.h>
#include <matinee/sample.h>

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace matinee;

namespace {

constexpr const char* kRealSets[] = {"ml-100k", "ml-1m", "ml-latest-small"};

std::vector<std::string> titles(const Dataset& data)
{
    std::vector<std::string> result;
    for (const auto& film : data.catalogue.films)
        result.push_back(film.title);
    return result;
}

bool contains(const std::vector<std::string>& texts, const std::string& part)
{
    return std::any_of(texts.begin(), texts.end(), [&](const auto& text) { return text.find(part) != text.npos; });
}

const Film& filmById(const Dataset& data, std::int64_t id)
{
    return data.film(*data.items.find(id));
}

} // namespace

class TestReaders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_files = std::make_unique<TestFiles>(); }

    void readsMovieLens100k();
    void readsMovieLens1m();
    void readsMovieLens10m();
    void readsCsv();
    void readsEachAsAZip_data();
    void readsEachAsAZip();
    void readsAZipWithoutAFolder();
    void findsTheOnlyReleaseInAFolder();
    void recognisesTheContentNotTheName();
    void readsASingleFile();
    void readsASingleFileWithItsCompanions();
    void readsOddButLegalCsv();
    void readsOddButLegalRows();
    void readsRatingsWithoutTimes();
    void repairsInvalidUtf8();
    void warnsOfRepetitions();
    void foundYears_data();
    void foundYears();
    void readsCompanionRatings();
    void findsInstalledDatasets();
    void loadsTheSample();
    void readsTheSampleInEveryLayout_data();
    void readsTheSampleInEveryLayout();
    void realCounts_data();
    void realCounts();
    void realZips_data();
    void realZips();
    void realFolds();

private:
    std::string path(const std::string& name = {}) const { return m_files->path(name); }
    void write(const std::string& name, const std::string& content) { m_files->write(name, content); }

    std::unique_ptr<TestFiles> m_files;
};

void TestReaders::readsMovieLens100k()
{
    const auto data = loadDataset(tiny("ml-100k"));
    QCOMPARE(data->name, std::string("ml-100k"));
    QCOMPARE(data->provenance.layout, std::string("ml-100k"));
    QCOMPARE(data->provenance.source, tiny("ml-100k"));
    QVERIFY(data->provenance.licence.starts_with("Invented films"));
    QVERIFY(data->provenance.warnings.empty());
    QCOMPARE(data->ratings.size(), std::size_t(8));
    QCOMPARE(data->userCount(), 3);
    QCOMPARE(data->itemCount(), 4);
    QCOMPARE(data->users.ids(), (std::vector<std::int64_t>{1, 2, 3, 5}));
    QCOMPARE(data->items.ids(), (std::vector<std::int64_t>{1, 2, 4, 7, 9}));
    // The first row, "3 4 5 881250949".
    QCOMPARE(data->ratings.user[0], 2);
    QCOMPARE(data->ratings.item[0], 2);
    QCOMPARE(data->ratings.value[0], 5.0F);
    QCOMPARE(data->ratings.time[0], 881250949);

    QCOMPARE(data->catalogue.genres.size(), std::size_t(18)); // without "unknown"
    const Film& cafe = filmById(*data, 2);
    QCOMPARE(cafe.title, std::string("Café des Ombres (1991)"));
    QCOMPARE(cafe.year, 1991);
    QCOMPARE(cafe.releaseDate, std::string("1991-02-04"));
    QCOMPARE(cafe.imdb, std::string("http://us.imdb.com/M/title-exact?Caf%E9"));
    QCOMPARE(data->catalogue.genreText(cafe), std::string("Comedy, Romance"));
    QCOMPARE(data->catalogue.genreText(filmById(*data, 4)), std::string("Animation, Children"));
    const Film& unknown = filmById(*data, 7);
    QCOMPARE(unknown.title, std::string("unknown"));
    QCOMPARE(unknown.year, 0);
    QCOMPARE(unknown.genres, std::uint64_t(0));
    QCOMPARE(unknown.releaseDate, std::string());

    QCOMPARE(data->userAttributes.size(), std::size_t(4));
    QCOMPARE(data->userAttributes[1].zip, std::string("00501"));
    QCOMPARE(data->userAttributes[2].zip, std::string("V3N4P"));
    QCOMPARE(data->userAttributes[0].occupation, std::string("technician"));
    QCOMPARE(data->userAttributes[0].gender, std::string("M"));
    QCOMPARE(data->userAttributes[0].age, 24);
}

void TestReaders::readsMovieLens1m()
{
    const auto data = loadDataset(tiny("ml-1m"));
    QCOMPARE(data->provenance.layout, std::string("ml-1m"));
    QCOMPARE(data->ratings.size(), std::size_t(6));
    QCOMPARE(data->userCount(), 3);
    QCOMPARE(data->itemCount(), 3);
    QCOMPARE(data->catalogue.films.size(), std::size_t(4));
    QCOMPARE(filmById(*data, 20).title, std::string("Café des Ombres (1991)"));
    QCOMPARE(data->catalogue.genreText(filmById(*data, 30)), std::string("Animation, Children, Comedy"));
    QCOMPARE(data->userAttributes[0].age, 1);
    QCOMPARE(data->userAttributes[0].occupation, std::string("K-12 student"));
    QCOMPARE(data->userAttributes[1].zip, std::string("00701"));
    QCOMPARE(data->userAttributes[2].occupation, std::string("other or not specified"));
    QCOMPARE(data->userAttributes[2].zip, std::string("55117-2"));
}

void TestReaders::readsMovieLens10m()
{
    const auto data = loadDataset(tiny("ml-10M100K"));
    QCOMPARE(data->name, std::string("ml-10m"));
    QCOMPARE(data->provenance.layout, std::string("ml-10m"));
    QCOMPARE(data->ratings.value, (std::vector<float>{5, 4.5F, 0.5F, 3, 2.5F}));
    QCOMPARE(titles(*data), (std::vector<std::string>{"Zażółć: A Tale (1999)", "Harbour::Night (2003)", "東の風 (2001)",
                                                      "Unseen (2004)"}));
    QVERIFY(data->userAttributes.empty());
    QVERIFY(data->provenance.warnings.empty());
    QVERIFY(data->provenance.licence.find("Invented films") != std::string::npos);
}

void TestReaders::readsCsv()
{
    const auto data = loadDataset(tiny("ml-latest-small"));
    QCOMPARE(data->provenance.layout, std::string("csv"));
    QCOMPARE(data->ratings.size(), std::size_t(5));
    QCOMPARE(data->ratings.value[1], 0.5F);
    QCOMPARE(data->ratings.time[4], 1537109749);
    QCOMPARE(data->itemCount(), 3);
    QCOMPARE(titles(*data),
             (std::vector<std::string>{"Lantern Keeper, The (1994)", "Série sans fin (2006–2007)",
                                       "Film Without a Year", "\"Quoted\" (2010)", "Seen Only in Tags (1950)"}));
    QCOMPARE(data->catalogue.genres,
             (std::vector<std::string>{"Action", "Children", "Comedy", "Drama", "IMAX", "Mystery", "Western"}));
    const Film& first = filmById(*data, 1);
    QCOMPARE(data->catalogue.genreText(first), std::string("Drama, Mystery"));
    QCOMPARE(first.imdb, std::string("0001234"));
    QCOMPARE(first.tmdb, std::string("862"));
    const Film& series = filmById(*data, 3);
    QCOMPARE(series.year, 2006);
    QCOMPARE(series.genres, std::uint64_t(0));
    QCOMPARE(series.tmdb, std::string());
    QVERIFY(data->provenance.licence.find('\r') == std::string::npos);
    QVERIFY(data->provenance.warnings.empty());
}

void TestReaders::readsEachAsAZip_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"ml-100k", "ml-1m", "ml-10M100K", "ml-latest-small"})
        QTest::newRow(name) << QByteArray(name);
}

void TestReaders::readsEachAsAZip()
{
    QFETCH(const QByteArray, name);
    const auto folder = loadDataset(tiny(name.constData()));
    // As the releases are packed; 10M has another name within.
    zipFolder(path(folder->name + ".zip"), tiny(name.constData()), name.toStdString() + "/");
    const auto zip = loadDataset(path(folder->name + ".zip"));
    QCOMPARE(zip->name, folder->name);
    QCOMPARE(zip->provenance.source, path(folder->name + ".zip"));
    QCOMPARE(zip->provenance.digest, folder->provenance.digest);
    QCOMPARE(zip->provenance.layout, folder->provenance.layout);
    QCOMPARE(zip->provenance.licence, folder->provenance.licence);
    QCOMPARE(titles(*zip), titles(*folder));
    QCOMPARE(QDir(QString::fromStdString(path())).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(),
             1); // nothing unpacked
}

void TestReaders::readsAZipWithoutAFolder()
{
    zipFolder(path("mine.data"), tiny("ml-100k"), "");
    const auto data = loadDataset(path("mine.data")); // a zip by content
    QCOMPARE(data->name, std::string("mine"));
    QCOMPARE(data->ratings.size(), std::size_t(8));
}

void TestReaders::findsTheOnlyReleaseInAFolder()
{
    write("notes.txt", "something else");
    write("ml-tiny/u.data", "1\t2\t3\t4\n");
    write("ml-tiny/u.item", "2|Two (1992)|01-Jan-1992|||" + std::string("0|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n"));
    write(".hidden/u.data", "");
    const auto data = loadDataset(path() + "/");
    QCOMPARE(data->name, std::string("ml-tiny"));
    QCOMPARE(data->provenance.source, path());
    QCOMPARE(data->catalogue.genreText(data->film(0)), std::string("Action"));
}

void TestReaders::recognisesTheContentNotTheName()
{
    write("u.data", "userId,movieId,rating,timestamp\n1,2,3.5,4\n");
    QCOMPARE(loadDataset(path("u.data"))->provenance.layout, std::string("csv"));
    write("stars", "1::2::3::4\n");
    QCOMPARE(loadDataset(path("stars"))->provenance.layout, std::string("ml-1m"));
    write("stars.csv", "1\t2\t3\t4\n");
    QCOMPARE(loadDataset(path("stars.csv"))->provenance.layout, std::string("ml-100k"));
}

void TestReaders::readsASingleFile()
{
    write("stars.tsv", "1\t20\t3\t4\n1\t30\t5\t6\n");
    const auto data = loadDataset(path("stars.tsv"));
    QCOMPARE(data->name, std::string("stars.tsv"));
    QCOMPARE(titles(*data), (std::vector<std::string>{"Film 20", "Film 30"}));
    QVERIFY(contains(data->provenance.warnings, "u.item"));
}

void TestReaders::readsASingleFileWithItsCompanions()
{
    const auto data = loadDataset(tiny("ml-100k/u1.base"));
    QCOMPARE(data->name, std::string("u1.base"));
    QCOMPARE(data->ratings.size(), std::size_t(6));
    QCOMPARE(data->catalogue.films.size(), std::size_t(5));
    QVERIFY(data->provenance.warnings.empty());
}

void TestReaders::readsOddButLegalCsv()
{
    write("ratings.csv",
          "\xEF\xBB\xBFTimestamp,\"rating\",extra,MovieId,user_id\r\n\r\n4,\"3.5\",\"a, b\",2,\"1\"\r\n\n"
          "5,4, \"x\",3 , 1,more");
    write("movies.csv", "genres,title,movieId\n,\"He said \"\"no\"\", twice (1990)\",2\nDrama|Drama|,  ,3\n");
    const auto data = loadDataset(path());
    QCOMPARE(data->ratings.value, (std::vector<float>{3.5F, 4}));
    QCOMPARE(data->ratings.time, (std::vector<std::int64_t>{4, 5}));
    QCOMPARE(data->items.ids(), (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(titles(*data), (std::vector<std::string>{"He said \"no\", twice (1990)", "Film 3"}));
    QCOMPARE(data->catalogue.genreText(data->film(1)), std::string("Drama"));
}

void TestReaders::readsOddButLegalRows()
{
    write("u.data", "\n1\t2\t3\t4\r\n\n   \n1\t9223372036854775807\t5\t6\tmore\tand more\r\n 2 \t2\t1.5\t7");
    const auto data = loadDataset(path("u.data"));
    QCOMPARE(data->ratings.size(), std::size_t(3));
    QCOMPARE(data->items.id(1), std::numeric_limits<std::int64_t>::max());
    QCOMPARE(data->ratings.value[2], 1.5F);
}

void TestReaders::readsRatingsWithoutTimes()
{
    write("a.tsv", "1\t2\t3\n1\t3\t4\n");
    write("b.csv", "userId,movieId,rating\n1,2,3\n1,3,4\n");
    for (const char* name : {"a.tsv", "b.csv"}) {
        const auto data = loadDataset(path(name));
        QCOMPARE(data->ratings.time, (std::vector<std::int64_t>{0, 0}));
        QVERIFY(contains(data->provenance.warnings, "when a rating was given"));
    }
}

void TestReaders::repairsInvalidUtf8()
{
    write("ratings.csv", "userId,movieId,rating,timestamp\n1,2,3.5,4\n");
    write("movies.csv", "movieId,title,genres\n2,Caf\xE9 \xC0\x80 \xED\xA0\x80 (1991),Drama\n");
    const auto data = loadDataset(path());
    QCOMPARE(data->film(0).title, std::string("Caf� �� ��� (1991)"));
    QCOMPARE(data->film(0).year, 1991);
    QVERIFY(contains(data->provenance.warnings, "not valid UTF-8"));
}

void TestReaders::warnsOfRepetitions()
{
    write("ratings.csv", "userId,movieId,rating,timestamp\n1,2,3.5,4\n1,2,4,5\n");
    write("movies.csv", "movieId,title,genres\n2,First (1991),Drama\n2,Second,Drama\n");
    const auto data = loadDataset(path());
    QCOMPARE(data->ratings.size(), std::size_t(2));
    QCOMPARE(titles(*data), (std::vector<std::string>{"First (1991)"}));
    QVERIFY(contains(data->provenance.warnings, "One rating repeats"));
    QVERIFY(contains(data->provenance.warnings, "one film a second time"));
}

void TestReaders::foundYears_data()
{
    QTest::addColumn<QByteArray>("title");
    QTest::addColumn<int>("year");
    QTest::newRow("plain") << QByteArray("Lantern (1994)") << 1994;
    QTest::newRow("last") << QByteArray("Lantern (2001) (1994)") << 1994;
    QTest::newRow("behind") << QByteArray("Lantern (1994) (V)") << 1994;
    QTest::newRow("range") << QByteArray("Lantern (2006–2007)") << 2006;
    QTest::newRow("open range") << QByteArray("Lantern (2006- )") << 2006;
    QTest::newRow("none") << QByteArray("Lantern") << 0;
    QTest::newRow("not in brackets") << QByteArray("1984") << 0;
    QTest::newRow("implausible") << QByteArray("Lantern (1234)") << 0;
    QTest::newRow("implausible last") << QByteArray("Lantern (1999) (3000)") << 1999;
    QTest::newRow("too long") << QByteArray("Lantern (19991)") << 0;
    QTest::newRow("not closed") << QByteArray("Lantern (1999") << 0;
    QTest::newRow("open range not closed") << QByteArray("Lantern (1999-") << 0;
    QTest::newRow("brackets") << QByteArray("((((") << 0;
    QTest::newRow("begins with it") << QByteArray("(1950)") << 1950;
}

void TestReaders::foundYears()
{
    QFETCH(const QByteArray, title);
    QFETCH(const int, year);
    write("ratings.csv", "userId,movieId,rating,timestamp\n1,2,3.5,4\n");
    write("movies.csv", "movieId,title,genres\n2,\"" + title.toStdString() + "\",Drama\n");
    QCOMPARE(loadDataset(path())->film(0).year, year);
}

void TestReaders::readsCompanionRatings()
{
    zipFolder(path("ml-100k.zip"), tiny("ml-100k"), "ml-100k/");
    for (const std::string& source : {tiny("ml-100k"), tiny("ml-100k/u.data"), path("ml-100k.zip")}) {
        const auto data = loadDataset(source);
        const RawRatings test = readCompanionRatings(*data, "u1.test");
        QCOMPARE(test.user, (std::vector<std::int64_t>{1, 3}));
        QCOMPARE(test.item, (std::vector<std::int64_t>{7, 1}));
        QCOMPARE(test.time, (std::vector<std::int64_t>{881171488, 891628467}));
        write("mine.tsv", "5\t6\t3\t4\n");
        QCOMPARE(readCompanionRatings(*data, path("mine.tsv")).user, (std::vector<std::int64_t>{5}));
        QCOMPARE(errorOf([&] { readCompanionRatings(*data, "u9.test"); }).code(), ErrorCode::NotFound);
        write("bad", "5\t6\t3\t4\n5\tx\t3\t4\n");
        QCOMPARE(errorOf([&] { readCompanionRatings(*data, path("bad")); }).where(), std::string("bad:2"));
    }
}

void TestReaders::findsInstalledDatasets()
{
    qputenv("XDG_DATA_HOME", QByteArray::fromStdString(path()));
    QCOMPARE(datasetsFolder().string(), path("matinee/datasets"));
    QVERIFY(installedDatasets().empty());
    const Error error = errorOf([] { loadDataset("ml-1m"); });
    QCOMPARE(error.code(), ErrorCode::NotFound);
    QVERIFY2(error.message().find("MovieLens 1M is not installed") != std::string::npos, error.what());

    std::filesystem::create_directories(datasetsFolder() / "ml-100k");
    for (const auto& entry : std::filesystem::directory_iterator(tiny("ml-100k")))
        std::filesystem::copy_file(entry.path(), datasetsFolder() / "ml-100k" / entry.path().filename());
    zipFolder(datasetsFolder() / "ml-1m.zip", tiny("ml-1m"), "ml-1m/");
    write("matinee/datasets/ml-10m.zip.part", "PK");
    const auto installed = installedDatasets();
    QCOMPARE(installed.size(), std::size_t(2));
    QCOMPARE(installed[0].id, std::string("ml-100k"));
    QCOMPARE(installed[1].id, std::string("ml-1m"));
    QCOMPARE(loadDataset("ml-1m")->ratings.size(), std::size_t(6));
    QCOMPARE(loadDataset("ml-100k")->ratings.size(), std::size_t(8));

    qputenv("XDG_DATA_HOME", "relative");
    QVERIFY(datasetsFolder().is_absolute());
    qunsetenv("XDG_DATA_HOME");
}

void TestReaders::loadsTheSample()
{
    const auto data = loadDataset("sample");
    QCOMPARE(data->provenance.source, std::string("sample"));
    QCOMPARE(data->provenance.layout, std::string("sample"));
    write("mine.tsv", "5\t6\t3\t4\n");
    QCOMPARE(readCompanionRatings(*data, path("mine.tsv")).size(), std::size_t(1));
    QCOMPARE(errorOf([&] { readCompanionRatings(*data, "u1.base"); }).code(), ErrorCode::NotFound);
}

void TestReaders::readsTheSampleInEveryLayout_data()
{
    QTest::addColumn<QByteArray>("layout");
    for (const auto& layout : sampleLayouts())
        QTest::newRow(layout.c_str()) << QByteArray::fromStdString(layout);
}

void TestReaders::readsTheSampleInEveryLayout()
{
    QFETCH(const QByteArray, layout);
    const auto sample = makeSample({.users = 60, .items = 90, .ratings = 2000});
    writeDataset(*sample, layout.toStdString(), path("written"));
    const auto read = loadDataset(path("written"));
    QVERIFY2(read->provenance.warnings.empty(),
             read->provenance.warnings.empty() ? "" : read->provenance.warnings[0].c_str());
    QCOMPARE(read->ratings.size(), sample->ratings.size());
    QCOMPARE(read->items.size(), sample->items.size());
    QCOMPARE(read->catalogue.films.size(), sample->catalogue.films.size());
    for (std::int32_t item = 0; item < read->itemCount(); ++item) {
        const auto before = sample->items.find(read->items.id(item));
        QVERIFY(before);
        QCOMPARE(read->film(item).title, sample->film(*before).title);
        QCOMPARE(read->film(item).year, sample->film(*before).year);
        QCOMPARE(read->catalogue.genreText(read->film(item)), sample->catalogue.genreText(sample->film(*before)));
    }
}

void TestReaders::realCounts_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* name : kRealSets)
        QTest::newRow(name) << QByteArray(name);
}

void TestReaders::realCounts()
{
    QFETCH(const QByteArray, name);
    const QByteArray root = qgetenv("MATINEE_TEST_DATA");
    if (root.isEmpty() || !QFile::exists(QString::fromUtf8(root + "/" + name)))
        QSKIP("The real data set is not there (MATINEE_TEST_DATA).");
    const auto data = loadDataset((root + "/" + name).toStdString());
    const DatasetFacts facts = describe(*data);
    QCOMPARE(data->name, name.toStdString());
    QVERIFY(data->provenance.warnings.empty());
    QVERIFY(!data->provenance.licence.empty());
    const auto children = std::count(data->catalogue.genres.begin(), data->catalogue.genres.end(), "Children");
    QCOMPARE(children, 1);
    if (name == "ml-100k") {
        QCOMPARE(facts.ratings, std::size_t(100'000));
        QCOMPARE(facts.users, std::size_t(943));
        QCOMPARE(facts.items, std::size_t(1682));
        QCOMPARE(facts.catalogue, std::size_t(1682));
        QVERIFY(std::abs(facts.mean - 3.52986) < 1e-9);
        QVERIFY(std::abs(facts.deviation - 1.12567) < 1e-5);
        QCOMPARE(facts.firstTime, 874724710);
        QCOMPARE(facts.lastTime, 893286638);
        QCOMPARE(filmById(*data, 543).title, std::string("Misérables, Les (1995)"));
        QCOMPARE(filmById(*data, 267).year, 0);
        QCOMPARE(data->userAttributes.size(), std::size_t(943));
    } else if (name == "ml-1m") {
        QCOMPARE(facts.ratings, std::size_t(1'000'209));
        QCOMPARE(facts.users, std::size_t(6040));
        QCOMPARE(facts.items, std::size_t(3706));
        QCOMPARE(facts.catalogue, std::size_t(3883));
        QCOMPARE(data->catalogue.genres.size(), std::size_t(18));
        QCOMPARE(data->userAttributes.size(), std::size_t(6040));
        QCOMPARE(filmById(*data, 1795).title, std::string("Callejón de los milagros, El (1995)"));
    } else {
        QCOMPARE(facts.ratings, std::size_t(100'836));
        QCOMPARE(facts.users, std::size_t(610));
        QCOMPARE(facts.items, std::size_t(9724));
        QCOMPARE(facts.catalogue, std::size_t(9742));
        QVERIFY(std::abs(facts.mean - 3.5016) < 1e-4);
        QVERIFY(std::abs(facts.deviation - 1.0425) < 1e-4);
        QCOMPARE(data->catalogue.genres.size(), std::size_t(19));
        const auto& films = data->catalogue.films;
        QCOMPARE(std::count_if(films.begin(), films.end(), [](const Film& film) { return film.genres == 0; }), 34);
        QCOMPARE(filmById(*data, 1).imdb, std::string("0114709"));
        QCOMPARE(filmById(*data, 171749).year, 2006);
    }
}

void TestReaders::realZips_data()
{
    realCounts_data();
}

void TestReaders::realZips()
{
    QFETCH(const QByteArray, name);
    const QByteArray root = qgetenv("MATINEE_TEST_DATA");
    if (root.isEmpty() || !QFile::exists(QString::fromUtf8(root + "/" + name)))
        QSKIP("The real data set is not there (MATINEE_TEST_DATA).");
    const std::string folder = (root + "/" + name).toStdString();
    const std::string zip = path(name.toStdString() + ".zip");
    zipFolder(zip, folder, name.toStdString() + "/");
    const auto fromZip = loadDataset(zip);
    const auto fromFolder = loadDataset(folder);
    QCOMPARE(fromZip->name, fromFolder->name);
    QCOMPARE(fromZip->provenance.digest, fromFolder->provenance.digest);
    QCOMPARE(titles(*fromZip), titles(*fromFolder));
    QCOMPARE(fromZip->users.ids(), fromFolder->users.ids());
}

void TestReaders::realFolds()
{
    const QByteArray root = qgetenv("MATINEE_TEST_DATA");
    if (root.isEmpty() || !QFile::exists(QString::fromUtf8(root + "/ml-100k")))
        QSKIP("The real data set is not there (MATINEE_TEST_DATA).");
    const auto data = loadDataset((root + "/ml-100k").toStdString());
    QCOMPARE(readCompanionRatings(*data, "u1.base").size(), std::size_t(80'000));
    QCOMPARE(readCompanionRatings(*data, "u1.test").size(), std::size_t(20'000));
}

QTEST_GUILESS_MAIN(TestReaders)
#include "tst_readers.moc"
