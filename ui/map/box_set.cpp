#include "ui/map/box_set.h"

#include <cmath>

namespace matinee::ui {

BoxSet::BoxSet(QSizeF cell)
    : m_cell(cell)
    , m_table(1024)
{}

std::uint64_t BoxSet::hash(std::uint64_t cell) const
{
    // Fibonacci hashing: the upper bits of the product are well mixed.
    return (cell * 0x9E3779B97F4A7C15ULL >> 20) & (m_table.size() - 1);
}

template <class Visit>
bool BoxSet::anyCell(const QRectF& box, const QSizeF& size, const Visit& visit)
{
    const auto index = [](double v, double step) { return static_cast<std::int32_t>(std::floor(v / step)); };
    const auto right = index(box.right(), size.width());
    const auto bottom = index(box.bottom(), size.height());
    for (auto y = index(box.top(), size.height()); y <= bottom; ++y) {
        for (auto x = index(box.left(), size.width()); x <= right; ++x) {
            if (visit(std::uint64_t{static_cast<std::uint32_t>(y)} << 32 | static_cast<std::uint32_t>(x)))
                return true;
        }
    }
    return false;
}

bool BoxSet::overlaps(const QRectF& box) const
{
    return anyCell(box, m_cell, [&](std::uint64_t cell) {
        for (std::uint64_t at = hash(cell); m_table[at].box >= 0; at = (at + 1) & (m_table.size() - 1)) {
            if (m_table[at].cell == cell && m_boxes[static_cast<std::size_t>(m_table[at].box)].intersects(box))
                return true;
        }
        return false;
    });
}

void BoxSet::insert(const QRectF& box)
{
    const auto index = static_cast<std::int32_t>(m_boxes.size());
    m_boxes.push_back(box);
    anyCell(box, m_cell, [&](std::uint64_t cell) {
        if (2 * (m_used + 1) > m_table.size())
            grow();
        place(cell, index);
        return false;
    });
}

void BoxSet::place(std::uint64_t cell, std::int32_t box)
{
    std::uint64_t at = hash(cell);
    while (m_table[at].box >= 0)
        at = (at + 1) & (m_table.size() - 1);
    m_table[at] = {cell, box};
    ++m_used;
}

void BoxSet::grow()
{
    std::vector<Entry> old(m_table.size() * 4);
    old.swap(m_table);
    m_used = 0;
    for (const Entry& entry : old) {
        if (entry.box >= 0)
            place(entry.cell, entry.box);
    }
}

} // namespace matinee::ui
