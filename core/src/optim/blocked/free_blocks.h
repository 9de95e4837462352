#pragma once

#include "optim/blocked/rating_grid.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace matinee {

/// Hands out the blocks of an epoch to workers as they become free, no two of a strip at the same time.
class FreeBlocks
{
public:
    /// \param order all blocks; the first one whose strips are free is next
    FreeBlocks(const RatingGrid& grid, std::vector<std::uint32_t> order);

    /// Waits until a block is free. Empty where all have been handed out.
    std::optional<std::uint32_t> take();
    void giveBack(std::uint32_t block);

private:
    std::optional<std::uint32_t> firstFree();

    const RatingGrid& m_grid;
    std::mutex m_mutex;
    std::condition_variable m_freed;
    std::vector<std::uint32_t> m_waiting;
    std::vector<bool> m_userBusy;
    std::vector<bool> m_itemBusy;
};

} // namespace matinee
