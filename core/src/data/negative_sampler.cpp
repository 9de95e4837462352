#include "data/negative_sampler.h"

#include <utility>

namespace matinee {

namespace {

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014): neighbouring numbers become unrelated ones.
std::uint64_t mixed(std::uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

/// Of [0, bound). Not exactly uniform, by bound / 2^64: nobody can tell.
std::int32_t below(std::int32_t bound, std::uint64_t word)
{
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::int32_t>((static_cast<Wide>(word) * static_cast<std::uint64_t>(bound)) >> 64);
}

/// The r-th (from 0) of the numbers that are not among the ascending ones. Before positives[j], positives[j] - j
/// numbers are missing; the answer lies behind all j for which that is at most r.
std::int32_t missing(std::span<const std::int32_t> positives, std::int32_t r)
{
    const auto* begin = positives.data();
    std::size_t behind = 0;
    std::size_t length = positives.size();
    while (length > 0) {
        // Without a branch on the comparison, which would be mispredicted half of the time.
        const auto half = length / 2;
        const auto middle = behind + half;
        const bool after = begin[middle] - static_cast<std::int32_t>(middle) <= r;
        behind = after ? middle + 1 : behind;
        length = after ? length - half - 1 : half;
    }
    return r + static_cast<std::int32_t>(behind);
}

} // namespace

NegativeSampler::NegativeSampler(UserItems positives, std::int32_t itemCount)
    : m_positives(std::move(positives))
    , m_itemCount(itemCount)
{}

void NegativeSampler::draw(std::span<const std::int32_t> users, int perUser, std::uint64_t seed, std::uint64_t first,
                           std::span<std::int32_t> out) const
{
    // Streams of neighbouring seeds must not overlap, so the seed is mixed before it is counted from.
    auto counter = mixed(seed + 0x9E3779B97F4A7C15ULL) + first * 0x9E3779B97F4A7C15ULL;
    auto* next = out.data();
    for (const auto user : users) {
        const auto positives = m_positives.of(user);
        const auto left = m_itemCount - static_cast<std::int32_t>(positives.size());
        for (int n = 0; n < perUser; ++n) {
            counter += 0x9E3779B97F4A7C15ULL;
            const auto word = mixed(counter);
            *next++ = left > 0 ? missing(positives, below(left, word)) : below(m_itemCount, word);
        }
    }
}

} // namespace matinee
