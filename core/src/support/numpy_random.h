#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace matinee {

/// NumPy's legacy RandomState, as far as the splits of scikit-learn need it: MT19937 (Matsumoto, Nishimura 1998) seeded
/// by an integer, and permutation() with NumPy's own masked rejection. Same seed, same permutation as
/// numpy.random.RandomState(seed).permutation(n).
class NumpyRandom
{
public:
    explicit NumpyRandom(std::uint32_t seed);

    std::uint32_t next();
    /// Uniform in [0, maximum].
    std::uint32_t interval(std::uint32_t maximum);
    /// A shuffled 0, 1, ..., n-1.
    std::vector<std::uint32_t> permutation(std::uint32_t n);

private:
    void refill();

    static constexpr std::size_t kWords = 624;
    std::array<std::uint32_t, kWords> m_state;
    std::size_t m_position = kWords;
};

} // namespace matinee
