#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace matinee {

/// Puts numbers, texts and lists one behind the other, in the machine's byte order.
class RecordWriter
{
public:
    template <class T>
    requires std::integral<T>
    void number(T value) { m_bytes.append(reinterpret_cast<const char*>(&value), sizeof value); }
    void text(std::string_view value)
    {
        number(std::uint64_t{value.size()});
        m_bytes += value;
    }
    void numbers(std::span<const std::int64_t> values)
    {
        number(std::uint64_t{values.size()});
        m_bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    }

    const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

/// Takes apart what a RecordWriter has put together. Once something does not fit, everything is 0 or empty, and ok() is
/// false.
class RecordReader
{
public:
    explicit RecordReader(std::span<const std::byte> bytes)
        : m_rest(bytes)
    {}

    template <class T>
    requires std::integral<T> T number()
    {
        T value = 0;
        copy(&value, sizeof value);
        return value;
    }
    std::string text()
    {
        std::string value(count(1), '\0');
        copy(value.data(), value.size());
        return value;
    }
    std::vector<std::int64_t> numbers()
    {
        std::vector<std::int64_t> values(count(sizeof(std::int64_t)));
        copy(values.data(), values.size() * sizeof(std::int64_t));
        return values;
    }
    /// The length of a list whose elements take at least that many bytes each; 0 if there are not as many.
    std::size_t count(std::size_t elementBytes)
    {
        const auto value = number<std::uint64_t>();
        m_ok = m_ok && value <= m_rest.size() / elementBytes;
        return m_ok ? static_cast<std::size_t>(value) : 0;
    }

    bool ok() const { return m_ok; }
    bool atEnd() const { return m_rest.empty(); }

private:
    void copy(void* to, std::size_t size)
    {
        m_ok = m_ok && size <= m_rest.size();
        if (!m_ok || size == 0)
            return;
        std::memcpy(to, m_rest.data(), size);
        m_rest = m_rest.subspan(size);
    }

    std::span<const std::byte> m_rest;
    bool m_ok = true;
};

} // namespace matinee
