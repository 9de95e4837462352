#include "support/page_array.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>

namespace matinee {

namespace {

/// Of a large page on most machines. One of them in place of 512 small ones spares as many interruptions.
constexpr std::size_t kLargePage = std::size_t(2) << 20;

/// Fresh pages, aligned for large ones where they are many. \param size whole pages
void* take(std::size_t size)
{
    const bool large = size >= 2 * kLargePage;
    const std::size_t taken = large ? size + kLargePage : size;
    void* const memory =
        mmap(nullptr, taken, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    if (!large)
        return memory;
    auto* const begin = static_cast<char*>(memory);
    const std::size_t before = (kLargePage - reinterpret_cast<std::uintptr_t>(begin) % kLargePage) % kLargePage;
    if (before > 0)
        munmap(begin, before);
    if (before < kLargePage)
        munmap(begin + before + size, kLargePage - before);
    madvise(begin + before, size, MADV_HUGEPAGE); // a wish
    return begin + before;
}

} // namespace

Pages::~Pages()
{
    if (m_data)
        munmap(m_data, m_size);
}

void Pages::resize(std::size_t size)
{
    static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    size = (size + page - 1) / page * page;
    if (size == m_size)
        return;
    if (size == 0) {
        munmap(m_data, m_size);
        m_data = nullptr;
    } else if (!m_data) {
        m_data = take(size);
    } else {
        void* const moved = mremap(m_data, m_size, size, MREMAP_MAYMOVE);
        if (moved == MAP_FAILED)
            throw std::bad_alloc();
        m_data = moved;
        madvise(m_data, size, MADV_HUGEPAGE);
    }
    m_size = size;
}

} // namespace matinee
