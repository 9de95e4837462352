#include "data/sample_titles.h"

#include <fmt/format.h>

#include <array>

namespace matinee::sample {

namespace {

std::vector<std::string> splitList(std::string_view text)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('|', begin), text.size());
        parts.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

/// "A Apple" to "An Apple", at the start and inside.
void mendArticles(std::string& title)
{
    for (std::size_t at = 0; at + 2 < title.size(); ++at) {
        const bool starts = at == 0 || title[at - 1] == ' ';
        const bool article = starts && (title[at] == 'A' || title[at] == 'a') && title[at + 1] == ' ';
        if (article && std::string_view("AEIOUaeiou").find(title[at + 2]) != std::string_view::npos)
            title.insert(at + 1, 1, 'n');
    }
}

} // namespace

std::string articleLast(const std::string& title)
{
    for (const std::string_view article : {"The ", "A ", "An "}) {
        if (title.starts_with(article)) {
            // "The Voice of X: A Story": the article belongs behind the whole title, as in MovieLens.
            return fmt::format("{}, {}", title.substr(article.size()), article.substr(0, article.size() - 1));
        }
    }
    return title;
}

TitleMaker::TitleMaker(const TitleGrammar& grammar)
    : m_grammar(grammar)
    , m_patterns{splitList(grammar.patterns)}
{
    for (const auto& list : grammar.lists)
        m_lists.push_back({splitList(list)});
}

const std::string& TitleMaker::deal(Deck& deck, Random& random)
{
    if (deck.left == 0) {
        random.shuffle(deck.words.begin(), deck.words.end());
        deck.left = deck.words.size();
    }
    return deck.words[--deck.left];
}

std::string TitleMaker::draw(Random& random)
{
    const std::string pattern = deal(m_patterns, random);
    std::string title;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '{') {
            title += pattern[i];
            continue;
        }
        Deck& deck = m_lists[static_cast<std::size_t>(pattern[i + 1] - 'a')];
        const std::string* word = &deal(deck, random);
        while (title.find(*word) != std::string::npos) // "Bread and Bread"
            word = &deal(deck, random);
        title += *word;
        i += 2;
    }
    mendArticles(title);
    return title;
}

std::string TitleMaker::make(Random& random, int& year, int latest)
{
    constexpr std::array<const char*, 4> kNumerals = {" II", " III", " IV", " V"};
    constexpr std::size_t kFirstFilms = 12; // before the first sequel, or the first few would have them all
    if (m_series.size() >= kFirstFilms && random.uniform() < m_grammar.sequels) {
        Series& series = m_series[random.below(m_series.size())];
        const int next = series.year + 1 + static_cast<int>(random.below(3));
        if (next <= latest && series.part <= static_cast<int>(kNumerals.size())) {
            year = series.year = next;
            return fmt::format(
                "{} ({})", articleLast(series.title + kNumerals[static_cast<std::size_t>(series.part++ - 1)]), year);
        }
    }
    constexpr int kTries = 24;
    std::string title = draw(random);
    for (int i = 0; i < kTries && m_used.contains(title); ++i)
        title = draw(random);
    const bool mayContinue = m_grammar.sequels > 0 && title.size() < 24 && !title.starts_with("A ");
    if (++m_used[title] == 1 && mayContinue)
        m_series.push_back({title, year});
    return fmt::format("{} ({})", articleLast(title), year);
}

} // namespace matinee::sample
