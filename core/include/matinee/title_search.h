#pragma once

#include <matinee/dataset.h>
#include <matinee/run_context.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace matinee {

/// How a title was found; better ones first.
enum class TitleMatchKind
{
    Whole,     ///< the text is a title, with or without its year
    Beginning, ///< a title begins with the text
    Phrase,    ///< the text stands within the title, from the beginning of a word
    Words,     ///< every word of the text is a word of the title, or begins one
    Within,    ///< every word of the text stands somewhere in the title, or says a year or genre of the film
    Similar,   ///< every word of the text is spelt nearly like one of the title
};

struct TitleMatch
{
    std::int32_t item = 0;
    TitleMatchKind kind = TitleMatchKind::Whole;
};

/// Search over the titles of a catalogue, made once for a data set and asked at every key.
///
/// Case and the accents of Latin letters make no difference, nor where the article stands ("Godfather, The" is "The
/// Godfather"); titles in brackets count as titles. Words may come in any order, and among them years ("1995"), decades
/// ("90s", "1990s") and genres ("comedy") of the film. Signs within a word may be left out ("spiderman", "wall e",
/// "mash"), 2 finds II, and & is "and". If few titles are found so, words with typing errors are accepted: one error
/// in words of four letters or more, two from seven letters on, where an error is a letter too many, too few or wrong,
/// or two that are swapped (the restricted Damerau-Levenshtein distance); the last word may be unfinished.
///
/// Finds are ordered by their kind, by how well the words fit, and by popularity.
class TitleIndex
{
public:
    /// \param popularity of each film, such as its number of ratings; films beyond its end have none
    /// \throws Error{Stopped}
    explicit TitleIndex(const Catalogue& catalogue, std::span<const std::int32_t> popularity = {},
                        const RunContext& context = {});
    ~TitleIndex();
    TitleIndex(TitleIndex&&) noexcept;
    TitleIndex& operator=(TitleIndex&&) noexcept;

    /// The best titles for a text, at most limit; none for a text without a letter, digit or sign, or longer than any
    /// title. May be called from any thread.
    /// \param among by item index: films with a negative value are left out, as FilmMap::rowOfItem has it, and so are
    /// those beyond its end; empty: all films
    std::vector<TitleMatch> find(std::string_view text, std::size_t limit,
                                 std::span<const std::int32_t> among = {}) const;

    /// Bytes that the index takes.
    std::size_t memory() const;

private:
    struct Tables;
    std::unique_ptr<const Tables> m_tables;
};

/// A title as people say it, for labels and names: "The Godfather" of "Godfather, The (1972)"; without year and titles
/// in brackets. \param longest at most so many characters, the last then an ellipsis; 0: any number
std::string spokenTitle(std::string_view title, std::size_t longest = 0);

} // namespace matinee
