#pragma once

#include <cstddef>

/// What kernels are written in: eight floats in GCC's vector extensions. A kernel's body is a header that two
/// translation units include: NAME_portable.cpp, compiled for the baseline (two SSE registers a vector), and
/// NAME_avx2.cpp, compiled for AVX2 with FMA (CMakeLists.txt lists them; instruction_set.h says which one to call).
/// All of it is in anonymous namespaces, and a body calls no function of std: the linker keeps one copy of an inline
/// function for the whole program, and that might be the one compiled for AVX2.
namespace matinee::kernels {

namespace {

constexpr std::size_t kLanes = 8;

typedef float Vector8 __attribute__((vector_size(32)));
typedef float Vector4 __attribute__((vector_size(16)));
typedef float UnalignedVector8 __attribute__((vector_size(32), aligned(4)));

/// From an address that is a multiple of 32.
[[gnu::always_inline]] inline Vector8 load(const float* from)
{
    return *reinterpret_cast<const Vector8*>(from);
}

[[gnu::always_inline]] inline void store(float* to, Vector8 value)
{
    *reinterpret_cast<Vector8*>(to) = value;
}

[[gnu::always_inline]] inline Vector8 loadUnaligned(const float* from)
{
    return *reinterpret_cast<const UnalignedVector8*>(from);
}

[[gnu::always_inline]] inline void storeUnaligned(float* to, Vector8 value)
{
    *reinterpret_cast<UnalignedVector8*>(to) = value;
}

[[gnu::always_inline]] inline Vector8 broadcast(float value)
{
    return Vector8{value, value, value, value, value, value, value, value};
}

[[gnu::always_inline]] inline Vector4 halvesAdded(Vector8 v)
{
    return __builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7);
}

[[gnu::always_inline]] inline float sum(Vector8 v)
{
    const Vector4 four = halvesAdded(v);
    const Vector4 two = four + __builtin_shufflevector(four, four, 2, 3, 0, 1);
    return two[0] + two[1];
}

/// The sums of four vectors at once, at the price of two.
[[gnu::always_inline]] inline Vector4 sums(Vector8 a, Vector8 b, Vector8 c, Vector8 d)
{
    const Vector4 a4 = halvesAdded(a);
    const Vector4 b4 = halvesAdded(b);
    const Vector4 c4 = halvesAdded(c);
    const Vector4 d4 = halvesAdded(d);
    const Vector4 ab = __builtin_shufflevector(a4, b4, 0, 4, 1, 5) + __builtin_shufflevector(a4, b4, 2, 6, 3, 7);
    const Vector4 cd = __builtin_shufflevector(c4, d4, 0, 4, 1, 5) + __builtin_shufflevector(c4, d4, 2, 6, 3, 7);
    return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

[[gnu::always_inline]] inline Vector8 squareRoot(Vector8 v)
{
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        v[lane] = __builtin_sqrtf(v[lane]);
    return v;
}

[[gnu::always_inline]] inline Vector4 squareRoot(Vector4 v)
{
    return Vector4{__builtin_sqrtf(v[0]), __builtin_sqrtf(v[1]), __builtin_sqrtf(v[2]), __builtin_sqrtf(v[3])};
}

} // namespace

} // namespace matinee::kernels
