#pragma once

#include <QRectF>
#include <QSizeF>

#include <cstdint>
#include <vector>

namespace matinee::ui {

/// Boxes in a hash of cells: whether a further one overlaps any of them.
class BoxSet
{
public:
    /// \param cell about as large as the boxes
    explicit BoxSet(QSizeF cell);

    bool overlaps(const QRectF& box) const;
    void insert(const QRectF& box);

private:
    struct Entry
    {
        std::uint64_t cell = 0;
        std::int32_t box = -1; ///< -1: free
    };

    std::uint64_t hash(std::uint64_t cell) const;
    void place(std::uint64_t cell, std::int32_t box);
    void grow();
    template <class Visit>
    static bool anyCell(const QRectF& box, const QSizeF& size, const Visit& visit);

    QSizeF m_cell;
    std::vector<QRectF> m_boxes;
    std::vector<Entry> m_table; ///< open addressing: a cell's boxes follow each other, with others between
    std::size_t m_used = 0;
};

} // namespace matinee::ui
