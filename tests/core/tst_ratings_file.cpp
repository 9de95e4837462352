#include "data/ratings_file.h"
#include "fuzz/memory_source.h"
#include "support/test_files.h"

#include <matinee/random.h>

#include <QTest>

#include <fmt/format.h>

#include <optional>

using namespace matinee;

namespace {

/// What a reader makes of a file.
struct Outcome
{
    RawRatings ratings;
    std::optional<Error> error;
};

const Format& formatOf(const std::string& layout)
{
    for (const Format* format : formats()) {
        if (format->layout == layout)
            return *format;
    }
    throw std::runtime_error("no such format");
}

/// Row by row on one thread, the way that every oddity goes.
Outcome carefully(const MemorySource& source, const Format& format)
{
    Outcome outcome;
    const RunContext context;
    try {
        LineReader first(source, source.files().front(), context);
        const RowFormat rows = format.rowFormat(first);
        LineReader lines(source, source.files().front(), context);
        for (std::string_view line; lines.number() < rows.headerLine;)
            lines.next(line);
        readRows(lines, rows, outcome.ratings);
    } catch (const Error& error) {
        outcome.error = error;
    }
    return outcome;
}

Outcome quickly(const MemorySource& source, const Format& format, int threads, const PieceSizes& sizes)
{
    Outcome outcome;
    RunContext context;
    context.threads = threads;
    try {
        LineReader first(source, source.files().front(), context);
        const RowFormat rows = format.rowFormat(first);
        outcome.ratings = readRatings(source, source.files().front(), rows, context, sizes).raw();
    } catch (const Error& error) {
        outcome.error = error;
    }
    return outcome;
}

/// Rows as a release has them, with odd ones strewn in: one in `every`, none where that is 0.
std::string rowsOf(const std::string& layout, bool timed, std::uint64_t every, const std::vector<std::string>& oddities,
                   Random& random)
{
    const char* separator = layout == "ml-100k" ? "\t" : layout == "csv" ? "," : "::";
    std::string text = layout != "csv" ? "" : timed ? "userId,movieId,rating,timestamp\n" : "userId,movieId,rating\n";
    for (int r = 0; r < 150; ++r) {
        if (every > 0 && r > 0 && random.below(every) == 0) {
            std::string odd = oddities[random.below(oddities.size())];
            for (auto at = odd.find('|'); at != odd.npos; at = odd.find('|'))
                odd.replace(at, 1, separator);
            text += odd;
        } else {
            const auto id = [&] { return 1 + random.below(std::uint64_t(1) << (1 + random.below(30))); };
            text += fmt::format("{}{}{}{}{}", id(), separator, id(), separator, 0.5 * (1.0 + random.below(10)));
            if (timed)
                text += fmt::format("{}{}", separator, random.below(2'000'000'000));
            text += random.below(50) == 0 ? "\r\n" : "\n";
        }
    }
    return text;
}

} // namespace

/// The fast way through a ratings file against the careful one.
class TestRatingsFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameRows_data();
    void sameRows();
    void sameErrors_data();
    void sameErrors();
    void sameStars();
    void readsLargeIds();
    void readsLinesLongerThanWindow();
    void answersStop();

private:
    static void compare(const std::string& text, const std::string& layout);
};

void TestRatingsFile::compare(const std::string& text, const std::string& layout)
{
    const MemorySource source({{"ratings", text}});
    const Format& format = formatOf(layout);
    const Outcome expected = carefully(source, format);
    const std::vector<PieceSizes> cuts = {{}, {1 << 12, 1 << 9}, {256, 64}, {61, 7}};
    for (const auto& sizes : cuts) {
        for (const int threads : {1, 2, 3}) {
            const Outcome found = quickly(source, format, threads, sizes);
            const auto label = fmt::format("window {}, {} threads", sizes.window, threads);
            QVERIFY2(found.error.has_value() == expected.error.has_value(), label.c_str());
            if (expected.error) {
                QCOMPARE(found.error->code(), expected.error->code());
                QCOMPARE(found.error->where(), expected.error->where());
                QCOMPARE(found.error->message(), expected.error->message());
            } else {
                QVERIFY2(found.ratings.user == expected.ratings.user, label.c_str());
                QVERIFY2(found.ratings.item == expected.ratings.item, label.c_str());
                QVERIFY2(found.ratings.value == expected.ratings.value, label.c_str());
                QVERIFY2(found.ratings.time == expected.ratings.time, label.c_str());
            }
        }
    }
}

void TestRatingsFile::sameRows_data()
{
    QTest::addColumn<QString>("layout");
    QTest::addColumn<bool>("timed");
    QTest::addColumn<int>("every");
    for (const char* layout : {"ml-100k", "ml-1m", "csv"}) {
        for (const bool timed : {true, false}) {
            for (const int every : {0, 100, 3})
                QTest::addRow("%s%s, one odd in %d", layout, timed ? " timed" : "", every) << layout << timed << every;
        }
    }
}

void TestRatingsFile::sameRows()
{
    QFETCH(const QString, layout);
    QFETCH(const bool, timed);
    QFETCH(const int, every);
    // Readable, though no release has them.
    std::vector<std::string> oddities = {"\n",
                                         "  \r\n",
                                         " 7 | 8 | 3 | 9 \n",
                                         "007|0000000000000000000009|03.50|0\n",
                                         "9223372036854775807|2147483648|4|5\n",
                                         "2147483647|2147483647|10|253402300799\n",
                                         "1|2|3.123456789|4|and more\n",
                                         "1|2|5.|4\n",
                                         "1|2|1e0|4\n",
                                         "1|2|.5|4\r\n"};
    if (layout == "csv")
        oddities.insert(oddities.end(), {"\"1\"|\"2\"|\"3.5\"|\"4\"\n", "1|\"2\"|3|4|\"a \"\"b\"\"\"\n"});
    Random random(static_cast<std::uint64_t>(every) + 1);
    const std::string text = rowsOf(layout.toStdString(), timed, static_cast<std::uint64_t>(every), oddities, random);
    compare(text, layout.toStdString());
    compare("\xEF\xBB\xBF" + text, layout.toStdString());
    compare("\n\n" + text.substr(0, text.size() - 1), layout.toStdString()); // the last line lacks its end
}

void TestRatingsFile::sameErrors_data()
{
    QTest::addColumn<QByteArray>("row");
    const auto row = [](const char* tag, const QByteArray& text) { QTest::newRow(tag) << text; };
    row("letters", "x|2|3|4\n");
    row("zero", "0|2|3|4\n");
    row("negative", "1|-2|3|4\n");
    row("too large", "1|9223372036854775808|3|4\n");
    row("no stars", "1|2||4\n");
    row("eleven", "1|2|11|4\n");
    row("no number", "1|2|nan|4\n");
    row("milliseconds", "1|2|3|1537799250000\n");
    row("late", "1|2|3|253402300800\n");
    row("negative time", "1|2|3|-1\n");
    row("short", "1|2\n");
    row("cut off", "1|2");
    row("wrong separator", "1;2;3;4\n");
    row("binary", QByteArray("1|2\0|3|4\n", 9));
    row("endless", QByteArray(70'000, '7'));
}

void TestRatingsFile::sameErrors()
{
    QFETCH(const QByteArray, row);
    for (const char* layout : {"ml-100k", "ml-1m", "csv"}) {
        Random random(3);
        const std::string good = rowsOf(layout, true, 20, {"\n", " 7 | 8 | 3 | 9 \n"}, random);
        const std::string rest = row.endsWith('\n') ? rowsOf("ml-100k", true, 0, {}, random) : "";
        std::string bad = row.toStdString();
        for (auto at = bad.find('|'); at != bad.npos; at = bad.find('|'))
            bad.replace(at, 1, layout == std::string("ml-100k") ? "\t" : layout == std::string("csv") ? "," : "::");
        compare(good + bad, layout);
        compare(good + bad + rest, layout);
    }
}

void TestRatingsFile::sameStars()
{
    std::string text;
    for (int i = 1; i <= 1000; ++i) {
        for (int decimals = 0; decimals <= 6; ++decimals)
            text += fmt::format("1\t{}\t{:.{}f}\t{}\n", text.size() + 1, 10.0 * i / 1001 + 0.5 / i, decimals, i);
    }
    std::string kept; // those above 10 or rounded to 0 are no ratings
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin) + 1;
        const auto stars = QByteArray::fromStdString(text.substr(begin, end - begin)).split('\t')[2].toDouble();
        if (stars > 0 && stars <= 10)
            kept += text.substr(begin, end - begin);
        begin = end;
    }
    compare(kept, "ml-100k");
}

void TestRatingsFile::readsLargeIds()
{
    const std::string text = "5000000000\t1\t3\t4\n7\t6000000000\t4\t5\n5000000000\t6000000000\t5\t6\n";
    const MemorySource source({{"ratings", text}});
    const auto found = quickly(source, kFormat100k, 2, {});
    QCOMPARE(found.ratings.user, (std::vector<std::int64_t>{5'000'000'000, 7, 5'000'000'000}));
    QCOMPARE(found.ratings.item, (std::vector<std::int64_t>{1, 6'000'000'000, 6'000'000'000}));
}

void TestRatingsFile::readsLinesLongerThanWindow()
{
    std::string text = "1\t2\t3\t4\n5\t6\t1\t8\t" + std::string(5000, 'x') + "\n9\t8\t2\t6\n";
    compare(text, "ml-100k");
    const MemorySource source({{"ratings", text}});
    QCOMPARE(quickly(source, kFormat100k, 2, {64, 16}).ratings.size(), std::size_t(3));
}

void TestRatingsFile::answersStop()
{
    std::stop_source stop;
    RunContext context;
    context.stop = stop.get_token();
    context.progress = [&](double, std::string_view) { stop.request_stop(); };
    Random random(1);
    const std::string text = rowsOf("ml-100k", true, 0, {}, random);
    const MemorySource source({{"ratings", text}});
    const RunContext quiet;
    LineReader first(source, source.files().front(), quiet);
    const RowFormat rows = kFormat100k.rowFormat(first);
    const Error error = errorOf([&] { readRatings(source, source.files().front(), rows, context, {512, 64}); });
    QCOMPARE(error.code(), ErrorCode::Stopped);
}

QTEST_APPLESS_MAIN(TestRatingsFile)
#include "tst_ratings_file.moc"
