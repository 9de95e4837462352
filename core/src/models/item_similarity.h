#pragma once

#include "models/user_history.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace matinee {

enum class SimilarityKind
{
    Pearson, ///< correlation over the users who rated both films
    Cosine,  ///< of the residuals as they are, over the same users
};

/// The nearest films of each film, nearest first, ties by index; only similarities above zero are kept.
struct ItemNeighbours
{
    std::vector<std::size_t> begin; ///< films + 1 offsets
    std::vector<std::int32_t> items;
    std::vector<float> similarities;

    std::size_t listBegin(std::int32_t item) const { return begin[static_cast<std::size_t>(item)]; }
    std::size_t listEnd(std::int32_t item) const { return begin[static_cast<std::size_t>(item) + 1]; }
};

struct SimilarityOptions
{
    SimilarityKind kind = SimilarityKind::Pearson;
    double shrinkage = 2500; ///< s = n / (n + shrinkage) · ρ, n the users who rated both
    std::size_t kept = 500;  ///< most neighbours of a film
    int threads = 1;         ///< the numbers are the same for every number of them
};

/// Compares every film with every other by the users they share: time is the sum over users of the square of their
/// number of films, memory films x kept; no films x films matrix is made.
/// \param residuals one a pair of the history, in its order (user by user).
/// \param proceed asked on the calling thread between films; false ends it.
/// \return empty (no offsets) if it was ended.
ItemNeighbours nearestItems(const UserHistory& history, std::span<const float> residuals, std::size_t itemCount,
                            const SimilarityOptions& options, const std::function<bool()>& proceed);

/// Bytes that nearestItems() and its result need.
double nearestItemsBytes(std::size_t itemCount, std::size_t pairs, std::size_t kept);

} // namespace matinee
