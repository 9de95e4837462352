#pragma once

#include <matinee/column.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace matinee {

/// Zero-based row number of the ratings file as it is on disk (header not counted). 2^32 rows are enough for every
/// release, and half the memory of a 64-bit index.
using RowIndex = std::uint32_t;

/// The ratings as columns of equal length; row r of the file is element r. Immutable once loaded.
struct Ratings
{
    Column<std::int32_t> user; ///< dense user index, [0, Dataset::userCount)
    Column<std::int32_t> item; ///< dense item index, [0, Dataset::itemCount)
    Column<float> value;       ///< stars, as in the file
    Column<std::int64_t> time; ///< seconds since 1970-01-01 UTC; 0 where the file has none

    std::size_t size() const { return value.size(); }
};

/// Ratings with the ids of the file, before an id map exists.
struct RawRatings
{
    std::vector<std::int64_t> user;
    std::vector<std::int64_t> item;
    std::vector<float> value;
    std::vector<std::int64_t> time;

    std::size_t size() const { return value.size(); }
};

} // namespace matinee
