#include "embedding/edit_distance.h"
#include "embedding/title_query.h"
#include "embedding/title_text.h"

#include <matinee/title_search.h>

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace matinee {

namespace {

// How well a word of the text fits a film, in points. What is below kBeginsWord does not count as a word of the title.
constexpr int kSameWord = 100;
constexpr int kNumeral = 95; // 2 for II
constexpr int kBeginsWord = 80;
constexpr int kQuality = 70; // the film's year, decade or genre
constexpr int kWithinWord = 50;
constexpr int kWithinYear = 40;
constexpr int kOneError = 70; // in the search for similar words
constexpr int kTwoErrors = 55;
constexpr int kUnfinished = 25; // less, where the text is like the beginning of a word
constexpr int kTakenApart = 15; // less, where blanks had to be set or left out

constexpr std::size_t kFewFinds = 5;      // with fewer, similar words are looked for
constexpr std::size_t kMostWords = 30;    // of a text; a film's state has a bit for each
constexpr std::size_t kMostReadings = 12; // of blanks in a text

using Words = std::vector<std::string>;

/// Which letters a word has; digits share a bit, and so do other signs.
std::uint32_t lettersOf(std::string_view word)
{
    std::uint32_t letters = 0;
    for (const char c : word)
        letters |= 1U << (c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? 26 : 27);
    return letters;
}

/// Errors that a word may have. Three letters are enough for one where other words say what is meant and more letters
/// may follow.
int errorsAllowed(std::string_view word, bool unfinished)
{
    return word.size() < (unfinished ? 3 : 4) ? 0 : word.size() < 7 ? 1 : 2;
}

/// The other way to write a number from 2 to 10; empty where there is none.
std::string_view otherNumeral(std::string_view word)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kNumerals = {{{"2", "ii"},
                                                                                                {"3", "iii"},
                                                                                                {"4", "iv"},
                                                                                                {"5", "v"},
                                                                                                {"6", "vi"},
                                                                                                {"7", "vii"},
                                                                                                {"8", "viii"},
                                                                                                {"9", "ix"},
                                                                                                {"10", "x"}}};
    for (const auto& [digits, letters] : kNumerals) {
        if (word == digits)
            return letters;
        if (word == letters)
            return digits;
    }
    return {};
}

/// Texts one after the other in one piece of memory.
class TextList
{
public:
    void add(std::string_view text)
    {
        m_text.append(text);
        m_text += '\n';
        m_begin.push_back(static_cast<std::uint32_t>(m_text.size()));
    }
    std::size_t size() const { return m_begin.size() - 1; }
    std::string_view operator[](std::size_t i) const
    {
        return std::string_view(m_text).substr(m_begin[i], m_begin[i + 1] - m_begin[i] - 1);
    }
    const std::string& text() const { return m_text; }
    /// The text that holds a byte.
    std::size_t at(std::size_t byte) const
    {
        return static_cast<std::size_t>(std::upper_bound(m_begin.begin(), m_begin.end(), byte) - m_begin.begin()) - 1;
    }
    std::size_t memory() const { return m_text.capacity() + m_begin.capacity() * sizeof(std::uint32_t); }
    void shrink()
    {
        m_text.shrink_to_fit();
        m_begin.shrink_to_fit();
    }

private:
    std::string m_text;
    std::vector<std::uint32_t> m_begin = {0};
};

/// A text as it is searched for.
struct Query
{
    Words words;
    std::string phrase;                                ///< the words with blanks between
    std::vector<std::optional<FilmQuality>> qualities; ///< of each word
    std::string named;                                 ///< the words that are no qualities; empty: all or none are
};

/// What is known of a film as word after word is looked up.
struct FilmState
{
    std::uint32_t found = 0; ///< a bit for each word
    std::uint16_t points = 0;
    std::uint16_t least = kSameWord;

    void credit(std::size_t word, int worth)
    {
        const std::uint32_t bit = 1U << word;
        if ((found & bit) != 0)
            return;
        found |= bit;
        points = static_cast<std::uint16_t>(points + worth);
        least = std::min(least, static_cast<std::uint16_t>(worth));
    }
};

struct Find
{
    std::int32_t item = 0;
    TitleMatchKind kind = TitleMatchKind::Whole;
    int points = 0;
};

/// A word of the index and what it is worth to a word of the text.
struct Fit
{
    std::uint32_t word = 0;
    int worth = 0;
};

} // namespace

struct TitleIndex::Tables
{
    TextList titles; ///< folded, for signs that no word has
    TextList names;  ///< TitleForms::names of all films
    std::vector<std::uint32_t> firstName;
    TextList words; ///< of all titles, ascending
    std::vector<std::uint32_t> letters;
    std::vector<std::uint32_t> firstFilm; ///< of each word, in films
    std::vector<std::int32_t> films;
    std::vector<std::uint8_t> mainWords;
    std::vector<std::int16_t> years;
    std::vector<std::uint64_t> genres;
    std::vector<std::int32_t> popularity;
    std::vector<std::string> genreNames;

    std::size_t count() const { return years.size(); }

    Query query(Words asked) const
    {
        Query query;
        query.phrase = joinWords(asked);
        Words named;
        for (const auto& word : asked) {
            query.qualities.push_back(qualityOf(word, genreNames));
            if (!query.qualities.back())
                named.push_back(word);
        }
        if (named.size() < asked.size())
            query.named = joinWords(named);
        query.words = std::move(asked);
        return query;
    }

    /// Position of the first word that is not below the text.
    std::uint32_t lowerBound(std::string_view text) const
    {
        std::size_t low = 0;
        std::size_t high = words.size();
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (words[middle] < text)
                low = middle + 1;
            else
                high = middle;
        }
        return static_cast<std::uint32_t>(low);
    }

    bool hasWord(std::string_view text) const
    {
        const auto at = lowerBound(text);
        return at < words.size() && words[at] == text;
    }

    bool hasBeginning(std::string_view text) const
    {
        const auto at = lowerBound(text);
        return at < words.size() && words[at].starts_with(text);
    }

    /// Words that the text is, begins or stands in, the best first.
    std::vector<Fit> fits(const std::string& text) const
    {
        std::vector<Fit> found;
        const auto first = lowerBound(text);
        auto end = first;
        if (end < words.size() && words[end] == text)
            found.push_back({end++, kSameWord});
        if (const auto numeral = otherNumeral(text); !numeral.empty() && hasWord(numeral))
            found.push_back({lowerBound(numeral), kNumeral});
        for (; end < words.size() && words[end].starts_with(text); ++end)
            found.push_back({end, kBeginsWord});
        if (text.size() < 2)
            return found; // a letter stands nearly everywhere
        const std::string& all = words.text();
        for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at)) {
            const auto word = static_cast<std::uint32_t>(words.at(at));
            if (word < first || word >= end)
                found.push_back({word, kWithinWord});
            at += text.size();
        }
        return found;
    }

    /// Words that are spelt nearly like the text, the best first.
    std::vector<Fit> similar(const std::string& text, bool last, bool alone) const
    {
        std::vector<Fit> found;
        const int limit = errorsAllowed(text, last && !alone);
        if (limit == 0)
            return found;
        const auto typed = lettersOf(text);
        for (std::uint32_t w = 0; w < words.size(); ++w) {
            // An error takes away one letter, brings one, or both.
            if (std::popcount(typed & ~letters[w]) > limit)
                continue;
            const std::string_view word = words[w];
            if (word.size() + static_cast<std::size_t>(limit) < text.size())
                continue;
            const bool longer = word.size() > text.size() + static_cast<std::size_t>(limit);
            if (!last && (longer || std::popcount(letters[w] & ~typed) > limit))
                continue;
            const auto distance = editDistance(text, word, limit);
            if (distance.whole <= limit)
                found.push_back({w, distance.whole <= 1 ? kOneError : kTwoErrors});
            else if (last && distance.beginning <= limit)
                found.push_back({w, (distance.beginning <= 1 ? kOneError : kTwoErrors) - kUnfinished});
        }
        std::stable_sort(found.begin(), found.end(), [](const Fit& a, const Fit& b) { return a.worth > b.worth; });
        return found;
    }

    void credit(std::vector<FilmState>& states, std::size_t number, const std::vector<Fit>& fits) const
    {
        for (const auto& fit : fits) {
            for (auto f = firstFilm[fit.word]; f < firstFilm[fit.word + 1]; ++f)
                states[static_cast<std::size_t>(films[f])].credit(number, fit.worth);
        }
    }

    /// Films in which every word is found, and how well.
    std::vector<FilmState> look(const Query& query, bool alsoSimilar) const
    {
        std::vector<FilmState> states(count());
        for (std::size_t number = 0; number < query.words.size(); ++number) {
            const std::string& text = query.words[number];
            auto exact = fits(text);
            if (alsoSimilar) {
                const auto within =
                    std::find_if(exact.begin(), exact.end(), [](const Fit& fit) { return fit.worth <= kWithinWord; });
                std::vector<Fit> rest(within, exact.end());
                exact.erase(within, exact.end());
                credit(states, number, exact);
                credit(states, number, similar(text, number + 1 == query.words.size(), number == 0));
                exact = std::move(rest);
            }
            const auto whole =
                std::find_if(exact.begin(), exact.end(), [](const Fit& fit) { return fit.worth <= kWithinWord; });
            credit(states, number, {exact.begin(), whole});
            creditYearsAndGenres(states, number, query);
            credit(states, number, {whole, exact.end()});
        }
        return states;
    }

    void creditYearsAndGenres(std::vector<FilmState>& states, std::size_t number, const Query& query) const
    {
        const std::string& text = query.words[number];
        if (const auto& quality = query.qualities[number]) {
            for (std::size_t i = 0; i < states.size(); ++i) {
                if (quality->holdsFor(years[i], genres[i]))
                    states[i].credit(number, kQuality);
            }
        } else if (text.size() > 1 && text.size() < 4 && text.find_first_not_of("0123456789") == std::string::npos) {
            for (std::size_t i = 0; i < states.size(); ++i) {
                if (std::to_string(years[i]).find(text) != std::string::npos)
                    states[i].credit(number, kWithinYear);
            }
        }
    }

    /// How the names of a film hold a phrase: Whole, Beginning, Phrase, or Words if they do not.
    TitleMatchKind kindByPhrase(std::size_t film, const std::string& phrase, bool oneWord) const
    {
        auto best = TitleMatchKind::Words;
        for (auto n = firstName[film]; n < firstName[film + 1]; ++n) {
            const auto name = names[n];
            if (name.starts_with(phrase)) {
                if (name.size() == phrase.size())
                    return TitleMatchKind::Whole;
                best = TitleMatchKind::Beginning;
            } else if (best == TitleMatchKind::Words && !oneWord) {
                const auto at = name.find(phrase);
                if (at != std::string_view::npos && name[at - 1] == ' ')
                    best = TitleMatchKind::Phrase;
            }
        }
        return best;
    }

    bool hasQualities(std::size_t film, const Query& query) const
    {
        return std::all_of(query.qualities.begin(), query.qualities.end(), [&](const auto& quality) {
            return !quality || quality->holdsFor(years[film], genres[film]);
        });
    }

    std::vector<Find> exactFinds(const Query& query, std::span<const std::int32_t> among) const
    {
        const auto states = look(query, false);
        const auto all = static_cast<std::uint32_t>((std::uint64_t{1} << query.words.size()) - 1);
        const bool oneWord = query.words.size() == 1;
        std::vector<Find> finds;
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (states[i].found != all || !isAmong(i, among))
                continue;
            auto kind = states[i].least >= kBeginsWord ? TitleMatchKind::Words : TitleMatchKind::Within;
            kind = std::min(kind, kindByName(i, query.phrase, oneWord, kind));
            if (!query.named.empty() && hasQualities(i, query))
                kind = std::min(kind, kindByName(i, query.named, false, kind));
            finds.push_back({static_cast<std::int32_t>(i), kind, kind < TitleMatchKind::Words ? 0 : states[i].points});
        }
        return finds;
    }

    TitleMatchKind kindByName(std::size_t film, const std::string& phrase, bool oneWord, TitleMatchKind otherwise) const
    {
        const auto kind = kindByPhrase(film, phrase, oneWord);
        if (kind != TitleMatchKind::Words)
            return kind;
        return oneWord && otherwise == TitleMatchKind::Words ? TitleMatchKind::Phrase : otherwise;
    }

    std::vector<Find> similarFinds(const Query& query, std::span<const std::int32_t> among, int less) const
    {
        const auto states = look(query, true);
        const auto all = static_cast<std::uint32_t>((std::uint64_t{1} << query.words.size()) - 1);
        std::vector<Find> finds;
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (states[i].found != all || !isAmong(i, among))
                continue;
            // The fewer words of the title are left over, the better.
            const int left = std::clamp(mainWords[i] - static_cast<int>(query.words.size()), 0, 5);
            finds.push_back(
                {static_cast<std::int32_t>(i), TitleMatchKind::Similar, states[i].points - 3 * left - less});
        }
        return finds;
    }

    static bool isAmong(std::size_t film, std::span<const std::int32_t> among)
    {
        return among.empty() || (film < among.size() && among[film] >= 0);
    }

    /// The words with a blank set in one of them, or left out between two, as far as the outcome are words of titles.
    std::vector<Words> otherReadings(const Words& asked) const
    {
        std::vector<Words> readings;
        for (std::size_t i = 0; i < asked.size(); ++i) {
            const std::string& word = asked[i];
            for (std::size_t cut = 2; cut + 2 <= word.size() && word.size() <= kLongestEdited; ++cut) {
                if (!hasWord(std::string_view(word).substr(0, cut)) ||
                    !hasBeginning(std::string_view(word).substr(cut)) || readings.size() >= kMostReadings)
                    continue;
                Words reading = asked;
                reading[i] = word.substr(cut);
                reading.insert(reading.begin() + static_cast<std::ptrdiff_t>(i), word.substr(0, cut));
                if (reading.size() <= kMostWords)
                    readings.push_back(std::move(reading));
            }
            if (i + 1 < asked.size() && hasBeginning(word + asked[i + 1]) && readings.size() < kMostReadings) {
                Words reading = asked;
                reading[i] += reading[i + 1];
                reading.erase(reading.begin() + static_cast<std::ptrdiff_t>(i) + 1);
                readings.push_back(std::move(reading));
            }
        }
        return readings;
    }

    void addSimilar(std::vector<Find>& finds, const Query& query, std::span<const std::int32_t> among) const
    {
        auto similarOnes = similarFinds(query, among, 0);
        for (auto& reading : otherReadings(query.words)) {
            const auto less =
                kTakenApart + kSameWord * (static_cast<int>(reading.size()) - static_cast<int>(query.words.size()));
            const auto more = similarFinds(this->query(std::move(reading)), among, less);
            similarOnes.insert(similarOnes.end(), more.begin(), more.end());
        }
        // Each film once, where it is best; those that were found exactly are there already.
        std::stable_sort(similarOnes.begin(), similarOnes.end(),
                         [](const Find& a, const Find& b) { return a.points > b.points; });
        std::vector<bool> there(count());
        for (const auto& find : finds)
            there[static_cast<std::size_t>(find.item)] = true;
        for (const auto& find : similarOnes) {
            if (!there[static_cast<std::size_t>(find.item)])
                finds.push_back(find);
            there[static_cast<std::size_t>(find.item)] = true;
        }
    }

    /// Films whose titles hold signs as they are.
    std::vector<Find> signFinds(const std::string& signs, std::span<const std::int32_t> among) const
    {
        std::vector<Find> finds;
        const std::string& all = titles.text();
        for (auto at = all.find(signs); at != std::string::npos;) {
            const auto film = titles.at(at);
            if (isAmong(film, among))
                finds.push_back({static_cast<std::int32_t>(film), TitleMatchKind::Within, 0});
            if (film + 1 == titles.size())
                break;
            at = all.find('\n', at);
            at = all.find(signs, at);
        }
        return finds;
    }
};

TitleIndex::TitleIndex(const Catalogue& catalogue, std::span<const std::int32_t> popularity, const RunContext& context)
{
    auto tables = std::make_unique<Tables>();
    const std::size_t count = catalogue.films.size();
    tables->genreNames = genreWords(catalogue);
    tables->firstName.push_back(0);
    std::unordered_map<std::string, std::uint32_t> numbers; // only asked, never walked through
    std::vector<std::string> words;
    std::vector<std::pair<std::uint32_t, std::int32_t>> pairs; // word and film
    for (std::size_t i = 0; i < count; ++i) {
        if (i % 1024 == 0) {
            context.throwIfStopped();
            context.report(static_cast<double>(i) / static_cast<double>(count), "Indexing titles");
        }
        const Film& film = catalogue.films[i];
        auto forms = formsOf(film.title);
        for (const auto& name : forms.names)
            tables->names.add(name);
        tables->firstName.push_back(static_cast<std::uint32_t>(tables->names.size()));
        tables->titles.add(foldText(film.title));
        tables->mainWords.push_back(static_cast<std::uint8_t>(std::min<std::size_t>(forms.mainWords, 255)));
        tables->years.push_back(static_cast<std::int16_t>(film.year));
        tables->genres.push_back(film.genres);
        tables->popularity.push_back(i < popularity.size() ? popularity[i] : 0);
        for (auto& word : forms.words) {
            const auto [at, isNew] = numbers.emplace(word, static_cast<std::uint32_t>(words.size()));
            if (isNew)
                words.push_back(std::move(word));
            pairs.emplace_back(at->second, static_cast<std::int32_t>(i));
        }
    }
    context.throwIfStopped();

    std::vector<std::uint32_t> order(words.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return words[a] < words[b]; });
    std::vector<std::uint32_t> place(words.size());
    for (std::uint32_t w = 0; w < order.size(); ++w) {
        place[order[w]] = w;
        tables->words.add(words[order[w]]);
        tables->letters.push_back(lettersOf(words[order[w]]));
    }
    for (auto& [word, film] : pairs)
        word = place[word];
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    tables->firstFilm.assign(words.size() + 1, 0);
    for (const auto& [word, film] : pairs) {
        ++tables->firstFilm[word + 1];
        tables->films.push_back(film);
    }
    std::partial_sum(tables->firstFilm.begin(), tables->firstFilm.end(), tables->firstFilm.begin());
    for (auto* list : {&tables->titles, &tables->names, &tables->words})
        list->shrink();
    m_tables = std::move(tables);
}

TitleIndex::~TitleIndex() = default;
TitleIndex::TitleIndex(TitleIndex&&) noexcept = default;
TitleIndex& TitleIndex::operator=(TitleIndex&&) noexcept = default;

std::vector<TitleMatch> TitleIndex::find(std::string_view text, std::size_t limit,
                                         std::span<const std::int32_t> among) const
{
    constexpr std::size_t kLongestText = 400; // longer than any title
    if (text.size() > kLongestText || limit == 0)
        return {};
    const Tables& tables = *m_tables;
    const std::string folded = foldText(text);
    Words asked;
    for (std::size_t i = 0; i < folded.size();) {
        const std::size_t end = std::min(folded.find(' ', i), folded.size());
        auto chunk = wordsOf(std::string_view(folded).substr(i, end - i));
        // "Sci-Fi" is a genre, and one word.
        if (!chunk.joined.empty() && qualityOf(chunk.joined.front(), tables.genreNames))
            chunk.pieces = {chunk.joined.front()};
        asked.insert(asked.end(), chunk.pieces.begin(), chunk.pieces.end());
        i = end + 1;
    }
    if (asked.size() > kMostWords || folded.empty())
        return {};

    std::vector<Find> finds;
    if (asked.empty()) {
        finds = tables.signFinds(folded, among);
    } else {
        const auto query = tables.query(std::move(asked));
        finds = tables.exactFinds(query, among);
        if (finds.size() < kFewFinds)
            tables.addSimilar(finds, query, among);
    }
    const auto wanted = finds.begin() + static_cast<std::ptrdiff_t>(std::min(limit, finds.size()));
    std::partial_sort(finds.begin(), wanted, finds.end(), [&](const Find& a, const Find& b) {
        if (a.kind != b.kind)
            return a.kind < b.kind;
        if (a.points != b.points)
            return a.points > b.points;
        const auto knownA = tables.popularity[static_cast<std::size_t>(a.item)];
        const auto knownB = tables.popularity[static_cast<std::size_t>(b.item)];
        return knownA != knownB ? knownA > knownB : a.item < b.item;
    });
    std::vector<TitleMatch> best;
    for (auto find = finds.begin(); find != wanted; ++find)
        best.push_back({find->item, find->kind});
    return best;
}

std::size_t TitleIndex::memory() const
{
    const auto bytes = [](const auto& list) { return list.capacity() * sizeof(list[0]); };
    const Tables& t = *m_tables;
    return sizeof(Tables) + t.titles.memory() + t.names.memory() + t.words.memory() + bytes(t.firstName) +
           bytes(t.letters) + bytes(t.firstFilm) + bytes(t.films) + bytes(t.mainWords) + bytes(t.years) +
           bytes(t.genres) + bytes(t.popularity);
}

} // namespace matinee
