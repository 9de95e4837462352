#pragma once

#include "data/user_items.h"

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// Draws films that a user has not interacted with, uniformly. Nothing is drawn and thrown away: the r-th of a user's
/// missing films is looked up among the films that they have, so a user with nearly everything costs no more than
/// others. Draw number n of a stream is a function of (seed, n) alone: it does not matter in what pieces, or on how
/// many threads, a stream is drawn.
class NegativeSampler
{
public:
    /// \param positives films that are never drawn for a user; itemCount: films to draw from, [0, itemCount)
    NegativeSampler(const UserItems& positives, std::int32_t itemCount);

    /// \param out row-major, users.size() x perUser: for each user so many independent draws (a film may repeat). Of a
    /// user who has every film there is no negative: any film is drawn.
    /// \param first number of the first draw within the stream
    void draw(std::span<const std::int32_t> users, int perUser, std::uint64_t seed, std::uint64_t first,
              std::span<std::int32_t> out) const;

private:
    void fetch(std::int32_t user) const; ///< into the cache, where a search of the user's films begins

    std::vector<std::size_t> m_begin;   ///< users + 1 offsets into m_before
    std::vector<std::int32_t> m_before; ///< of each film that a user has: how many before it they do not have
    std::int32_t m_itemCount;
};

} // namespace matinee
