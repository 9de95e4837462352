#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace matinee {

/// An array that does not change any more: values taken from a vector, or a view of memory that someone else keeps,
/// such as a mapped file. Copies share the values. Elements are read like those of a vector, without a branch.
template <class T>
class Column
{
public:
    using value_type = T;
    using const_iterator = const T*;

    Column() = default;

    /// Takes the values over. Implicit: a column is what a finished vector becomes.
    Column(std::vector<T>&& values)
    {
        const auto owned = std::make_shared<const std::vector<T>>(std::move(values));
        m_values = *owned;
        m_owner = owned;
    }

    /// \param owner keeps values valid as long as it, or a copy of it, lives
    Column(std::span<const T> values, std::shared_ptr<const void> owner)
        : m_values(values)
        , m_owner(std::move(owner))
    {}

    std::size_t size() const { return m_values.size(); }
    bool empty() const { return m_values.empty(); }
    const T* data() const { return m_values.data(); }
    const T& operator[](std::size_t index) const { return m_values[index]; }
    const T& front() const { return m_values.front(); }
    const T& back() const { return m_values.back(); }
    const_iterator begin() const { return data(); }
    const_iterator end() const { return data() + size(); }

    operator std::span<const T>() const { return m_values; }

    friend bool operator==(const Column& a, const Column& b) { return std::ranges::equal(a.m_values, b.m_values); }
    friend bool operator==(const Column& a, const std::vector<T>& b) { return std::ranges::equal(a.m_values, b); }

private:
    std::span<const T> m_values;
    std::shared_ptr<const void> m_owner;
};

} // namespace matinee
