#include <matinee/error.h>
#include <matinee/sample.h>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

using namespace matinee;
namespace fs = std::filesystem;

namespace {

// Patterns of lines, here because moc loses its way in raw strings within macros.
constexpr const char* kDataLine = R"(\d+\t\d+\t[1-5]\t\d{9})";
constexpr const char* kEarlyDate = R"(\d\d-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-19\d\d)";
constexpr const char* kUserLine = R"(\d+\|\d+\|[FM]\|[a-z]+\|[0-9A-Z]{5})";
constexpr const char* kRatingColons = R"(\d+::\d+::[1-5]::\d{9})";
constexpr const char* kMovie1m = R"(\d+::[^:]+(: [^:]+)? \(19\d\d\)::[A-Z][A-Za-z'|-]+)";
constexpr const char* kUser1m = R"(\d+::[FM]::(1|18|25|35|45|50|56)::(\d|1\d|20)::[0-9A-Z]{5})";
constexpr const char* kTagColons = R"(\d+::\d+::[A-Z][A-Za-z0-9 -]+::\d{9})";
constexpr const char* kRatingCsv = R"(\d+,\d+,[1-5]\.0,\d{9})";
constexpr const char* kMovieCsv = R"(\d+,("([^"]|"")+"|[^",]+),[A-Z][A-Za-z|-]+)";
constexpr const char* kLinkCsv = R"(\d+,\d*,\d*)";
constexpr const char* kTagCsv = R"(\d+,\d+,[^",]+,\d{9})";

std::string contentOf(const fs::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// The lines of a file, all of which must end as given.
std::vector<std::string> linesOf(const fs::path& path, const std::string& end = "\n")
{
    const std::string content = contentOf(path);
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < content.size();) {
        const std::size_t at = content.find(end, begin);
        if (at == std::string::npos)
            return {"no line end"};
        lines.push_back(content.substr(begin, at - begin));
        if (lines.back().find_first_of("\r\n") != std::string::npos)
            return {"a line end of another kind"};
        begin = at + end.size();
    }
    return lines;
}

std::vector<std::string> fieldsOf(const std::string& line, const std::string& separator)
{
    std::vector<std::string> fields;
    std::size_t begin = 0;
    for (std::size_t at; (at = line.find(separator, begin)) != std::string::npos; begin = at + separator.size())
        fields.push_back(line.substr(begin, at - begin));
    fields.push_back(line.substr(begin));
    return fields;
}

bool allMatch(const std::vector<std::string>& lines, const std::string& pattern)
{
    const std::regex expression(pattern);
    return std::all_of(lines.begin(), lines.end(), [&](const std::string& line) {
        const bool fits = std::regex_match(line, expression);
        if (!fits)
            qWarning("%s does not match %s", line.c_str(), pattern.c_str());
        return fits;
    });
}

bool byUserAndFilm(const std::vector<std::string>& lines, const std::string& separator)
{
    std::vector<std::pair<int, int>> keys;
    for (const auto& line : lines) {
        const auto fields = fieldsOf(line, separator);
        keys.emplace_back(std::stoi(fields[0]), std::stoi(fields[1]));
    }
    return std::is_sorted(keys.begin(), keys.end());
}

/// Three films with all that is awkward about titles, no attributes of users.
Dataset awkward()
{
    DatasetParts parts;
    parts.name = "awkward";
    parts.ratings.user = {7, 7, 3};
    parts.ratings.item = {20, 10, 20};
    parts.ratings.value = {3.5F, 4.0F, 0.5F};
    parts.ratings.time = {100, 200, 300};
    Film first;
    first.title = "Caf\u00e9, \"Chez Zo\u00eb\" (1995)";
    first.year = 1995;
    first.genres = 3;
    first.imdb = "0012345";
    first.tmdb = "77";
    first.releaseDate = "1995-02-03";
    Film second;
    second.title = "\u0141\u00f3d\u017a | Two::Three";
    Film unrated;
    unrated.title = "Nobody Saw It (1990)";
    parts.films = {{10, first}, {20, second}, {15, unrated}};
    parts.genres = {"Children", "IMAX"};
    parts.provenance.source = "/data/awkward";
    parts.provenance.licence = "Ask before use.";
    return assembleDataset(std::move(parts));
}

} // namespace

class TestSampleWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_data = makeSample({60, 200, 3000, 4});
        QVERIFY(m_folder.isValid());
        for (const auto& layout : sampleLayouts())
            writeDataset(*m_data, layout, in(layout));
    }

    void layout100k()
    {
        const fs::path folder = in("ml-100k");
        const auto data = linesOf(folder / "u.data");
        QCOMPARE(data.size(), std::size_t{3000});
        QVERIFY(allMatch(data, kDataLine));
        // File order is that of the data set.
        for (const std::size_t r : {0U, 1U, 1500U, 2999U}) {
            const auto fields = fieldsOf(data[r], "\t");
            QCOMPARE(std::stoll(fields[0]), m_data->users.id(m_data->ratings.user[r]));
            QCOMPARE(std::stoll(fields[1]), m_data->items.id(m_data->ratings.item[r]));
            QCOMPARE(std::stof(fields[2]), m_data->ratings.value[r]);
            QCOMPARE(std::stoll(fields[3]), m_data->ratings.time[r]);
        }
        const auto items = linesOf(folder / "u.item");
        QCOMPARE(items.size(), std::size_t{200});
        bool accents = false, children = false;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const auto fields = fieldsOf(items[i], "|");
            QCOMPARE(fields.size(), std::size_t{24});
            QCOMPARE(fields[0], std::to_string(i + 1));
            QVERIFY(allMatch({fields[2]}, kEarlyDate));
            QVERIFY(fields[3].empty());
            QCOMPARE(fields[5], std::string("0")); // none is "unknown"
            children = children || (fields[9] == "1" && fields[8] == "1");
            for (const char letter : fields[1])
                accents = accents || static_cast<unsigned char>(letter) >= 0xC0;
            // Latin-1: no UTF-8 lead byte is followed by a continuation byte.
            QVERIFY(fields[1].find("\xC3\xA9") == std::string::npos);
        }
        QVERIFY(children);
        QVERIFY(accents);
        const auto users = linesOf(folder / "u.user");
        QCOMPARE(users.size(), std::size_t{60});
        QVERIFY(allMatch(users, kUserLine));
        const auto genres = linesOf(folder / "u.genre");
        QCOMPARE(genres.size(), std::size_t{19});
        QCOMPARE(genres[0], std::string("unknown|0"));
        QCOMPARE(genres[4], std::string("Children's|4"));
        QCOMPARE(genres[18], std::string("Western|18"));
        QCOMPARE(contentOf(folder / "u.info"), std::string("60 users\n200 items\n3000 ratings\n"));
        QVERIFY(linesOf(folder / "u.occupation").size() > 3);
        QVERIFY(contentOf(folder / "README").find("SYNTHETIC") != std::string::npos);
    }

    void folds100k()
    {
        const fs::path folder = in("ml-100k");
        auto all = linesOf(folder / "u.data");
        std::sort(all.begin(), all.end());
        std::vector<std::string> tested;
        for (int fold = 1; fold <= 5; ++fold) {
            const auto name = "u" + std::to_string(fold);
            auto base = linesOf(folder / (name + ".base"));
            const auto test = linesOf(folder / (name + ".test"));
            QCOMPARE(test.size(), std::size_t{600});
            QVERIFY(byUserAndFilm(base, "\t"));
            QVERIFY(byUserAndFilm(test, "\t"));
            base.insert(base.end(), test.begin(), test.end());
            std::sort(base.begin(), base.end());
            QVERIFY(base == all);
            tested.insert(tested.end(), test.begin(), test.end());
        }
        std::sort(tested.begin(), tested.end());
        QVERIFY(tested == all);
    }

    void layout1m()
    {
        const fs::path folder = in("ml-1m");
        const auto ratings = linesOf(folder / "ratings.dat");
        QCOMPARE(ratings.size(), std::size_t{3000});
        QVERIFY(allMatch(ratings, kRatingColons));
        const auto movies = linesOf(folder / "movies.dat");
        QCOMPARE(movies.size(), std::size_t{200});
        QVERIFY(allMatch(movies, kMovie1m));
        const std::string text = contentOf(folder / "movies.dat");
        QVERIFY(text.find("Children's") != std::string::npos);
        QVERIFY(!QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).contains(QChar(0xE9)));
        const auto users = linesOf(folder / "users.dat");
        QCOMPARE(users.size(), std::size_t{60});
        QVERIFY(allMatch(users, kUser1m));
    }

    void layout10m()
    {
        const fs::path folder = in("ml-10m");
        const auto ratings = linesOf(folder / "ratings.dat");
        QCOMPARE(ratings.size(), std::size_t{3000});
        QVERIFY(byUserAndFilm(ratings, "::"));
        QCOMPARE(linesOf(folder / "movies.dat").size(), std::size_t{200});
        QVERIFY(contentOf(folder / "movies.dat").find("Children's") == std::string::npos);
        const auto tags = linesOf(folder / "tags.dat");
        QCOMPARE(tags.size(), std::size_t{200});
        QVERIFY(allMatch(tags, kTagColons));
        QVERIFY(!fs::exists(folder / "users.dat"));
        QVERIFY(fs::exists(folder / "README.txt"));
    }

    void layoutsCsv_data()
    {
        QTest::addColumn<QString>("layout");
        QTest::addColumn<QString>("end");
        QTest::newRow("ml-32m") << "ml-32m"
                                << "\n";
        QTest::newRow("latest") << "latest"
                                << "\r\n";
    }

    void layoutsCsv()
    {
        QFETCH(QString, layout);
        QFETCH(QString, end);
        const fs::path folder = in(layout.toStdString());
        const auto check = [&](const char* name, const std::string& header, std::size_t rows, const std::string& row) {
            auto lines = linesOf(folder / name, end.toStdString());
            const bool headed = !lines.empty() && lines.front() == header;
            lines.erase(lines.begin());
            return headed && lines.size() == rows && allMatch(lines, row) ? lines : std::vector<std::string>{};
        };
        const auto ratings = check("ratings.csv", "userId,movieId,rating,timestamp", 3000, kRatingCsv);
        QVERIFY(!ratings.empty());
        QVERIFY(byUserAndFilm(ratings, ","));
        QVERIFY(!check("movies.csv", "movieId,title,genres", 200, kMovieCsv).empty());
        QVERIFY(!check("links.csv", "movieId,imdbId,tmdbId", 200, kLinkCsv).empty());
        QVERIFY(!check("tags.csv", "userId,movieId,tag,timestamp", 200, kTagCsv).empty());
        QVERIFY(contentOf(folder / "README.txt").find("SYNTHETIC") != std::string::npos);
    }

    void leavesNoPartialFile()
    {
        for (const auto& layout : sampleLayouts()) {
            for (const auto& entry : fs::directory_iterator(in(layout)))
                QVERIFY2(entry.path().extension() != ".part", entry.path().c_str());
        }
    }

    void anyDataset()
    {
        const Dataset data = awkward();
        writeDataset(data, "latest", in("any-csv"));
        QCOMPARE(contentOf(in("any-csv") / "ratings.csv"),
                 std::string("userId,movieId,rating,timestamp\r\n3,20,0.5,300\r\n7,10,4.0,200\r\n7,20,3.5,100\r\n"));
        QCOMPARE(contentOf(in("any-csv") / "movies.csv"),
                 std::string("movieId,title,genres\r\n"
                             "10,\"Caf\u00e9, \"\"Chez Zo\u00eb\"\" (1995)\",Children|IMAX\r\n"
                             "15,Nobody Saw It (1990),(no genres listed)\r\n"
                             "20,\u0141\u00f3d\u017a | Two::Three,(no genres listed)\r\n"));
        QCOMPARE(contentOf(in("any-csv") / "links.csv"),
                 std::string("movieId,imdbId,tmdbId\r\n10,0012345,77\r\n15,,\r\n20,,\r\n"));
        QCOMPARE(contentOf(in("any-csv") / "tags.csv"), std::string("userId,movieId,tag,timestamp\r\n"));
        const std::string readme = contentOf(in("any-csv") / "README.txt");
        QVERIFY(readme.find("SYNTHETIC") == std::string::npos);
        QVERIFY(readme.find("Ask before use.") != std::string::npos);

        writeDataset(data, "ml-100k", in("any-100k"));
        QCOMPARE(contentOf(in("any-100k") / "u.data"),
                 std::string("7\t20\t3.5\t100\n7\t10\t4\t200\n3\t20\t0.5\t300\n"));
        const auto items = linesOf(in("any-100k") / "u.item");
        QCOMPARE(items[0],
                 std::string("10|Caf\xE9, \"Chez Zo\xEB\" (1995)|03-Feb-1995|||0|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0"));
        QCOMPARE(items[2], std::string("20|?\xF3"
                                       "d? / Two:Three||||1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0"));
        QVERIFY(!fs::exists(in("any-100k") / "u.user"));

        writeDataset(data, "ml-10m", in("any-10m"));
        QCOMPARE(contentOf(in("any-10m") / "ratings.dat"),
                 std::string("3::20::0.5::300\n7::10::4::200\n7::20::3.5::100\n"));
        writeDataset(data, "ml-1m", in("any-1m"));
        QVERIFY(!fs::exists(in("any-1m") / "users.dat"));
        QVERIFY(contentOf(in("any-1m") / "movies.dat").find("Children's|IMAX") != std::string::npos);
    }

    void refusesWhatItDoesNotKnow()
    {
        try {
            writeDataset(*m_data, "netflix", in("no"));
            QFAIL("no error");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::InvalidArgument);
            QVERIFY(error.message().find("ml-100k") != std::string::npos);
        }
        QVERIFY(!fs::exists(in("no")));
    }

    void saysWhatTheDiskRefuses()
    {
        // A file stands where the folder should be, and a folder where a file should be.
        std::ofstream(in("file")) << "x";
        fs::create_directories(in("blocked") / "ratings.csv" / "inside");
        for (const auto& folder : {in("file") / "folder", in("blocked")}) {
            try {
                writeDataset(*m_data, "latest", folder);
                QFAIL("no error");
            } catch (const Error& error) {
                QCOMPARE(error.code(), ErrorCode::Io);
                QVERIFY(error.message().ends_with('.'));
                QVERIFY(error.where().starts_with(folder.string()));
            }
        }
        QVERIFY(!fs::exists(in("blocked") / "ratings.csv.part"));
    }

    void stopsAndReports()
    {
        std::stop_source source;
        RunContext context;
        context.stop = source.get_token();
        std::vector<double> fractions;
        context.progress = [&](double fraction, std::string_view) { fractions.push_back(fraction); };
        const auto data = makeSample({500, 500, 60'000, 1});
        writeDataset(*data, "ml-100k", in("progress"), context);
        QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
        QVERIFY(fractions.size() > 10);
        QCOMPARE(fractions.back(), 1.0);

        context.progress = [&](double fraction, std::string_view) {
            if (fraction > 0.3)
                source.request_stop();
        };
        try {
            writeDataset(*data, "ml-100k", in("stopped"), context);
            QFAIL("not stopped");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::Stopped);
        }
        QVERIFY(fs::exists(in("stopped") / "u.data"));
        for (const auto& entry : fs::directory_iterator(in("stopped")))
            QVERIFY2(entry.path().extension() != ".part", entry.path().c_str());
    }

private:
    fs::path in(const std::string& name) const { return fs::path(m_folder.path().toStdString()) / name; }

    QTemporaryDir m_folder;
    std::shared_ptr<const Dataset> m_data;
};

QTEST_APPLESS_MAIN(TestSampleWriter)
#include "tst_sample_writer.moc"
