#include "data/negative_sampler.h"

#include <type_traits>

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

/// Users between the one whose films are searched and the one whose films are fetched from memory.
constexpr std::size_t kAhead = 4;

/// The ranks[n]-th (from 0) of the numbers that are not among some ascending ones, of which the j-th has before[j]
/// missing numbers before it: the answer lies behind all j for which that is at most the rank. All ranks go through the
/// search in step, as each of its steps waits for the memory, and without a branch on what is found, which would be
/// mispredicted half of the time.
template <std::size_t count>
void missing(std::span<const std::int32_t> before, const std::int32_t (&ranks)[count], std::int32_t* out)
{
    const std::int32_t* const begin = before.data();
    std::size_t behind[count] = {};
    for (auto length = before.size(); length > 0;) {
        const auto half = (length + 1) / 2;
        for (std::size_t n = 0; n < count; ++n)
            behind[n] += begin[behind[n] + half - 1] <= ranks[n] ? half : 0;
        length -= half;
    }
    for (std::size_t n = 0; n < count; ++n)
        out[n] = ranks[n] + static_cast<std::int32_t>(behind[n]);
}

} // namespace

NegativeSampler::NegativeSampler(const UserItems& positives, std::int32_t itemCount)
    : m_itemCount(itemCount)
{
    m_begin.reserve(positives.userCount() + 1);
    m_begin.push_back(0);
    for (std::size_t user = 0; user < positives.userCount(); ++user) {
        std::int32_t place = 0;
        for (const auto item : positives.of(static_cast<std::int32_t>(user)))
            m_before.push_back(item - place++);
        m_begin.push_back(m_before.size());
    }
}

void NegativeSampler::fetch(std::int32_t user) const
{
    const auto begin = m_begin[static_cast<std::size_t>(user)];
    const auto quarter = (m_begin[static_cast<std::size_t>(user) + 1] - begin) / 4;
    for (std::size_t n = 1; n <= 3; ++n)
        __builtin_prefetch(m_before.data() + begin + n * quarter);
}

void NegativeSampler::draw(std::span<const std::int32_t> users, int perUser, std::uint64_t seed, std::uint64_t first,
                           std::span<std::int32_t> out) const
{
    // Streams of neighbouring seeds must not overlap, so the seed is mixed before it is counted from.
    auto counter = mixed(seed + 0x9E3779B97F4A7C15ULL) + first * 0x9E3779B97F4A7C15ULL;
    auto* next = out.data();
    for (std::size_t u = 0; u < users.size(); ++u) {
        if (u + kAhead < users.size())
            fetch(users[u + kAhead]);
        const auto user = users[u];
        const auto begin = m_begin[static_cast<std::size_t>(user)];
        std::span<const std::int32_t> before(m_before.data() + begin,
                                             m_begin[static_cast<std::size_t>(user) + 1] - begin);
        auto left = m_itemCount - static_cast<std::int32_t>(before.size());
        if (left == 0) {
            left = m_itemCount;
            before = {};
        }
        const auto drawSome = [&]<std::size_t count>(std::integral_constant<std::size_t, count>) {
            std::int32_t ranks[count];
            for (auto& rank : ranks) {
                counter += 0x9E3779B97F4A7C15ULL;
                rank = below(left, mixed(counter));
            }
            missing(before, ranks, next);
            next += count;
        };
        int n = 0;
        for (; n + 4 <= perUser; n += 4)
            drawSome(std::integral_constant<std::size_t, 4>());
        for (; n < perUser; ++n)
            drawSome(std::integral_constant<std::size_t, 1>());
    }
}

} // namespace matinee
