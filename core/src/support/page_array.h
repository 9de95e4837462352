#pragma once

#include <matinee/column.h>

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

namespace matinee {

/// Bytes straight from the operating system, zero at first: a page takes memory when it is first written, several
/// threads may do so at once, and growing moves pages instead of copying what is in them.
class Pages
{
public:
    Pages() = default;
    ~Pages();
    Pages(Pages&& other) noexcept { swap(other); }
    Pages& operator=(Pages&& other) noexcept
    {
        swap(other);
        return *this;
    }

    void* data() const { return m_data; }
    std::size_t size() const { return m_size; }
    /// To size bytes or, as pages are whole, a few more. Keeps the content up to the smaller size. \throws
    /// std::bad_alloc
    void resize(std::size_t size);

private:
    void swap(Pages& other) noexcept
    {
        std::swap(m_data, other.m_data);
        std::swap(m_size, other.m_size);
    }

    void* m_data = nullptr;
    std::size_t m_size = 0;
};

/// An array of numbers in pages of its own, which becomes a column without a copy.
template <class T>
class PageArray
{
public:
    T* data() { return static_cast<T*>(m_pages.data()); }
    const T* data() const { return static_cast<const T*>(m_pages.data()); }
    std::size_t capacity() const { return m_pages.size() / sizeof(T); }
    /// Elements that were not there before are 0. \throws std::bad_alloc
    void setCapacity(std::size_t capacity) { m_pages.resize(capacity * sizeof(T)); }

    /// The first size elements as a column, which takes the pages over.
    Column<T> intoColumn(std::size_t size)
    {
        setCapacity(size);
        auto owner = std::make_shared<const PageArray>(std::move(*this));
        return {std::span<const T>(owner->data(), size), owner};
    }

private:
    Pages m_pages;
};

} // namespace matinee
