#include "optim/blocked/row_order.h"

#include <algorithm>

namespace matinee {

RowOrder::RowOrder(std::span<const std::uint32_t> counts, std::uint32_t strips)
    : m_strips(strips)
    , m_begin(strips + 1)
    , m_place(counts.size())
{
    const auto size = static_cast<std::uint32_t>(counts.size());
    for (std::uint32_t s = 0; s < strips; ++s)
        m_begin[s + 1] = m_begin[s] + size / strips + (s < size % strips ? 1 : 0);

    // Counting sort by descending count.
    const auto most = counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
    std::vector<std::uint32_t> next(std::size_t{most} + 2);
    for (const auto count : counts)
        ++next[most - count + 1];
    for (std::size_t c = 1; c < next.size(); ++c)
        next[c] += next[c - 1];
    for (std::size_t id = 0; id < counts.size(); ++id) {
        const auto rank = next[most - counts[id]]++;
        m_place[id] = {static_cast<std::uint16_t>(rank % strips), static_cast<std::uint16_t>(rank / strips)};
    }
}

} // namespace matinee
