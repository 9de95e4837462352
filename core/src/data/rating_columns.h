#pragma once

#include "support/page_array.h"

#include <matinee/ratings.h>

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace matinee {

/// External ids of a column in 32 bits each: an id that fits is its own code, and every release's do; any other one is
/// numbered, with the code -1 - number.
class IdCodes
{
public:
    std::int32_t code(std::int64_t id);
    std::int64_t id(std::int32_t code) const
    {
        return code >= 0 ? code : m_large[static_cast<std::size_t>(-(code + 1))];
    }
    /// The numbered ids, by number.
    const std::vector<std::int64_t>& large() const { return m_large; }

private:
    std::vector<std::int64_t> m_large;
    std::unordered_map<std::int64_t, std::int32_t> m_codes;
};

/// Where a row's fields go: the place of the first row in each column.
struct RowPlace
{
    std::int32_t* user;
    std::int32_t* item;
    float* value;
    std::int64_t* time;
};

/// The ratings of a file while it is read: 20 bytes a row, with codes of external ids.
class RatingColumns
{
public:
    RatingColumns() = default;
    explicit RatingColumns(const RawRatings& ratings);

    std::size_t size() const { return m_size; }
    /// Makes room for that many rows beyond size(). \throws std::bad_alloc
    void makeRoom(std::size_t rows);
    /// Where row r is, or will be if there is room.
    RowPlace place(std::size_t r);
    /// Takes over rows that were written from place(first) on, first >= size().
    void take(std::size_t first, std::size_t rows);
    void append(const RawRatings& ratings);
    RawRatings raw() const;

    PageArray<std::int32_t> user; ///< codes of userIds
    PageArray<std::int32_t> item; ///< codes of itemIds
    PageArray<float> value;       ///< stars
    PageArray<std::int64_t> time; ///< seconds since 1970
    IdCodes userIds;
    IdCodes itemIds;

private:
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

} // namespace matinee
