#pragma once

#include "optim/blocked/row_order.h"
#include "optim/factor_engine.h"
#include "optim/kernels/blocked_sgd.h"
#include "support/huge_array.h"

#include <cstdint>
#include <vector>

namespace matinee {

/// How a grid is cut.
struct GridShape
{
    std::int64_t users = 0;
    std::int64_t items = 0;
    std::size_t rowBytes = 64; ///< of a factor row
    int threads = 1;
    std::uint64_t seed = 0;
};

/// Training rows in blocks of a strip of users and a strip of films. The rows of factors of a block fit half the second
/// level cache; within it the ratings go tile by tile, whose rows fit the first level, and at random within a tile.
/// Blocks of different strips share no row, so threads may work on them at the same time.
/// Eight bytes a rating; the order depends on the seed and the shape only, not on how fast a thread was.
class RatingGrid
{
public:
    using Rating = kernels::BlockedRating;

    RatingGrid(const FactorRows& rows, const GridShape& shape);

    const RowOrder& users() const { return m_users; }
    const RowOrder& items() const { return m_items; }
    /// Ratings of each id.
    const std::vector<std::uint32_t>& userCounts() const { return m_userCounts; }
    const std::vector<std::uint32_t>& itemCounts() const { return m_itemCounts; }

    std::size_t size() const { return m_size; }
    std::uint32_t blocks() const { return m_users.strips() * m_items.strips(); }
    std::uint32_t block(std::uint32_t userStrip, std::uint32_t itemStrip) const
    {
        return userStrip * m_items.strips() + itemStrip;
    }
    std::uint32_t userStrip(std::uint32_t block) const { return block / m_items.strips(); }
    std::uint32_t itemStrip(std::uint32_t block) const { return block % m_items.strips(); }

    /// Followed by kernels::kPrefetched ratings of whatever block.
    const Rating* ratings(std::uint32_t block) const { return m_ratings.data() + m_begin[block]; }
    std::size_t ratingCount(std::uint32_t block) const { return m_begin[block + 1] - m_begin[block]; }

private:
    void count(const FactorRows& rows, const GridShape& shape);
    void scatter(const FactorRows& rows, int threads);
    void mix(const GridShape& shape);

    std::size_t m_size = 0;
    std::vector<std::uint32_t> m_userCounts;
    std::vector<std::uint32_t> m_itemCounts;
    RowOrder m_users;
    RowOrder m_items;
    std::vector<std::uint64_t> m_begin; ///< of each block, and the end
    HugeArray<Rating> m_ratings;
};

} // namespace matinee
