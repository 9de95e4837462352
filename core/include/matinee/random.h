#pragma once

#include <array>
#include <cstdint>

namespace matinee {

/// xoshiro256** (Blackman, Vigna 2018) seeded through splitmix64. Integer arithmetic only, so the same seed gives
/// the same numbers on every machine; the distributions of <random> are not portable and are not used.
class Random
{
public:
    explicit Random(std::uint64_t seed);

    std::uint64_t next();
    /// Uniform in [0, bound), unbiased (Lemire's multiply and reject). bound > 0.
    std::uint64_t below(std::uint64_t bound);
    /// Uniform in [0, 1) with 53 bits; exact in double, hence portable.
    double uniform();
    /// Approximately N(0, 1), by adding twelve uniforms (Irwin-Hall): no libm, hence portable; support is [-6, 6].
    double normal();

    /// Shuffles [first, last) (Fisher-Yates).
    template <class Iterator>
    void shuffle(Iterator first, Iterator last)
    {
        for (auto n = static_cast<std::uint64_t>(last - first); n > 1; --n)
            std::swap(first[n - 1], first[below(n)]);
    }

    using State = std::array<std::uint64_t, 4>;
    /// Where the stream is: set, the same numbers follow.
    const State& state() const { return m_state; }
    /// \throws Error{Format} for four zeros, which no seed leads to and no stream leaves.
    void setState(const State& state);

private:
    State m_state;
};

} // namespace matinee
