#include "support/numpy_random.h"

#include <bit>
#include <numeric>
#include <utility>

namespace matinee {

NumpyRandom::NumpyRandom(std::uint32_t seed)
{
    m_state[0] = seed;
    for (std::uint32_t i = 1; i < kWords; ++i)
        m_state[i] = 1812433253U * (m_state[i - 1] ^ (m_state[i - 1] >> 30)) + i;
}

void NumpyRandom::refill()
{
    constexpr std::size_t shift = 397;
    for (std::size_t i = 0; i < kWords; ++i) {
        const std::uint32_t y = (m_state[i] & 0x80000000U) | (m_state[(i + 1) % kWords] & 0x7FFFFFFFU);
        m_state[i] = m_state[(i + shift) % kWords] ^ (y >> 1) ^ ((y & 1U) ? 0x9908B0DFU : 0U);
    }
    m_position = 0;
}

std::uint32_t NumpyRandom::next()
{
    if (m_position == kWords)
        refill();
    std::uint32_t y = m_state[m_position++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9D2C5680U;
    y ^= (y << 15) & 0xEFC60000U;
    return y ^ (y >> 18);
}

std::uint32_t NumpyRandom::interval(std::uint32_t maximum)
{
    if (maximum == 0)
        return 0;
    const std::uint32_t mask = 0xFFFFFFFFU >> std::countl_zero(maximum);
    std::uint32_t value = next() & mask;
    while (value > maximum)
        value = next() & mask;
    return value;
}

std::vector<std::uint32_t> NumpyRandom::permutation(std::uint32_t n)
{
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    for (std::uint32_t i = n; i > 1; --i)
        std::swap(order[i - 1], order[interval(i - 1)]);
    return order;
}

} // namespace matinee
