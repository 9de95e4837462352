// Random bits of dropout as a function of (key, example, column), so that it does not matter in what order, in what
// pieces and with what instructions they are computed.
#pragma once

#include <cstdint>

namespace matinee::kernels {
namespace {

/// Added to a draw for the film's vector, where the two are drawn apart.
inline constexpr std::uint64_t kDropoutSide = 0x632BE59BD9B4E019;

/// One number a key and example: the finaliser of splitmix64 (Steele, Lea, Flood 2014).
[[gnu::always_inline]] inline std::uint64_t dropoutDraw(std::uint64_t key, std::uint64_t example)
{
    std::uint64_t z = key + (example + 1) * 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

/// 32 bits for a column (or, as a vector, for several): a finaliser with two multiplications on both halves of a draw.
template <class Word>
[[gnu::always_inline]] inline Word dropoutWords(Word column, std::uint64_t draw)
{
    Word x = column * 0x9E3779B9U + static_cast<std::uint32_t>(draw);
    x ^= x >> 16;
    x *= 0x7FEB352DU;
    x ^= x >> 15;
    x += static_cast<std::uint32_t>(draw >> 32);
    x *= 0x846CA68BU;
    x ^= x >> 16;
    return x;
}

/// A column is left out if its 32 bits are below this: all but a dropout share of them are not.
inline std::uint32_t dropoutLimit(double dropout)
{
    return static_cast<std::uint32_t>(dropout * 4294967296.0);
}

} // namespace
} // namespace matinee::kernels
