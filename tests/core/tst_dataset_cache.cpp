#include "data/dataset_cache.h"
#include "data/dataset_file.h"
#include "support/mapped_file.h"
#include "support/test_files.h"
#include "support/zip_files.h"

#include <matinee/dataset_source.h>
#include <matinee/random.h>

#include <QTest>

#include <chrono>
#include <fstream>
#include <memory>
#include <vector>

using namespace matinee;

namespace fs = std::filesystem;

/// What is kept of a data set that was read once, and what is not believed.
class TestDatasetCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_files = std::make_unique<TestFiles>();
        m_cache = std::make_unique<TestFiles>();
        qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(m_cache->path()));
        qunsetenv("MATINEE_CACHE");
    }
    void cleanup()
    {
        m_files.reset();
        m_cache.reset();
    }

    void opensWhatWasRead_data();
    void opensWhatWasRead();
    void leavesSmallSetsAlone();
    void canBeTurnedOff();
    void seesChanges_data();
    void seesChanges();
    void rebuildsDamage_data();
    void rebuildsDamage();
    void seesEveryFlippedByte();
    void outlivesItsFile();
    void needsNoCacheFolder();
    void answersStop();
    void staysWithinItsLimit();

private:
    std::string path(const std::string& name = {}) const { return m_files->path(name); }
    void writeCsv();
    void write100k();
    std::vector<fs::path> cacheFiles() const;
    static std::shared_ptr<const Dataset> loadFresh(const std::string& source);
    static void compare(const Dataset& a, const Dataset& b);

    std::unique_ptr<TestFiles> m_files;
    std::unique_ptr<TestFiles> m_cache;
};

namespace {

constexpr int kRatings = 60'000; // 1.2 MB of columns

std::string ratingRows(const std::string& separator)
{
    Random random(5);
    std::string text;
    for (int r = 0; r < kRatings; ++r) {
        text += std::to_string(1 + r / 100) + separator + std::to_string(3 + random.below(900)) + separator +
                std::to_string(1 + random.below(5)) + separator + std::to_string(881'250'949 + r) + "\n";
    }
    return text;
}

void changeByte(const fs::path& path, std::uint64_t position)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(position));
    const char byte = static_cast<char>(file.get() ^ 0x10);
    file.seekp(static_cast<std::streamoff>(position));
    file.put(byte);
}

} // namespace

void TestDatasetCache::writeCsv()
{
    m_files->write("ratings.csv", "userId,movieId,rating,timestamp\n" + ratingRows(","));
    std::string films = "movieId,title,genres\n";
    std::string links = "movieId,imdbId,tmdbId\n";
    for (int film = 1; film < 1000; ++film) {
        films += std::to_string(film) + ",\"Étude, The (19" + std::to_string(10 + film % 90) + ")\",Drama|Comedy\n";
        links += std::to_string(film) + ",0114709," + std::to_string(film) + "\n";
    }
    m_files->write("movies.csv", films + "5,Twice (1999),Drama\n");
    m_files->write("links.csv", links);
    m_files->write("README.txt", "Licence: made up.\n");
}

void TestDatasetCache::write100k()
{
    m_files->write("u.data", ratingRows("\t"));
    m_files->write("u.item", "3|Three (1993)|01-Jan-1993||http://x|0|1|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n");
    m_files->write("u.user", "1|24|M|technician|85711\n7|31|F|writer|T8H1N\n");
}

std::vector<fs::path> TestDatasetCache::cacheFiles() const
{
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(datasetCacheFolder(), none))
        files.push_back(entry.path());
    return files;
}

std::shared_ptr<const Dataset> TestDatasetCache::loadFresh(const std::string& source)
{
    qputenv("MATINEE_CACHE", "off");
    auto data = loadDataset(source);
    qunsetenv("MATINEE_CACHE");
    return data;
}

void TestDatasetCache::compare(const Dataset& a, const Dataset& b)
{
    QCOMPARE(a.name, b.name);
    QVERIFY(a.ratings.user == b.ratings.user);
    QVERIFY(a.ratings.item == b.ratings.item);
    QVERIFY(a.ratings.value == b.ratings.value);
    QVERIFY(a.ratings.time == b.ratings.time);
    QVERIFY(a.users.ids() == b.users.ids());
    QVERIFY(a.items.ids() == b.items.ids());
    QCOMPARE(a.items.find(3), b.items.find(3));
    QCOMPARE(a.ratedUsers, b.ratedUsers);
    QCOMPARE(a.ratedItems, b.ratedItems);
    QCOMPARE(a.firstTime, b.firstTime);
    QCOMPARE(a.lastTime, b.lastTime);
    QVERIFY(a.catalogue.genres == b.catalogue.genres);
    QCOMPARE(a.catalogue.films.size(), b.catalogue.films.size());
    for (std::size_t i = 0; i < a.catalogue.films.size(); ++i) {
        const Film& one = a.catalogue.films[i];
        const Film& other = b.catalogue.films[i];
        QCOMPARE(one.title, other.title);
        QCOMPARE(one.year, other.year);
        QCOMPARE(one.genres, other.genres);
        QCOMPARE(one.releaseDate, other.releaseDate);
        QCOMPARE(one.imdb, other.imdb);
        QCOMPARE(one.tmdb, other.tmdb);
    }
    QCOMPARE(a.userAttributes.size(), b.userAttributes.size());
    for (std::size_t u = 0; u < a.userAttributes.size(); ++u) {
        QCOMPARE(a.userAttributes[u].age, b.userAttributes[u].age);
        QCOMPARE(a.userAttributes[u].gender, b.userAttributes[u].gender);
        QCOMPARE(a.userAttributes[u].occupation, b.userAttributes[u].occupation);
        QCOMPARE(a.userAttributes[u].zip, b.userAttributes[u].zip);
    }
    QCOMPARE(a.provenance.source, b.provenance.source);
    QCOMPARE(a.provenance.layout, b.provenance.layout);
    QCOMPARE(a.provenance.digest, b.provenance.digest);
    QCOMPARE(a.provenance.licence, b.provenance.licence);
    QVERIFY(a.provenance.warnings == b.provenance.warnings);
    QCOMPARE(a.provenance.skipped, b.provenance.skipped);
    QVERIFY(a.fileRows == b.fileRows && a.plantedClusters == b.plantedClusters);
}

void TestDatasetCache::opensWhatWasRead_data()
{
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"csv", "ml-100k", "file", "zip"})
        QTest::newRow(kind) << kind;
}

void TestDatasetCache::opensWhatWasRead()
{
    QFETCH(const QString, kind);
    std::string source = path("set");
    if (kind == "ml-100k")
        write100k();
    else
        writeCsv();
    if (kind == "zip") {
        zipFiles(path("set.zip"), {{"set/ratings.csv", "userId,movieId,rating,timestamp\n" + ratingRows(",")},
                                   {"set/movies.csv", "movieId,title,genres\n3,Three (1993),Drama\n"}});
        source = path("set.zip");
    } else {
        source = kind == "file" ? path("ratings.csv") : path();
    }
    const auto fresh = loadFresh(source);
    QVERIFY(cacheFiles().empty());
    for (const int threads : {2, 1, 3}) {
        RunContext context;
        context.threads = threads;
        compare(*loadDataset(source, context), *fresh);
        QCOMPARE(cacheFiles().size(), std::size_t(1));
    }
    const auto cached = DatasetCache(source).open({});
    QVERIFY(cached.has_value());
    compare(*cached, *fresh);
    QVERIFY(!fresh->provenance.warnings.empty());
}

void TestDatasetCache::leavesSmallSetsAlone()
{
    m_files->copyTiny("ml-100k");
    loadDataset(path());
    QVERIFY(cacheFiles().empty());
}

void TestDatasetCache::canBeTurnedOff()
{
    writeCsv();
    loadFresh(path());
    QVERIFY(cacheFiles().empty());
    loadDataset(path());
    QCOMPARE(cacheFiles().size(), std::size_t(1));
    qputenv("MATINEE_CACHE", "off");
    QVERIFY(!DatasetCache(path()).open({}).has_value());
    qunsetenv("MATINEE_CACHE");
    QVERIFY(DatasetCache(path()).open({}).has_value());
}

void TestDatasetCache::seesChanges_data()
{
    QTest::addColumn<QString>("change");
    for (const char* change : {"row added", "time", "film renamed", "README", "film list gone", "file added"})
        QTest::newRow(change) << change;
}

void TestDatasetCache::seesChanges()
{
    QFETCH(const QString, change);
    writeCsv();
    loadDataset(path());
    QVERIFY(DatasetCache(path()).open({}).has_value());
    if (change == "row added") {
        std::ofstream(path("ratings.csv"), std::ios::app) << "1,2,3,4\n";
    } else if (change == "time") {
        const auto before = fs::last_write_time(path("ratings.csv"));
        fs::last_write_time(path("ratings.csv"), before + std::chrono::nanoseconds(1000));
    } else if (change == "film renamed") {
        m_files->write("movies.csv", "movieId,title,genres\n3,Three (1993),Drama\n");
    } else if (change == "README") {
        m_files->write("README.txt", "Another licence.\n");
    } else if (change == "film list gone") {
        fs::remove(path("links.csv"));
    } else {
        m_files->write("notes.txt", "Bought in May.\n");
    }
    QVERIFY(!DatasetCache(path()).open({}).has_value());
    const auto again = loadDataset(path());
    compare(*again, *loadFresh(path()));
    QVERIFY(DatasetCache(path()).open({}).has_value());
    QCOMPARE(cacheFiles().size(), std::size_t(1));
}

void TestDatasetCache::rebuildsDamage_data()
{
    QTest::addColumn<double>("place");
    QTest::addColumn<bool>("cut");
    for (int i = 0; i <= 20; ++i) {
        QTest::addRow("byte at %d %%", i * 5) << i / 20.0 << false;
        QTest::addRow("cut at %d %%", i * 5) << i / 20.0 << true;
    }
}

void TestDatasetCache::rebuildsDamage()
{
    QFETCH(const double, place);
    QFETCH(const bool, cut);
    writeCsv();
    const auto fresh = loadDataset(path());
    const fs::path file = cacheFiles().front();
    const auto size = fs::file_size(file);
    const auto position = std::min(size - 1, static_cast<std::uintmax_t>(place * static_cast<double>(size)));
    // A copy, since fresh is a view of the file itself.
    const fs::path copy = m_cache->path("copy");
    fs::copy_file(file, copy);
    if (cut)
        fs::resize_file(copy, position);
    else
        changeByte(copy, position);
    fs::rename(copy, file);
    QVERIFY(!DatasetCache(path()).open({}).has_value());
    compare(*loadDataset(path()), *fresh);
    QVERIFY(DatasetCache(path()).open({}).has_value());
    QCOMPARE(fs::file_size(file), size);
}

void TestDatasetCache::seesEveryFlippedByte()
{
    const auto data = loadDataset(tiny("ml-100k"));
    writeDatasetFile(path("file"), *data, "key", {});
    const auto file = MappedFile::open(path("file"));
    QVERIFY(isDatasetFile(file->bytes(), "key", {}));
    QVERIFY(!isDatasetFile(file->bytes(), "other key", {}));
    compare(*readDatasetFile(file->bytes(), file, {}), *data);

    struct alignas(64) Line
    {
        std::byte bytes[64];
    };
    std::vector<Line> memory(file->bytes().size() / sizeof(Line) + 1);
    const auto bytes = std::as_writable_bytes(std::span(memory)).first(file->bytes().size());
    std::copy(file->bytes().begin(), file->bytes().end(), bytes.begin());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        QVERIFY(!isDatasetFile(bytes.first(at), "key", {}));
        readDatasetFile(bytes.first(at), file, {});
        for (int bit = 0; bit < 8; ++bit) {
            const auto whole = bytes[at];
            bytes[at] ^= std::byte{1} << bit;
            QVERIFY2(!isDatasetFile(bytes, "key", {}), std::to_string(at).c_str());
            readDatasetFile(bytes, file, {}); // whatever it makes of it, it comes back
            bytes[at] = whole;
        }
    }
}

void TestDatasetCache::outlivesItsFile()
{
    writeCsv();
    loadDataset(path());
    const auto data = loadDataset(path());
    const auto copy = data->ratings;
    fs::remove_all(m_cache->path("matinee"));
    compare(*data, *loadFresh(path()));
    QVERIFY(copy.time == data->ratings.time);
}

void TestDatasetCache::needsNoCacheFolder()
{
    writeCsv();
    m_cache->write("matinee", "a file where the folder would be");
    const auto fresh = loadFresh(path());
    compare(*loadDataset(path()), *fresh);
    compare(*loadDataset(path()), *fresh);
    QVERIFY(cacheFiles().empty());
}

void TestDatasetCache::answersStop()
{
    writeCsv();
    auto data = *loadDataset(path());
    std::stop_source stop;
    stop.request_stop();
    RunContext context;
    context.stop = stop.get_token();
    QCOMPARE(errorOf([&] { DatasetCache(path()).open(context); }).code(), ErrorCode::Stopped);
    fs::remove_all(m_cache->path("matinee"));
    QCOMPARE(errorOf([&] { DatasetCache(path()).store(data, context); }).code(), ErrorCode::Stopped);
    QVERIFY(cacheFiles().empty());
}

void TestDatasetCache::staysWithinItsLimit()
{
    writeCsv();
    const auto old = [&](const char* name, std::uintmax_t size, int hours) {
        const fs::path file = datasetCacheFolder() / name;
        fs::create_directories(file.parent_path());
        std::ofstream{file};
        fs::resize_file(file, size); // takes no room on the disk
        fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(hours));
        return file;
    };
    constexpr std::uintmax_t kGiB = std::uintmax_t(1) << 30;
    const auto oldest = old("1.dataset", 2 * kGiB, 50);
    const auto older = old("2.dataset", kGiB, 40);
    const auto newest = old("3.dataset", 2 * kGiB, 30);
    const auto abandoned = old("4.dataset.1-1.part", 10, 30);
    const auto busy = old("5.dataset.1-1.part", 10, 1);
    loadDataset(path());
    QVERIFY(!fs::exists(oldest));
    QVERIFY(fs::exists(older));
    QVERIFY(fs::exists(newest));
    QVERIFY(!fs::exists(abandoned));
    QVERIFY(fs::exists(busy));
    QCOMPARE(cacheFiles().size(), std::size_t(4));
}

QTEST_APPLESS_MAIN(TestDatasetCache)
#include "tst_dataset_cache.moc"
