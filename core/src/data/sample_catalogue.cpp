#include "data/sample_catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>

namespace matinee::sample {

namespace {

// How far the traits of films of one kind scatter, per axis, where the kinds themselves lie on a sphere of radius 1.
constexpr double kScatter = .1;
constexpr double kExtraShare = 0.35; // of films that have one of the kind's extra genres
constexpr int kLastReleaseMonth = 3; // of kLatestYear: the ratings end in April
constexpr int kLatestYear = 1998;

/// What each genre is made of, in the order of kGenres; columns as in Axis. Nostalgia comes mostly from the year.
/// Chosen so that the kinds lie far apart: in the space of tastes, no two are nearer than .95, where all have length 1.
constexpr std::array<Taste, kGenres.size()> kGenreTraits = {{
    {1.0, 0.0, -0.2, 0.0, -0.3, -0.3},  // Action
    {0.3, 0.0, 0.0, 0.0, 0.6, 0.0},     // Adventure
    {-0.2, -0.7, 0.1, 0.0, 0.8, -0.1},  // Animation
    {-0.2, -0.8, 0.1, 0.0, 0.5, -0.2},  // Children
    {-0.2, -0.2, 0.7, 0.0, -0.1, -0.6}, // Comedy
    {0.2, 0.5, -0.2, 0.0, -0.4, 0.1},   // Crime
    {-0.5, 0.0, -0.2, 0.0, 0.0, 0.9},   // Documentary
    {-0.6, 0.0, 0.1, 0.0, -0.2, 0.9},   // Drama
    {0.0, 0.0, 0.0, 0.0, 0.7, 0.0},     // Fantasy
    {-0.4, 0.9, -0.3, 0.4, -0.4, 0.5},  // Film-Noir
    {-0.1, 1.5, 0.0, 0.0, 0.2, -0.5},   // Horror
    {0.0, -0.2, 0.4, 0.0, 0.3, 0.0},    // Musical
    {-0.1, 0.4, 0.0, 0.1, 0.0, 0.2},    // Mystery
    {-0.3, 0.0, 1.0, 0.0, 0.0, 0.1},    // Romance
    {0.2, 0.1, -0.2, 0.0, 1.2, 0.0},    // Sci-Fi
    {0.8, 0.3, 0.0, 0.0, -0.3, -0.1},   // Thriller
    {0.6, -0.1, -0.3, 0.0, -0.3, 1.3},  // War
    {0.6, -0.3, -1.3, 0.3, -0.2, -0.4}, // Western
}};

std::vector<int> genreIndices(std::string_view text)
{
    std::vector<int> indices;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('|', begin), text.size());
        const auto found = std::find(kGenres.begin(), kGenres.end(), text.substr(begin, end - begin));
        indices.push_back(static_cast<int>(found - kGenres.begin()));
        begin = end + 1;
    }
    return indices;
}

int drawYear(const Kind& kind, Random& random)
{
    // Triangular: the sum of two uniforms peaks in the middle, and each half is stretched to its side of the peak.
    const double t = random.uniform() + random.uniform() - 1;
    const double reach = t < 0 ? kind.peakYear - kind.firstYear : kind.lastYear - kind.peakYear + 0.99;
    return std::clamp(kind.peakYear + static_cast<int>(std::floor(t * reach)), kind.firstYear, kind.lastYear);
}

Taste traitsOf(const Film& film, Random& random)
{
    Taste traits{};
    for (std::size_t g = 0; g < kGenres.size(); ++g) {
        if (film.genres >> g & 1) {
            for (std::size_t a = 0; a < kAxes; ++a)
                traits[a] += kGenreTraits[g][a];
        }
    }
    // Films of 1975 stand in the middle of the era axis; those of the thirties and the nineties at its ends.
    traits[Nostalgia] += std::clamp((1975 - film.year) / 20.0, -1.2, 1.4);
    double squares = 0;
    for (const double t : traits)
        squares += t * t;
    const double length = std::sqrt(squares);
    for (double& t : traits)
        t = t / length + kScatter * random.normal();
    return traits;
}

} // namespace

SampleFilms makeFilms(int count, std::uint64_t seed, const RunContext& context)
{
    using namespace std::chrono;

    Random random(seed);
    Random words(random.next()); // of its own, so that a new word leaves the rest as it is (but for sequels' years)
    const auto& all = kinds();
    std::deque<TitleMaker> makers;
    for (const Kind& kind : all)
        makers.emplace_back(kind.titles);
    TitleMaker documentaries(documentaryTitles());

    SampleFilms made;
    // Kinds by their shares, exactly, so that each is there in a small sample as well; then mixed.
    double upTo = 0;
    for (std::size_t k = 0; k < all.size(); ++k) {
        upTo += all[k].share;
        const auto end = k + 1 == all.size() ? count : static_cast<int>(upTo * count);
        made.kind.resize(static_cast<std::size_t>(std::max(end, static_cast<int>(made.kind.size()))),
                         static_cast<std::int32_t>(k));
    }
    random.shuffle(made.kind.begin(), made.kind.end());

    const auto documentary =
        static_cast<int>(std::find(kGenres.begin(), kGenres.end(), "Documentary") - kGenres.begin());
    made.films.reserve(made.kind.size());
    for (std::size_t i = 0; i < made.kind.size(); ++i) {
        if (i % 4096 == 0)
            context.throwIfStopped();
        const auto k = static_cast<std::size_t>(made.kind[i]);
        const Kind& kind = all[k];
        Film film;
        for (const int g : genreIndices(kind.genres))
            film.genres |= std::uint64_t{1} << g;
        if (random.uniform() < kExtraShare) {
            const auto extras = genreIndices(kind.extras);
            film.genres |= std::uint64_t{1} << extras[random.below(extras.size())];
        }
        film.year = drawYear(kind, random);
        if (film.genres >> documentary & 1) {
            film.genres = std::uint64_t{1} << documentary;
            film.title = documentaries.make(words, film.year, kind.lastYear);
        } else {
            film.title = makers[k].make(words, film.year, kind.lastYear);
        }
        const auto month = 1 + random.below(film.year == kLatestYear ? kLastReleaseMonth : 12);
        const auto day = 1 + random.below(28);
        film.releaseDate = fmt::format("{:04}-{:02}-{:02}", film.year, month, day);
        made.released.push_back(
            sys_seconds(sys_days(year(film.year) / static_cast<unsigned>(month) / static_cast<unsigned>(day)))
                .time_since_epoch()
                .count());
        made.traits.push_back(traitsOf(film, random));
        made.films.push_back(std::move(film));
    }
    return made;
}

} // namespace matinee::sample
