#include "optim/blocked/block_schedule.h"

#include <matinee/random.h>

#include <algorithm>
#include <numeric>

namespace matinee {

namespace {

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;

std::vector<std::uint32_t> shuffledIndices(std::uint32_t size, Random& random)
{
    std::vector<std::uint32_t> indices(size);
    std::iota(indices.begin(), indices.end(), 0U);
    random.shuffle(indices.begin(), indices.end());
    return indices;
}

} // namespace

BlockSchedule::BlockSchedule(const RatingGrid& grid, int workers, std::size_t ratingsPerRound, std::uint64_t seed)
    : m_grid(grid)
    , m_workers(static_cast<std::uint32_t>(workers))
    , m_ratingsPerRound(std::max<std::size_t>(ratingsPerRound, 1))
    , m_seed(seed)
{}

std::vector<BlockSchedule::Round> BlockSchedule::rounds(std::uint64_t epoch) const
{
    Random random(m_seed ^ (epoch + 1) * kGolden);
    const auto users = shuffledIndices(m_grid.users().strips(), random);
    const auto items = shuffledIndices(m_grid.items().strips(), random);
    const auto usersPerGroup = m_grid.users().strips() / m_workers;
    const auto itemsPerGroup = m_grid.items().strips() / m_workers;
    const auto cuts =
        std::max<std::size_t>(1, std::min<std::size_t>(m_grid.size() / m_workers / m_workers / m_ratingsPerRound,
                                                       std::size_t{usersPerGroup} * itemsPerGroup));

    std::vector<Round> rounds;
    for (std::uint32_t shift = 0; shift < m_workers; ++shift) {
        const auto first = rounds.size();
        rounds.resize(first + cuts, Round(m_workers));
        for (std::uint32_t worker = 0; worker < m_workers; ++worker) {
            std::vector<std::uint32_t> blocks;
            const auto itemGroup = (worker + shift) % m_workers;
            for (std::uint32_t u = 0; u < usersPerGroup; ++u)
                for (std::uint32_t i = 0; i < itemsPerGroup; ++i)
                    blocks.push_back(
                        m_grid.block(users[worker * usersPerGroup + u], items[itemGroup * itemsPerGroup + i]));
            random.shuffle(blocks.begin(), blocks.end());
            for (std::size_t cut = 0; cut < cuts; ++cut)
                rounds[first + cut][worker].assign(
                    blocks.begin() + static_cast<std::ptrdiff_t>(blocks.size() * cut / cuts),
                    blocks.begin() + static_cast<std::ptrdiff_t>(blocks.size() * (cut + 1) / cuts));
        }
    }
    return rounds;
}

std::vector<std::uint32_t> BlockSchedule::shuffled(std::uint64_t epoch) const
{
    Random random(m_seed ^ (epoch + 1) * kGolden);
    return shuffledIndices(m_grid.blocks(), random);
}

} // namespace matinee
