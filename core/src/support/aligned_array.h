#pragma once

#include <cstddef>
#include <vector>

namespace matinee {

/// Numbers from a cache line on, zero at first; room is made for whole lines.
template <class T>
class AlignedArray
{
public:
    AlignedArray() = default;
    explicit AlignedArray(std::size_t size)
        : m_lines((size + kPerLine - 1) / kPerLine)
    {}

    T* data() { return m_lines.empty() ? nullptr : m_lines.front().numbers; }
    const T* data() const { return m_lines.empty() ? nullptr : m_lines.front().numbers; }

    static constexpr std::size_t kPerLine = 64 / sizeof(T);

private:
    struct alignas(64) Line
    {
        T numbers[kPerLine] = {};
    };
    std::vector<Line> m_lines;
};

} // namespace matinee
