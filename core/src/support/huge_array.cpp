#include "support/huge_array.h"

#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace matinee {

void* allocateHuge(std::size_t bytes)
{
    constexpr std::size_t kLine = 64;
    constexpr std::size_t kHugePage = std::size_t{2} << 20;
    const auto alignment = bytes >= kHugePage ? kHugePage : kLine;
    const auto rounded = (bytes / alignment + 1) * alignment;
    void* memory = std::aligned_alloc(alignment, rounded);
    if (!memory)
        throw std::bad_alloc();
#if defined(__linux__)
    if (alignment == kHugePage)
        madvise(memory, rounded, MADV_HUGEPAGE); // a wish: where it is not granted, the memory serves as it is
#endif
    return memory;
}

void freeHuge(void* memory) noexcept
{
    std::free(memory);
}

} // namespace matinee
