#include "data/sample_catalogue.h"
#include "embedding/edit_distance.h"

#include <matinee/dataset_source.h>
#include <matinee/error.h>
#include <matinee/random.h>
#include <matinee/title_search.h>

#include <QFileInfo>
#include <QTest>

#include <map>
#include <tuple>

using namespace matinee;

namespace {

using List = std::vector<std::string>;

/// Well known titles as MovieLens writes them, by falling popularity.
Catalogue makeCatalogue()
{
    Catalogue catalogue;
    catalogue.genres = {"Comedy", "Sci-Fi", "Film-Noir", "Children", "Drama"};
    const std::vector<std::tuple<std::string, int, std::uint64_t>> films = {
        {"Star Wars (1977)", 1977, 2},
        {"Toy Story (1995)", 1995, 9},
        {"Matrix, The (1999)", 1999, 2},
        {"Godfather, The (1972)", 1972, 16},
        {"Toy Story 2 (1999)", 1999, 9},
        {"Godfather: Part II, The (1974)", 1974, 16},
        {"Am\u00e9lie (Fabuleux destin d'Am\u00e9lie Poulain, Le) (2001)", 2001, 1},
        {"City of Lost Children, The (Cit\u00e9 des enfants perdus, La) (1995)", 1995, 2},
        {"Schindler's List (1993)", 1993, 16},
        {"Spider-Man (2002)", 2002, 0},
        {"WALL\u00b7E (2008)", 2008, 8},
        {"M*A*S*H (a.k.a. MASH) (1970)", 1970, 1},
        {"2001: A Space Odyssey (1968)", 1968, 2},
        {"Clueless (1995)", 1995, 1},
        {"Double Indemnity (1944)", 1944, 4},
        {"Rocky II (1979)", 1979, 16},
        {"Butch Cassidy & the Sundance Kid (1969)", 1969, 0},
        {"Seven (a.k.a. Se7en) (1995)", 1995, 0},
        {"History of the Toys (1950)", 1950, 0},
        {"Body Heat (1981)", 1981, 0},
        {"Heat (1995)", 1995, 0},
        {"Lord of the Rings: The Two Towers, The (2002)", 2002, 0},
        {"$ (Dollars) (1971)", 1971, 0},
        {"Untitled", 0, 0},
    };
    for (const auto& [title, year, genres] : films)
        catalogue.films.push_back(Film{.title = title, .year = year, .genres = genres});
    return catalogue;
}

std::vector<std::int32_t> falling(std::size_t count)
{
    std::vector<std::int32_t> popularity;
    for (std::size_t i = 0; i < count; ++i)
        popularity.push_back(static_cast<std::int32_t>(count - i));
    return popularity;
}

List titles(const TitleIndex& index, const Catalogue& catalogue, const std::string& text, std::size_t limit = 20)
{
    List found;
    for (const auto& match : index.find(text, limit))
        found.push_back(catalogue.films[static_cast<std::size_t>(match.item)].title);
    return found;
}

/// The distance by its definition, without bands or limits.
int slowDistance(const std::string& a, const std::string& b)
{
    std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = static_cast<int>(i + j);
                continue;
            }
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[a.size()][b.size()];
}

} // namespace

class TestTitleSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstFind_data();
    void firstFind();
    void exactBeforeSimilar();
    void wholeBeforeBeginningBeforeWithin();
    void yearsAndGenres();
    void popularityDecides();
    void onlyAmong();
    void oddInput();
    void anErrorInEveryTitle();
    void distances();
    void spokenTitles_data();
    void spokenTitles();
    void stops();
    void realTitles();
};

void TestTitleSearch::firstFind_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("title");
    const auto row = [](const char* text, const char* title) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(title);
    };
    row("toy stroy", "Toy Story (1995)");
    row("toy stroy 1995", "Toy Story (1995)");
    row("TOY STORY", "Toy Story (1995)");
    row("toystory", "Toy Story (1995)");
    row("tyo stori", ""); // words of three letters allow no error
    row("toy story 2", "Toy Story 2 (1999)");
    row("toy story ii", "Toy Story 2 (1999)");
    row("the godfather", "Godfather, The (1972)");
    row("Godfather, The", "Godfather, The (1972)");
    row("godfahter", "Godfather, The (1972)");
    row("godfather 2", "Godfather: Part II, The (1974)");
    row("the godfather 1974", "Godfather: Part II, The (1974)");
    row("father god", "Godfather, The (1972)");
    row("fatherogd", "");
    row("amelie", "Am\u00e9lie (Fabuleux destin d'Am\u00e9lie Poulain, Le) (2001)");
    row("am\u00c9lie", "Am\u00e9lie (Fabuleux destin d'Am\u00e9lie Poulain, Le) (2001)");
    row("le fabuleux destin", "Am\u00e9lie (Fabuleux destin d'Am\u00e9lie Poulain, Le) (2001)");
    row("la cite des enfants", "City of Lost Children, The (Cit\u00e9 des enfants perdus, La) (1995)");
    row("schindlers list", "Schindler's List (1993)");
    row("schindler\u2019s list", "Schindler's List (1993)");
    row("shindlers list", "Schindler's List (1993)");
    row("spiderman", "Spider-Man (2002)");
    row("spider man", "Spider-Man (2002)");
    row("wall-e", "WALL\u00b7E (2008)");
    row("walle", "WALL\u00b7E (2008)");
    row("mash", "M*A*S*H (a.k.a. MASH) (1970)");
    row("2001", "2001: A Space Odyssey (1968)");
    row("space oddysey", "2001: A Space Odyssey (1968)");
    row("clueles", "Clueless (1995)");
    row("double idemnity", "Double Indemnity (1944)");
    row("butch cassidy and the sundance kid", "Butch Cassidy & the Sundance Kid (1969)");
    row("se7en", "Seven (a.k.a. Se7en) (1995)");
    row("rings two towers", "Lord of the Rings: The Two Towers, The (2002)");
    row("lordof the rings", "Lord of the Rings: The Two Towers, The (2002)");
    row("lord of the rigns", "Lord of the Rings: The Two Towers, The (2002)");
    row("lordof the rigns", "Lord of the Rings: The Two Towers, The (2002)");
    row("toy str", "Toy Story (1995)");
    row("matrx", "Matrix, The (1999)");
    row("$", "$ (Dollars) (1971)");
    row("noir 1944", "Double Indemnity (1944)");
    row("xylophone", "");
}

void TestTitleSearch::firstFind()
{
    QFETCH(QString, text);
    QFETCH(QString, title);
    const auto catalogue = makeCatalogue();
    const TitleIndex index(catalogue, falling(catalogue.films.size()));
    const auto found = titles(index, catalogue, text.toStdString());
    if (title.isEmpty()) {
        QVERIFY2(found.empty(), found.empty() ? "" : found.front().c_str());
        return;
    }
    QVERIFY(!found.empty());
    QCOMPARE(QString::fromStdString(found.front()), title);
}

void TestTitleSearch::exactBeforeSimilar()
{
    const auto catalogue = makeCatalogue();
    const TitleIndex index(catalogue, falling(catalogue.films.size()));
    const auto found = index.find("story", 20);
    QCOMPARE(found.size(), std::size_t{3});
    QVERIFY(found[0].kind == TitleMatchKind::Phrase);
    QVERIFY(found[1].kind == TitleMatchKind::Phrase);
    QVERIFY(found[2].kind == TitleMatchKind::Within); // history
    // "Toys" is what was typed; "toy" would be one letter less.
    const auto toys = index.find("toys", 20);
    QCOMPARE(catalogue.films[static_cast<std::size_t>(toys[0].item)].title, std::string("History of the Toys (1950)"));
    const auto stroy = index.find("stroy", 20);
    QCOMPARE(stroy.size(), std::size_t{2});
    QVERIFY(stroy[0].kind == TitleMatchKind::Similar);
}

void TestTitleSearch::wholeBeforeBeginningBeforeWithin()
{
    const auto catalogue = makeCatalogue();
    const TitleIndex index(catalogue, falling(catalogue.films.size()));
    // Body Heat is the better known one.
    QVERIFY(titles(index, catalogue, "heat") == List({"Heat (1995)", "Body Heat (1981)"}));
    QVERIFY(titles(index, catalogue, "heat 1995") == List({"Heat (1995)"}));
    QVERIFY(titles(index, catalogue, "toy story") ==
            List({"Toy Story (1995)", "Toy Story 2 (1999)", "History of the Toys (1950)"}));
    const auto heat = index.find("heat", 20);
    QVERIFY(heat[0].kind == TitleMatchKind::Whole);
    QVERIFY(heat[1].kind == TitleMatchKind::Phrase);
    QVERIFY(index.find("the god", 1)[0].kind == TitleMatchKind::Beginning);
    QVERIFY(index.find("list schindler", 1)[0].kind == TitleMatchKind::Words);
    QVERIFY(index.find("demnity", 1)[0].kind == TitleMatchKind::Within);
}

void TestTitleSearch::yearsAndGenres()
{
    const auto catalogue = makeCatalogue();
    const TitleIndex index(catalogue, falling(catalogue.films.size()));
    QVERIFY(titles(index, catalogue, "1995 comedy") == List({"Toy Story (1995)", "Clueless (1995)"}));
    QVERIFY(titles(index, catalogue, "comedies 90s") ==
            List({"Toy Story (1995)", "Toy Story 2 (1999)", "Clueless (1995)"}));
    QVERIFY(titles(index, catalogue, "sci-fi 1990s") ==
            List({"Matrix, The (1999)", "City of Lost Children, The (Cit\u00e9 des enfants perdus, La) (1995)"}));
    // A film of the name comes before films of the genre.
    QCOMPARE(titles(index, catalogue, "children").front(),
             std::string("City of Lost Children, The (Cit\u00e9 des enfants perdus, La) (1995)"));
    QCOMPARE(titles(index, catalogue, "children").size(), std::size_t{4});
    QCOMPARE(titles(index, catalogue, "1995").size(), std::size_t{5});
    QCOMPARE(titles(index, catalogue, "199").size(), std::size_t{8}); // on the way to 1995
}

void TestTitleSearch::popularityDecides()
{
    const auto catalogue = makeCatalogue();
    auto popularity = falling(catalogue.films.size());
    const TitleIndex index(catalogue, popularity);
    QCOMPARE(titles(index, catalogue, "to").front(), std::string("Toy Story (1995)"));
    popularity[4] = 1000;
    const TitleIndex other(catalogue, popularity);
    QCOMPARE(titles(other, catalogue, "to").front(), std::string("Toy Story 2 (1999)"));
    QCOMPARE(titles(other, catalogue, "toy story").front(), std::string("Toy Story (1995)")); // the whole title first
    QCOMPARE(titles(other, catalogue, "to", 1).size(), std::size_t{1});
}

void TestTitleSearch::onlyAmong()
{
    const auto catalogue = makeCatalogue();
    const TitleIndex index(catalogue, falling(catalogue.films.size()));
    std::vector<std::int32_t> among(5, 0);
    among[1] = -1;
    const auto found = index.find("toy", 20, among);
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].item, 4);
    QVERIFY(index.find("heat", 20, among).empty()); // beyond the end
}

void TestTitleSearch::oddInput()
{
    const auto catalogue = makeCatalogue();
    const TitleIndex index(catalogue);
    QVERIFY(index.find("", 10).empty());
    QVERIFY(index.find("   \t\n ", 10).empty());
    QVERIFY(index.find("\xC3", 10).empty()); // half a letter
    QVERIFY(index.find("\xF0\x9F\x8E\xAC", 10).empty());
    QVERIFY(index.find("heat", 0).empty());
    for (const std::string piece : {"a", "toy ", " ", "(", "\xF0\x9F\x8E\xAC", "9", "\xFF", "'", "-a"}) {
        std::string text;
        while (text.size() < 10'000)
            text += piece;
        QVERIFY(index.find(text, 10).size() <= 10);
        text.resize(350);
        QVERIFY(index.find(text, 10).size() <= 10);
    }
    QVERIFY(index.find(std::string(10, '\0'), 10).empty());
    const Catalogue none;
    QVERIFY(TitleIndex(none).find("toy", 10).empty());
    QVERIFY(TitleIndex(none).find("(", 10).empty());
    Random random(3);
    for (int i = 0; i < 300; ++i) {
        std::string text;
        for (auto n = random.below(24); n > 0; --n)
            text += static_cast<char>(random.below(256));
        QVERIFY(index.find(text, 10).size() <= 10);
    }
}

/// Two neighbours swapped, a letter too few, or one too many, in the longest word: the film is still found.
void TestTitleSearch::anErrorInEveryTitle()
{
    const auto catalogue = makeCatalogue();
    const TitleIndex index(catalogue, falling(catalogue.films.size()));
    for (const std::size_t film : {0, 1, 2, 3, 8, 13, 14}) {
        const std::string title = spokenTitle(catalogue.films[film].title);
        for (std::size_t i = title.rfind(' ') + 1; i + 1 < title.size(); ++i) {
            std::string swapped = title;
            std::swap(swapped[i], swapped[i + 1]);
            std::string shorter = title;
            shorter.erase(i, 1);
            std::string longer = title;
            longer.insert(i, 1, 'q');
            for (const auto& text : {swapped, shorter, longer}) {
                // The last word of Godfather or List as typed may be too short for an error.
                const auto word = text.size() - (text.rfind(' ') + 1);
                if (word < 4)
                    continue;
                const auto found = titles(index, catalogue, text);
                QVERIFY2(std::find(found.begin(), found.end(), catalogue.films[film].title) != found.end(),
                         text.c_str());
            }
        }
    }
}

void TestTitleSearch::distances()
{
    QCOMPARE(editDistance("stroy", "story", 2).whole, 1);
    QCOMPARE(editDistance("ca", "abc", 3).whole, 3); // restricted: no letter is edited twice
    QCOMPARE(editDistance("stro", "story", 2).beginning, 1);
    QCOMPARE(editDistance("", "ab", 2).whole, 2);
    QCOMPARE(editDistance("abcdef", "ghijkl", 2).whole, 3);
    Random random(1);
    for (int i = 0; i < 20'000; ++i) {
        std::string a;
        std::string b;
        for (auto* text : {&a, &b}) {
            for (auto n = random.below(9); n > 0; --n)
                *text += static_cast<char>('a' + random.below(3));
        }
        const int limit = static_cast<int>(random.below(4));
        const auto fast = editDistance(a, b, limit);
        QCOMPARE(fast.whole, std::min(slowDistance(a, b), limit + 1));
        int beginning = limit + 1;
        for (std::size_t n = 0; n <= b.size(); ++n)
            beginning = std::min(beginning, slowDistance(a, b.substr(0, n)));
        QCOMPARE(fast.beginning, beginning);
    }
}

void TestTitleSearch::spokenTitles_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<int>("longest");
    QTest::addColumn<QString>("spoken");
    const auto row = [](const char* title, int longest, const char* spoken) {
        QTest::newRow(title) << QString::fromUtf8(title) << longest << QString::fromUtf8(spoken);
    };
    row("Godfather, The (1972)", 0, "The Godfather");
    row("Am\u00e9lie (Fabuleux destin d'Am\u00e9lie Poulain, Le) (2001)", 0, "Am\u00e9lie");
    row("Atalante, L' (1934)", 0, "L'Atalante");
    row("I, Robot (2004)", 0, "I, Robot");
    row("Fargo (2014-2020)", 0, "Fargo");
    row("Untitled", 0, "Untitled");
    row("(1995)", 0, "(1995)");
    row("Heat (1995)", 4, "Heat");
    row("Double Indemnity (1944)", 9, "Double I\u2026");
    row("Double Indemnity (1945)", 8, "Double\u2026");
    row("Am\u00e9lie (2001)", 3, "Am\u2026");
}

void TestTitleSearch::spokenTitles()
{
    QFETCH(QString, title);
    QFETCH(int, longest);
    QFETCH(QString, spoken);
    const auto text = spokenTitle(title.toStdString(), static_cast<std::size_t>(longest));
    QCOMPARE(QString::fromStdString(text), spoken);
}

void TestTitleSearch::stops()
{
    const auto catalogue = makeCatalogue();
    std::stop_source source;
    source.request_stop();
    try {
        TitleIndex(catalogue, {}, {.stop = source.get_token()});
        QFAIL("not stopped");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::Stopped);
    }
}

/// The titles of ml-latest-small, every first ten letters typed one by one, and 78,000 invented titles beside them.
void TestTitleSearch::realTitles()
{
    const QString folder = qEnvironmentVariable("MATINEE_TEST_DATA") + QStringLiteral("/ml-latest-small");
    if (!QFileInfo::exists(folder))
        QSKIP("MATINEE_TEST_DATA holds no ml-latest-small.");
    const auto data = loadDataset(folder.toStdString());
    std::vector<std::int32_t> popularity(data->catalogue.films.size(), 0);
    for (const auto item : data->ratings.item)
        ++popularity[static_cast<std::size_t>(item)];
    Catalogue catalogue = data->catalogue;
    const auto first = [&](const TitleIndex& index, const std::string& text) {
        const auto found = titles(index, catalogue, text, 1);
        return QString::fromStdString(found.empty() ? std::string() : found.front());
    };
    for (const bool large : {false, true}) {
        if (large) {
            const auto made = sample::makeFilms(87'585 - static_cast<int>(catalogue.films.size()), 1, {});
            for (Film film : made.films) {
                film.genres = 0; // by another list
                catalogue.films.push_back(film);
            }
            QCOMPARE(catalogue.films.size(), std::size_t{87'585});
        }
        const TitleIndex index(catalogue, popularity);
        QCOMPARE(first(index, "toy stroy"), QStringLiteral("Toy Story (1995)"));
        QCOMPARE(first(index, "toy stroy 1995"), QStringLiteral("Toy Story (1995)"));
        QCOMPARE(first(index, "shawshank redemtion"), QStringLiteral("Shawshank Redemption, The (1994)"));
        QCOMPARE(first(index, "amelie"), QStringLiteral("Amelie (Fabuleux destin d'Am\u00e9lie Poulain, Le) (2001)"));
        QCOMPARE(first(index, "usual suspects"), QStringLiteral("Usual Suspects, The (1995)"));
        QCOMPARE(first(index, "pulp fcition"), QStringLiteral("Pulp Fiction (1994)"));
        QCOMPARE(first(index, "2001"), QStringLiteral("2001: A Space Odyssey (1968)"));
        QCOMPARE(first(index, "1995 comedy"), large ? first(index, "comedy 1995") : QStringLiteral("Toy Story (1995)"));
        const std::string typed = "toy stroy";
        for (std::size_t n = 1; n <= typed.size(); ++n)
            QVERIFY(index.find(typed.substr(0, n), 500).size() <= 500);
    }
}

QTEST_APPLESS_MAIN(TestTitleSearch)
#include "tst_title_search.moc"
