#pragma once

#include <matinee/random.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace matinee::sample {

/// The word lists of one kind of film and the patterns that put them together.
struct TitleGrammar
{
    /// Patterns separated by '|'; "{b}" stands for a word of list b. A pattern that stands twice is drawn twice as
    /// often.
    std::string_view patterns;
    /// Lists of words separated by '|'; the first is list a.
    std::vector<std::string_view> lists;
    /// Share of films that continue an earlier one ("Camp Deadwater II").
    double sequels = 0;
};

/// Invents titles: draws until one is new, and gives up (a remake) after some tries.
class TitleMaker
{
public:
    explicit TitleMaker(const TitleGrammar& grammar);

    /// A title as MovieLens writes it, article last and year added: "Last Orbit, The (1977)". UTF-8.
    /// \param year in and out: a sequel comes out some years after the film that it continues.
    /// \param latest no sequel is later than this
    std::string make(Random& random, int& year, int latest);

private:
    struct Series
    {
        std::string title;
        int year = 0;
        int part = 1;
    };

    /// A list dealt like a pack of cards, so that no word comes back before the others had their turn.
    struct Deck
    {
        std::vector<std::string> words;
        std::size_t left = 0;
    };

    static const std::string& deal(Deck& deck, Random& random);
    std::string draw(Random& random);

    const TitleGrammar& m_grammar;
    Deck m_patterns;
    std::vector<Deck> m_lists;
    std::unordered_map<std::string, int> m_used; ///< only asked whether a title is there, never walked through
    std::vector<Series> m_series;
};

/// "The Last Orbit" to "Last Orbit, The".
std::string articleLast(const std::string& title);

} // namespace matinee::sample
