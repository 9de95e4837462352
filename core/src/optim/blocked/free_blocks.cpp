#include "optim/blocked/free_blocks.h"

#include <algorithm>
#include <utility>

namespace matinee {

FreeBlocks::FreeBlocks(const RatingGrid& grid, std::vector<std::uint32_t> order)
    : m_grid(grid)
    , m_waiting(std::move(order))
    , m_userBusy(grid.users().strips())
    , m_itemBusy(grid.items().strips())
{
    std::reverse(m_waiting.begin(), m_waiting.end()); // the next one at the end, where removing it moves few
}

std::optional<std::uint32_t> FreeBlocks::take()
{
    std::unique_lock lock(m_mutex);
    while (!m_waiting.empty()) {
        if (const auto block = firstFree())
            return block;
        m_freed.wait(lock);
    }
    return std::nullopt;
}

void FreeBlocks::giveBack(std::uint32_t block)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_userBusy[m_grid.userStrip(block)] = false;
        m_itemBusy[m_grid.itemStrip(block)] = false;
    }
    m_freed.notify_all();
}

std::optional<std::uint32_t> FreeBlocks::firstFree()
{
    const auto found = std::find_if(m_waiting.rbegin(), m_waiting.rend(), [&](std::uint32_t block) {
        return !m_userBusy[m_grid.userStrip(block)] && !m_itemBusy[m_grid.itemStrip(block)];
    });
    if (found == m_waiting.rend())
        return std::nullopt;
    const auto block = *found;
    m_waiting.erase(std::next(found).base());
    m_userBusy[m_grid.userStrip(block)] = true;
    m_itemBusy[m_grid.itemStrip(block)] = true;
    return block;
}

} // namespace matinee
