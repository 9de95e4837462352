#include "optim/blocked/rating_grid.h"

#include "support/parallel.h"

#include <matinee/random.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <utility>

#if defined(__linux__)
#include <unistd.h>
#endif

namespace matinee {

namespace {

/// Rows of a tile's side: 64 users and 64 films of 50 factors take 28 KiB.
constexpr std::size_t kTileBytes = 14'336;
/// Fewer strips a side would give the same order every epoch.
constexpr std::uint32_t kFewestStrips = 4;
/// Strips are numbered with 16 bits; some numbers are left for rounding up to the threads.
constexpr std::size_t kMostStrips = 60'000;
/// A block with fewer ratings than this is not worth its own.
constexpr std::size_t kFewestRatings = 1024;

std::size_t levelTwoCache()
{
#if defined(_SC_LEVEL2_CACHE_SIZE)
    if (const auto bytes = sysconf(_SC_LEVEL2_CACHE_SIZE); bytes > 0)
        return std::clamp<std::size_t>(static_cast<std::size_t>(bytes), 256U << 10, 2U << 20);
#endif
    return 512U << 10;
}

/// The smallest multiple of step that is not below n.
std::uint32_t roundUp(std::uint32_t n, std::uint32_t step)
{
    return (n + step - 1) / step * step;
}

std::uint32_t stripsFor(std::int64_t ids, std::size_t rowsMost, int threads)
{
    const auto n = static_cast<std::size_t>(ids);
    rowsMost = std::max(rowsMost, n / kMostStrips + 1);
    const auto strips = static_cast<std::uint32_t>((n + rowsMost - 1) / rowsMost);
    return roundUp(std::max(strips, kFewestStrips), static_cast<std::uint32_t>(threads));
}

std::size_t partBegin(std::size_t size, std::size_t part, std::size_t parts)
{
    return size * part / parts;
}

} // namespace

RatingGrid::RatingGrid(const FactorRows& rows, const GridShape& shape)
    : m_size(rows.rows.size())
{
    count(rows, shape);

    const auto side = levelTwoCache() / 4 / shape.rowBytes;
    // Coarser where the ids are many and the ratings few.
    const auto ids = static_cast<double>(shape.users) * static_cast<double>(shape.items);
    const auto enough = std::sqrt(ids * kFewestRatings / static_cast<double>(std::max<std::size_t>(m_size, 1)));
    const auto most =
        std::clamp<std::size_t>(std::max(side, static_cast<std::size_t>(enough)), 64, RowOrder::kMostRows);
    m_users = RowOrder(m_userCounts, stripsFor(shape.users, most, shape.threads));
    m_items = RowOrder(m_itemCounts, stripsFor(shape.items, most, shape.threads));

    scatter(rows, shape.threads);
    mix(shape);
}

void RatingGrid::count(const FactorRows& rows, const GridShape& shape)
{
    const auto parts = static_cast<std::size_t>(shape.threads);
    std::vector<std::vector<std::uint32_t>> users(parts);
    std::vector<std::vector<std::uint32_t>> items(parts);
    parallelFor(parts, 1, shape.threads, [&](std::size_t part, std::size_t, int) {
        users[part].resize(static_cast<std::size_t>(shape.users));
        items[part].resize(static_cast<std::size_t>(shape.items));
        const auto end = partBegin(m_size, part + 1, parts);
        for (auto k = partBegin(m_size, part, parts); k < end; ++k) {
            const auto row = rows.rows[k];
            ++users[part][static_cast<std::size_t>(rows.user[row])];
            ++items[part][static_cast<std::size_t>(rows.item[row])];
        }
    });
    const auto add = [](std::vector<std::uint32_t>& to, const std::vector<std::uint32_t>& counts) {
        std::transform(to.begin(), to.end(), counts.begin(), to.begin(), std::plus<>());
    };
    for (std::size_t part = 1; part < parts; ++part) {
        add(users[0], users[part]);
        add(items[0], items[part]);
    }
    m_userCounts = std::move(users[0]);
    m_itemCounts = std::move(items[0]);
}

void RatingGrid::scatter(const FactorRows& rows, int threads)
{
    // A counting sort: how many ratings of each block each part of the rows has says where its own begin.
    const auto parts = static_cast<std::size_t>(threads);
    std::vector<std::vector<std::uint64_t>> next(parts);
    parallelFor(parts, 1, threads, [&](std::size_t part, std::size_t, int) {
        auto& counts = next[part];
        counts.resize(blocks());
        const auto end = partBegin(m_size, part + 1, parts);
        for (auto k = partBegin(m_size, part, parts); k < end; ++k) {
            const auto row = rows.rows[k];
            ++counts[block(m_users.strip(rows.user[row]), m_items.strip(rows.item[row]))];
        }
    });
    m_begin.assign(std::size_t{blocks()} + 1, 0);
    std::uint64_t sum = 0;
    for (std::uint32_t b = 0; b < blocks(); ++b) {
        m_begin[b] = sum;
        for (auto& counts : next)
            sum += std::exchange(counts[b], sum);
    }
    m_begin[blocks()] = sum;

    m_ratings = HugeArray<Rating>(m_size + kernels::kPrefetched);
    std::fill(m_ratings.begin() + m_size, m_ratings.end(), Rating{0, 0, 0});
    parallelFor(parts, 1, threads, [&](std::size_t part, std::size_t, int) {
        auto& place = next[part];
        const auto end = partBegin(m_size, part + 1, parts);
        for (auto k = partBegin(m_size, part, parts); k < end; ++k) {
            const auto row = rows.rows[k];
            const auto user = rows.user[row];
            const auto item = rows.item[row];
            m_ratings[place[block(m_users.strip(user), m_items.strip(item))]++] = {
                m_users.local(user), m_items.local(item), rows.value[row]};
        }
    });
}

void RatingGrid::mix(const GridShape& shape)
{
    const auto tileBits = std::bit_width(std::max<std::size_t>(1, kTileBytes / shape.rowBytes)) - 1;
    struct Scratch
    {
        std::vector<Rating> ratings;
        std::vector<std::uint32_t> next;
    };
    std::vector<Scratch> scratch(static_cast<std::size_t>(shape.threads));
    parallelFor(blocks(), 1, shape.threads, [&](std::size_t begin, std::size_t, int worker) {
        const auto b = static_cast<std::uint32_t>(begin);
        auto& [copy, next] = scratch[static_cast<std::size_t>(worker)];
        Rating* const first = m_ratings.data() + m_begin[b];
        Rating* const last = m_ratings.data() + m_begin[b + 1];
        Random random(shape.seed + b);
        random.shuffle(first, last);

        const std::size_t across = (m_items.stripSize(itemStrip(b)) >> tileBits) + 1;
        const std::size_t down = (m_users.stripSize(userStrip(b)) >> tileBits) + 1;
        const auto tile = [&](const Rating& r) { return (r.item >> tileBits) * down + (r.user >> tileBits); };
        next.assign(across * down + 1, 0);
        for (const auto* r = first; r != last; ++r)
            ++next[tile(*r) + 1];
        for (std::size_t t = 1; t < next.size(); ++t)
            next[t] += next[t - 1];
        copy.assign(first, last);
        for (const auto& r : copy)
            first[next[tile(r)]++] = r;
    });
}

} // namespace matinee
