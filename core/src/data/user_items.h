#pragma once

#include <matinee/dataset.h>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// The films that each user has in some rows, ascending and without repetition.
class UserItems
{
public:
    UserItems() = default;
    UserItems(const Dataset& data, std::span<const RowIndex> rows);

    std::size_t userCount() const { return m_begin.empty() ? 0 : m_begin.size() - 1; }
    std::span<const std::int32_t> of(std::int32_t user) const;
    bool contains(std::int32_t user, std::int32_t item) const; ///< O(log n) of the user's films

private:
    std::vector<std::size_t> m_begin; ///< users + 1 offsets into m_items
    std::vector<std::int32_t> m_items;
};

} // namespace matinee
