#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace matinee {

/// The count smallest of the keys (squared distance and row; NeighbourKernels::keysUpTo) that are offered, in any
/// order.
class NearestKeys
{
public:
    explicit NearestKeys(std::size_t count)
        : m_count(count)
        , m_limit(count + std::max<std::size_t>(count, 32))
    {}

    /// Nothing beyond it is needed.
    float bound() const { return m_bound; }

    /// Room for so many keys, to be written there and then counted with take().
    std::uint64_t* room(std::size_t keys)
    {
        if (m_keys.size() < m_size + keys)
            m_keys.resize(m_size + keys);
        return m_keys.data() + m_size;
    }
    void take(std::size_t keys)
    {
        m_size += keys;
        if (m_size > m_limit)
            cut();
    }

    /// The keys kept, rising; empty afterwards.
    std::vector<std::uint64_t> finish()
    {
        std::sort(m_keys.begin(), m_keys.begin() + static_cast<std::ptrdiff_t>(m_size));
        m_size = std::min(m_size, m_count);
        std::vector<std::uint64_t> kept(m_keys.begin(), m_keys.begin() + static_cast<std::ptrdiff_t>(m_size));
        m_size = 0;
        m_bound = std::numeric_limits<float>::infinity();
        return kept;
    }

    static std::int32_t row(std::uint64_t key) { return static_cast<std::int32_t>(key & 0xFFFFFFFFU); }
    static float value(std::uint64_t key) { return std::bit_cast<float>(static_cast<std::uint32_t>(key >> 32)); }

private:
    void cut()
    {
        const auto last = m_keys.begin() + static_cast<std::ptrdiff_t>(m_count - 1);
        std::nth_element(m_keys.begin(), last, m_keys.begin() + static_cast<std::ptrdiff_t>(m_size));
        m_size = m_count;
        m_bound = value(*last);
    }

    std::size_t m_count;
    std::size_t m_limit;
    std::size_t m_size = 0;
    std::vector<std::uint64_t> m_keys;
    float m_bound = std::numeric_limits<float>::infinity();
};

} // namespace matinee
