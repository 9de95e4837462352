#pragma once

#include "optim/blocked/rating_grid.h"

#include <cstdint>
#include <vector>

namespace matinee {

/// The order of an epoch's blocks, drawn from a seed. The strips of users and of films are dealt out to as many groups
/// as there are workers; in round r worker w takes the blocks of user group w and film group w + r: a Latin square, so
/// the workers of a round share no row, and after as many rounds as workers each block has had its turn.
class BlockSchedule
{
public:
    /// \param ratingsPerRound about as many of each worker, where the blocks are small enough
    BlockSchedule(const RatingGrid& grid, int workers, std::size_t ratingsPerRound, std::uint64_t seed);

    /// Of each worker, its blocks in order.
    using Round = std::vector<std::vector<std::uint32_t>>;

    /// The rounds of an epoch; a long one is cut into several, so that no worker waits long for another.
    std::vector<Round> rounds(std::uint64_t epoch) const;
    /// All blocks, shuffled, for workers that each take what is free.
    std::vector<std::uint32_t> shuffled(std::uint64_t epoch) const;

private:
    const RatingGrid& m_grid;
    std::uint32_t m_workers;
    std::size_t m_ratingsPerRound;
    std::uint64_t m_seed;
};

} // namespace matinee
