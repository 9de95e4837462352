#pragma once

#include <matinee/alignment.h>
#include <matinee/film_map.h>

#include <cstdint>
#include <vector>

namespace matinee {

/// A film that two maps have in their clusters: of those with few ratings little is known in either.
struct ComparedFilm
{
    std::int32_t leftRow = 0;
    std::int32_t rightRow = 0;
    /// Share of its nearest films (cosine, in the vectors that the maps are made of, among the films that both have)
    /// that are the same in both, [0, 1].
    float overlap = 0;
};

/// What two maps of the same films, of two runs or two epochs, have in common.
struct MapComparison
{
    std::vector<ComparedFilm> films; ///< in ascending order of left rows
    int neighbours = 0;              ///< that overlaps are over
    bool exact = true;               ///< false: neighbours were searched approximately
    double meanOverlap = 0;          ///< NaN where fewer than two films are in both
    /// Of the divisions into clusters.
    double adjustedRandIndex = 0;
    double mutualInformation = 0; ///< normalised, see normalisedMutualInformation()
    /// Films by their cluster left and right: clusters left x clusters right, row by row.
    std::vector<std::int32_t> contingency;
    /// Turns the right picture onto the left one, as far as it goes (rotation, reflection, scale, shift).
    PlaneTransform turn;
};

struct MapComparisonOptions
{
    int neighbours = 10; ///< fewer where there are fewer films
    std::uint64_t seed = 0;
};

/// Compares two maps. Films are the same if they have the same external id, so the data sets may differ.
/// \throws Error{InvalidArgument} if no film is in clusters of both, or no positive number of neighbours;
/// Error{Stopped}
MapComparison compareMaps(const FilmMap& left, const Dataset& leftData, const FilmMap& right, const Dataset& rightData,
                          const MapComparisonOptions& options = {}, const RunContext& context = {});

} // namespace matinee
