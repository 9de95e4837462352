#include "support/zip_files.h"

#include <matinee/dataset_source.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace matinee;

namespace {

constexpr const char* kRealSets[] = {"ml-100k", "ml-1m", "ml-latest-small"};

std::string tiny(const char* name)
{
    return std::string(MATINEE_TINY_DATA) + "/" + name;
}

/// What a call throws; Internal where it throws nothing.
Error errorOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error;
    }
    return Error(ErrorCode::Internal, "nothing was thrown");
}

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
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void readsMovieLens100k();
    void readsMovieLens1m();
    void readsMovieLens10m();
    void readsCsv();
    void readsEachAsAZip_data();
    void readsEachAsAZip();
    void readsAZipWithoutAFolder();
    void findsTheOnlyReleaseInAFolder();
    void refusesAFolderOfSeveral();
    void recognisesTheContentNotTheName();
    void readsASingleFile();
    void readsASingleFileWithItsCompanions();
    void namesAMissingCompanion();
    void readsOddButLegalCsv();
    void readsOddButLegalRows();
    void readsRatingsWithoutTimes();
    void repairsInvalidUtf8();
    void warnsOfRepetitions();
    void foundYears_data();
    void foundYears();
    void brokenRatings_data();
    void brokenRatings();
    void brokenCompanions_data();
    void brokenCompanions();
    void brokenZips();
    void namesWhatIsNotThere();
    void readsCompanionRatings();
    void findsInstalledDatasets();
    void answersAStop();
    void realCounts_data();
    void realCounts();
    void realZips_data();
    void realZips();
    void realFolds();

private:
    std::string path(const std::string& name = {}) const
    {
        return m_folder->path().toStdString() + (name.empty() ? "" : "/" + name);
    }
    void write(const std::string& name, const std::string& content)
    {
        const QString file = QString::fromStdString(path(name));
        QVERIFY(QDir().mkpath(QFileInfo(file).path()));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        QCOMPARE(out.write(content.data(), static_cast<qint64>(content.size())), static_cast<qint64>(content.size()));
    }
    void copyTiny(const char* name)
    {
        QVERIFY(m_folder->isValid());
        for (const auto& entry : std::filesystem::directory_iterator(tiny(name)))
            std::filesystem::copy_file(entry.path(), path(entry.path().filename().string()));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
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
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 1); // nothing unpacked
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

void TestReaders::refusesAFolderOfSeveral()
{
    const Error error = errorOf([] { loadDataset(MATINEE_TINY_DATA); });
    QCOMPARE(error.code(), ErrorCode::Format);
    QVERIFY2(error.message().find("ml-100k") != std::string::npos, error.what());
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

void TestReaders::namesAMissingCompanion()
{
    copyTiny("ml-100k");
    QVERIFY(QFile::remove(QString::fromStdString(path("u.item"))));
    const Error noFilms = errorOf([&] { loadDataset(path()); });
    QCOMPARE(noFilms.code(), ErrorCode::NotFound);
    QVERIFY2(noFilms.message().find("missing its companion u.item") != std::string::npos, noFilms.what());
    QCOMPARE(loadDataset(path("u.data"))->ratings.size(), std::size_t(8));

    QFile::copy(QString::fromStdString(tiny("ml-100k/u.item")), QString::fromStdString(path("u.item")));
    for (const char* name : {"u.data", "u1.base", "u1.test"})
        QVERIFY(QFile::remove(QString::fromStdString(path(name))));
    const Error noRatings = errorOf([&] { loadDataset(path()); });
    QCOMPARE(noRatings.code(), ErrorCode::NotFound);
    QVERIFY2(noRatings.message().find("companion u.data") != std::string::npos, noRatings.what());

    // One file that is recognised stands in for u.data, of two it is not known which.
    write("mine.tsv", "1\t1\t5\t9\n");
    QCOMPARE(loadDataset(path())->ratings.size(), std::size_t(1));
    write("other.tsv", "1\t1\t5\t9\n");
    const Error several = errorOf([&] { loadDataset(path()); });
    QVERIFY2(several.message().find("mine.tsv") != std::string::npos, several.what());
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

void TestReaders::brokenRatings_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("where");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char* tag, const char* name, const QByteArray& content, const char* where,
                        const char* says) {
        QTest::newRow(tag) << QByteArray(name) << content << QByteArray(where) << QByteArray(says);
    };
    row("empty", "u.data", "", "u.data", "The file is empty.");
    row("blank", "u.data", "\n\n", "u.data", "no rating");
    row("header only", "r.csv", "userId,movieId,rating,timestamp\n", "r.csv", "no rating");
    row("too few fields", "u.data", "1\t2\t3\t4\n1\t2\n1\t2\t3\t4\n", "u.data:2", "“1\\t2” has too few fields");
    row("cut off", "u.data", "1\t2\t3\t4\n1\t2\t3", "u.data:2", "cut off");
    row("cut off csv", "r.csv", "userId,movieId,rating,timestamp\n1,2,3,4\n1,", "r.csv:3", "cut off");
    row("cut off dat", "ratings.dat", "1::2::3::4\n1::2::", "ratings.dat:2", "cut off");
    row("letters", "u.data", "1\t2\t3\t4\n\n1\tx9\t3\t4\n", "u.data:3", "The film id “x9” in the row “1\\tx9\\t3\\t4”");
    row("zero id", "u.data", "1\t2\t3\t4\n0\t2\t3\t4\n", "u.data:2", "user id “0”");
    row("negative id", "u.data", "1\t2\t3\t4\n1\t-2\t3\t4\n", "u.data:2", "film id “-2”");
    row("id too large", "u.data", "1\t2\t3\t4\n9223372036854775808\t2\t3\t4\n", "u.data:2", "64 bits");
    row("fraction as id", "r.csv", "userId,movieId,rating\n1.0,2,3\n", "r.csv:2", "user id “1.0”");
    row("nan", "u.data", "1\t2\t3\t4\n1\t2\tnan\t4\n", "u.data:2", "rating “nan”");
    row("infinite", "u.data", "1\t2\t3\t4\n1\t2\tinf\t4\n", "u.data:2", "rating “inf”");
    row("rating 0", "u.data", "1\t2\t3\t4\n1\t2\t0\t4\n", "u.data:2", "rating “0”");
    row("rating 11", "u.data", "1\t2\t3\t4\n1\t2\t11\t4\n", "u.data:2", "rating “11”");
    row("decimal comma", "u.data", "1\t2\t3\t4\n1\t2\t3,5\t4\n", "u.data:2", "rating “3,5”");
    row("milliseconds", "u.data", "1\t2\t3\t4\n1\t2\t3\t1537799250000\n", "u.data:2", "seconds since 1970");
    row("date", "r.csv", "userId,movieId,rating,timestamp\n1,2,3,2005-04-02 23:53:47\n", "r.csv:2", "seconds");
    row("quote", "r.csv", "userId,movieId,rating,timestamp\n1,\"2,3,4\n", "r.csv:2", "not closed");
    row("other columns", "r.csv", "a,b,c\n1,2,3\n", "r.csv:1", "names no column userId");
    row("page", "u.data", "<!DOCTYPE html>\n<html>\n", "u.data:1", "too few fields");
    row("unknown", "notes", "Dear diary,\n", "notes:1", "is not that of a ratings file");
    row("control characters", "notes", "\x01\x02\xFF\n", "notes:1", "“\\x01\\x02\\xFF”");
    row("binary", "u.data", QByteArray("1\t2\t3\t4\n1\t\0\t3\n", 15), "u.data:2", "binary");
    row("UTF-16", "r.csv", QByteArray("\xFF\xFEu\0s\0", 6), "r.csv:1", "UTF-16");
    row("endless line", "u.data", "1\t2\t3\t4\n" + QByteArray(3 << 20, '7'), "u.data:2", "longer than a mebibyte");
}

void TestReaders::brokenRatings()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QByteArray, where);
    QFETCH(const QByteArray, says);
    write(name.toStdString(), content.toStdString());
    const Error error = errorOf([&] { loadDataset(path(name.toStdString())); });
    QCOMPARE(error.code(), ErrorCode::Format);
    QCOMPARE(QByteArray::fromStdString(error.where()), where);
    QVERIFY2(QByteArray::fromStdString(error.message()).contains(says), error.what());
    QVERIFY2(error.message().ends_with('.') && error.message().find('\n') == std::string::npos, error.what());
}

void TestReaders::brokenCompanions_data()
{
    QTest::addColumn<QByteArray>("layout");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("where");
    const auto row = [](const char* tag, const char* layout, const char* name, const QByteArray& content,
                        const char* where) {
        QTest::newRow(tag) << QByteArray(layout) << QByteArray(name) << content << QByteArray(where);
    };
    row("short u.item", "ml-100k", "u.item", "1|Title (1990)|||\n", "u.item:1");
    row("u.item id", "ml-100k", "u.item", "x|Title (1990)||||0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n", "u.item:1");
    row("u.genre", "ml-100k", "u.genre", "unknown|0\nAction|7\n", "u.genre:2");
    row("u.user", "ml-100k", "u.user", "1|24|M|technician|85711\n2|24|M\n", "u.user:2");
    row("movies.dat", "ml-1m", "movies.dat", "1::Title (1990)::Drama\n2::Title\n", "movies.dat:2");
    row("users.dat", "ml-1m", "users.dat", "1::F::1\n", "users.dat:1");
    row("movies.csv", "ml-latest-small", "movies.csv", "movieId,title,genres\n1,Title\n", "movies.csv:2");
    row("movies.csv quote", "ml-latest-small", "movies.csv", "movieId,title,genres\n1,\"Title,Drama\n", "movies.csv:2");
    row("movies.csv header", "ml-latest-small", "movies.csv", "a,b\n", "movies.csv:1");
    row("movies.csv empty", "ml-latest-small", "movies.csv", "", "movies.csv");
    row("links.csv", "ml-latest-small", "links.csv", "movieId,imdbId,tmdbId\nx,1,2\n", "links.csv:2");
    row("binary links.csv", "ml-latest-small", "links.csv", QByteArray("movieId\n\0\0\n", 11), "links.csv:2");
}

void TestReaders::brokenCompanions()
{
    QFETCH(const QByteArray, layout);
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QByteArray, where);
    copyTiny(layout.constData());
    write(name.toStdString(), content.toStdString());
    const Error error = errorOf([&] { loadDataset(path()); });
    QCOMPARE(error.code(), ErrorCode::Format);
    QCOMPARE(QByteArray::fromStdString(error.where()), where);
}

void TestReaders::brokenZips()
{
    zipFolder(path("good.zip"), tiny("ml-1m"), "ml-1m/");
    QFile good(QString::fromStdString(path("good.zip")));
    QVERIFY(good.open(QIODevice::ReadOnly));
    const QByteArray bytes = good.readAll();

    const auto fails = [&](const QByteArray& content) {
        write("bad.zip", content.toStdString());
        return errorOf([&] { loadDataset(path("bad.zip")); });
    };
    QCOMPARE(fails("").what(), "bad.zip: The zip file is empty.");
    QCOMPARE(fails("<html>").what(), "bad.zip: The file is not a zip archive.");
    for (const qsizetype size : {qsizetype(40), bytes.size() / 3, bytes.size() / 2, bytes.size() - 30}) {
        const Error error = fails(bytes.left(size));
        QVERIFY2(error.code() == ErrorCode::Format || error.code() == ErrorCode::NotFound, error.what());
        QVERIFY2(QByteArray(error.what()).contains("bad.zip"), error.what());
    }
    zipFiles(path("none.zip"), {{"a/b.txt", "nothing"}, {"c/d.txt", "here"}});
    QCOMPARE(errorOf([&] { loadDataset(path("none.zip")); }).code(), ErrorCode::NotFound);
    zipFiles(path("nothing.zip"), {});
    QCOMPARE(errorOf([&] { loadDataset(path("nothing.zip")); }).code(), ErrorCode::NotFound);
}

void TestReaders::namesWhatIsNotThere()
{
    const Error nowhere = errorOf([&] { loadDataset(path("nowhere")); });
    QCOMPARE(nowhere.code(), ErrorCode::NotFound);
    QVERIFY2(nowhere.message().find("nowhere") != std::string::npos, nowhere.what());
    QCOMPARE(errorOf([] { loadDataset(""); }).code(), ErrorCode::InvalidArgument);
    QCOMPARE(errorOf([&] { loadDataset(path()); }).code(), ErrorCode::NotFound); // an empty folder
    if (QFile::exists(QStringLiteral("/dev/null")))
        QCOMPARE(errorOf([] { loadDataset("/dev/null"); }).code(), ErrorCode::Format);
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
    qputenv("XDG_DATA_HOME", m_folder->path().toUtf8());
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

void TestReaders::answersAStop()
{
    std::stop_source stop;
    RunContext context;
    context.stop = stop.get_token();
    int calls = 0;
    context.progress = [&](double fraction, std::string_view what) {
        QVERIFY(fraction <= 1 && !what.empty());
        if (++calls == 2)
            stop.request_stop();
    };
    std::string rows;
    for (int i = 0; i < 300'000; ++i)
        rows += "1\t2\t3\t4\n";
    write("u.data", rows);
    QCOMPARE(errorOf([&] { loadDataset(path("u.data"), context); }).code(), ErrorCode::Stopped);
    QVERIFY(calls < 5);
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
