#include "data/user_items.h"

#include <algorithm>

namespace matinee {

UserItems::UserItems(const Dataset& data, std::span<const RowIndex> rows)
    : m_begin(static_cast<std::size_t>(data.userCount()) + 1, 0)
    , m_items(rows.size())
{
    for (const auto row : rows)
        ++m_begin[static_cast<std::size_t>(data.ratings.user[row]) + 1];
    for (std::size_t u = 1; u < m_begin.size(); ++u)
        m_begin[u] += m_begin[u - 1];
    auto next = m_begin;
    for (const auto row : rows)
        m_items[next[static_cast<std::size_t>(data.ratings.user[row])]++] = data.ratings.item[row];

    // Sorts each user's films and closes the gaps that repeated ones leave.
    std::size_t end = 0;
    for (std::size_t u = 0; u + 1 < m_begin.size(); ++u) {
        const auto first = m_items.begin() + static_cast<std::ptrdiff_t>(m_begin[u]);
        const auto last = m_items.begin() + static_cast<std::ptrdiff_t>(m_begin[u + 1]);
        std::sort(first, last);
        const auto unique = std::unique(first, last);
        m_begin[u] = end;
        end = static_cast<std::size_t>(std::move(first, unique, m_items.begin() + static_cast<std::ptrdiff_t>(end)) -
                                       m_items.begin());
    }
    m_begin.back() = end;
    m_items.resize(end);
}

std::span<const std::int32_t> UserItems::of(std::int32_t user) const
{
    const auto u = static_cast<std::size_t>(user);
    return {m_items.data() + m_begin[u], m_begin[u + 1] - m_begin[u]};
}

bool UserItems::contains(std::int32_t user, std::int32_t item) const
{
    const auto items = of(user);
    return std::binary_search(items.begin(), items.end(), item);
}

} // namespace matinee
