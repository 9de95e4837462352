#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// A numbering of users (or films) in strips. By popularity they are dealt out to the strips like cards, so each strip
/// gets its share of popular ones, and within a strip the popular ones come first: what is used often lies close
/// together.
class RowOrder
{
public:
    RowOrder() = default;
    /// \param counts ratings of each id; strips > 0
    RowOrder(std::span<const std::uint32_t> counts, std::uint32_t strips);

    std::uint32_t strips() const { return m_strips; }
    std::size_t size() const { return m_place.size(); }
    std::uint32_t stripSize(std::uint32_t strip) const { return m_begin[strip + 1] - m_begin[strip]; }
    /// Of a strip, among all rows.
    std::uint32_t begin(std::uint32_t strip) const { return m_begin[strip]; }

    std::uint32_t strip(std::int32_t id) const { return m_place[static_cast<std::size_t>(id)].strip; }
    /// Within its strip.
    std::uint16_t local(std::int32_t id) const { return m_place[static_cast<std::size_t>(id)].local; }
    /// Among all rows.
    std::uint32_t row(std::int32_t id) const { return m_begin[strip(id)] + local(id); }

    /// A strip has at most so many.
    static constexpr std::uint32_t kMostRows = 65'536;

private:
    struct Place
    {
        std::uint16_t strip;
        std::uint16_t local;
    };

    std::uint32_t m_strips = 0;
    std::vector<std::uint32_t> m_begin; ///< strips + 1
    std::vector<Place> m_place;
};

} // namespace matinee
