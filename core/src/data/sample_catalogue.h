#pragma once

#include "data/sample_titles.h"

#include <matinee/dataset.h>
#include <matinee/random.h>
#include <matinee/run_context.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace matinee::sample {

/// What people like about films, in the sample's world: the axes of its latent space.
enum Axis
{
    Spectacle,
    Darkness,
    Warmth,
    Nostalgia,
    Wonder,
    Gravity,
    kAxes
};

using Taste = std::array<double, kAxes>;

/// The genres of MovieLens in its order; the bit of Film::genres is the place in this list.
inline constexpr std::array<std::string_view, 18> kGenres = {
    "Action",    "Adventure", "Animation", "Children", "Comedy",  "Crime",  "Documentary", "Drama", "Fantasy",
    "Film-Noir", "Horror",    "Musical",   "Mystery",  "Romance", "Sci-Fi", "Thriller",    "War",   "Western"};

/// A planted cluster: a kind of film that a person would name.
struct Kind
{
    std::string_view name;
    double share;            ///< of the catalogue
    int firstYear, lastYear; ///< range of years
    int peakYear;            ///< the years are weighted to this one
    std::string_view genres; ///< those that each film of this kind has, separated by '|'
    std::string_view extras; ///< those that some have
    TitleGrammar titles;
};

const std::vector<Kind>& kinds();

/// Title patterns of a documentary, whatever its kind.
const TitleGrammar& documentaryTitles();

/// Films of the sample, by item index.
struct SampleFilms
{
    std::vector<Film> films;
    std::vector<std::int64_t> released; ///< seconds since 1970-01-01 UTC
    std::vector<Taste> traits;          ///< place in the latent space
    std::vector<std::int32_t> kind;     ///< index in kinds()
};

SampleFilms makeFilms(int count, std::uint64_t seed, const RunContext& context);

} // namespace matinee::sample
