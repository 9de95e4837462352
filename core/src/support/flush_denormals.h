#pragma once

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace matinee {

/// While it lives, numbers below the normal range count as zero on this thread. Momenta of rows without gradient decay
/// into that range, where each operation takes a hundred times as long.
class FlushDenormals
{
public:
#ifdef __SSE2__
    FlushDenormals()
        : m_before(_mm_getcsr())
    {
        _mm_setcsr(m_before | kFlushToZero | kDenormalsAreZero);
    }
    ~FlushDenormals()
    {
        _mm_setcsr(m_before);
    }
#else
    FlushDenormals() = default;
#endif
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;

private:
#ifdef __SSE2__
    static constexpr unsigned kFlushToZero = 0x8000;
    static constexpr unsigned kDenormalsAreZero = 0x0040;
    unsigned m_before;
#endif
};

} // namespace matinee
