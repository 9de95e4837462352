#include "support/test_files.h"
#include "support/zip_files.h"

#include <matinee/dataset_source.h>

#include <QTest>

using namespace matinee;

class TestBrokenData : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_files = std::make_unique<TestFiles>(); }

    void refusesAFolderOfSeveral();
    void namesAMissingCompanion();
    void brokenRatings_data();
    void brokenRatings();
    void brokenCompanions_data();
    void brokenCompanions();
    void brokenZips();
    void namesWhatIsNotThere();
    void answersAStop();

private:
    std::string path(const std::string& name = {}) const { return m_files->path(name); }
    void write(const std::string& name, const std::string& content) { m_files->write(name, content); }
    void copyTiny(const char* name) { m_files->copyTiny(name); }

    std::unique_ptr<TestFiles> m_files;
};

void TestBrokenData::refusesAFolderOfSeveral()
{
    const Error error = errorOf([] { loadDataset(MATINEE_TINY_DATA); });
    QCOMPARE(error.code(), ErrorCode::Format);
    QVERIFY2(error.message().find("ml-100k") != std::string::npos, error.what());
}

void TestBrokenData::namesAMissingCompanion()
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

void TestBrokenData::brokenRatings_data()
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
    row("endless line", "u.data", "1\t2\t3\t4\n" + QByteArray(3 << 20, '7'), "u.data:2", "longer than 64 KiB");
}

void TestBrokenData::brokenRatings()
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

void TestBrokenData::brokenCompanions_data()
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

void TestBrokenData::brokenCompanions()
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

void TestBrokenData::brokenZips()
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
    QCOMPARE(errorOf([&] { loadDataset(path("nothing.zip")); }).what(), "nothing.zip: There is no file in it.");

    // The archive is at fault where the checksum says so, not the row that its damage broke.
    zipFiles(
        path("stored.zip"),
        {{"ml-1m/ratings.dat", "1::1::5::0\n2::1::4::0\n3::1::3::0\n"}, {"ml-1m/movies.dat", "1::One (1990)::Drama\n"}},
        "zip:compression=store");
    QFile stored(QString::fromStdString(path("stored.zip")));
    QVERIFY(stored.open(QIODevice::ReadOnly));
    QByteArray damaged = stored.readAll();
    QVERIFY(damaged.contains("2::1::4"));
    damaged.replace("2::1::4", "2::x::4");
    const Error error = fails(damaged);
    QCOMPARE(error.code(), ErrorCode::Format);
    QVERIFY2(error.message().find("damaged") != std::string::npos, error.what());
    zipFiles(path("bad.zip"),
             {{"ml-1m/ratings.dat", "1::1::5::0\n2::x::4::0\n"}, {"ml-1m/movies.dat", "1::One (1990)::Drama\n"}});
    QCOMPARE(errorOf([&] { loadDataset(path("bad.zip")); }).where(), std::string("ratings.dat:2"));
}

void TestBrokenData::namesWhatIsNotThere()
{
    const Error nowhere = errorOf([&] { loadDataset(path("nowhere")); });
    QCOMPARE(nowhere.code(), ErrorCode::NotFound);
    QVERIFY2(nowhere.message().find("nowhere") != std::string::npos, nowhere.what());
    QCOMPARE(errorOf([] { loadDataset(""); }).code(), ErrorCode::InvalidArgument);
    QCOMPARE(errorOf([&] { loadDataset(path()); }).code(), ErrorCode::NotFound); // an empty folder
    if (QFile::exists(QStringLiteral("/dev/null")))
        QCOMPARE(errorOf([] { loadDataset("/dev/null"); }).code(), ErrorCode::Format);
}

void TestBrokenData::answersAStop()
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

QTEST_GUILESS_MAIN(TestBrokenData)
#include "tst_broken_data.moc"
