#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace matinee {

/// FNV-1a over bytes, 64 bits: tells equal content from unequal, nothing against an adversary.
class Digest
{
public:
    void add(std::span<const std::byte> bytes)
    {
        for (const auto byte : bytes)
            m_state = (m_state ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3ULL;
    }
    /// Word by word: the fast way for columns.
    void addWord(std::uint64_t word)
    {
        m_state = (m_state ^ word) * 0x100000001B3ULL;
        m_state ^= m_state >> 29;
    }
    std::uint64_t value() const { return m_state; }
    /// 16 hexadecimal digits.
    std::string text() const;

private:
    std::uint64_t m_state = 0xCBF29CE484222325ULL;
};

} // namespace matinee
