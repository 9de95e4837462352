#pragma once

#include "support/vector8.h"

#include <cstdint>

/// Comparisons and functions on eight floats at a time, by the rules of vector8.h.
namespace matinee::kernels {

namespace {

typedef std::int32_t Ints8 __attribute__((vector_size(32)));
typedef std::uint32_t Words8 __attribute__((vector_size(32)));

[[gnu::always_inline]] inline Ints8 lanes()
{
    return Ints8{0, 1, 2, 3, 4, 5, 6, 7};
}

/// Where mask is all ones a, where it is zero b.
[[gnu::always_inline]] inline Vector8 choose(Ints8 mask, Vector8 a, Vector8 b)
{
    return reinterpret_cast<Vector8>((mask & reinterpret_cast<Ints8>(a)) | (~mask & reinterpret_cast<Ints8>(b)));
}

[[gnu::always_inline]] inline bool any(Ints8 mask)
{
    typedef std::int64_t Longs __attribute__((vector_size(32)));
    const auto m = reinterpret_cast<Longs>(mask);
    return ((m[0] | m[1]) | (m[2] | m[3])) != 0;
}

[[gnu::always_inline]] inline Vector8 absolute(Vector8 v)
{
    return reinterpret_cast<Vector8>(reinterpret_cast<Ints8>(v) & 0x7FFFFFFF);
}

/// The first n of eight; the others are zero.
[[gnu::always_inline]] inline Vector8 loadSome(const float* from, std::size_t n)
{
    if (n == kLanes)
        return loadUnaligned(from);
    Vector8 v = broadcast(0);
    __builtin_memcpy(&v, from, n * sizeof(float));
    return v;
}

[[gnu::always_inline]] inline void storeSome(float* to, Vector8 v, std::size_t n)
{
    __builtin_memcpy(to, &v, n * sizeof(float));
}

/// e^-a for a >= 0, to 2 ulp: a power of two and a polynomial (Cody, Waite 1980).
[[gnu::always_inline]] inline Vector8 negativeExponential(Vector8 a)
{
    const Vector8 most = broadcast(87.0F);
    a = choose(a < most, a, most);
    const Ints8 n = __builtin_convertvector(a * 1.442695040888963F + 0.5F, Ints8);
    const Vector8 whole = __builtin_convertvector(n, Vector8);
    const Vector8 r = (whole * 0.693359375F - a) + whole * -2.12194440e-4F;
    Vector8 p = broadcast(1.0F / 5040);
    p = p * r + 1.0F / 720;
    p = p * r + 1.0F / 120;
    p = p * r + 1.0F / 24;
    p = p * r + 1.0F / 6;
    p = p * r + 0.5F;
    p = p * r + 1.0F;
    p = p * r + 1.0F;
    return p * reinterpret_cast<Vector8>((127 - n) << 23);
}

/// ln(1 + t) for t in [0, 1], by the series of the inverse hyperbolic tangent.
[[gnu::always_inline]] inline Vector8 logOnePlus(Vector8 t)
{
    const Vector8 s = t / (t + 2.0F);
    const Vector8 q = s * s;
    Vector8 p = broadcast(1.0F / 13);
    p = p * q + 1.0F / 11;
    p = p * q + 1.0F / 9;
    p = p * q + 1.0F / 7;
    p = p * q + 1.0F / 5;
    p = p * q + 1.0F / 3;
    p = p * q + 1.0F;
    return 2.0F * s * p;
}

} // namespace

} // namespace matinee::kernels
