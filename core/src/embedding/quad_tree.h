#pragma once

#include "embedding/kernels/tsne_kernels.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace matinee {

/// Points of the plane in a quadtree, for sums over all pairs in which what is far counts as one (Barnes, Hut 1986).
/// The points lie in the order of a space-filling curve, so that any run of them is near together.
class QuadTree
{
public:
    struct Box
    {
        float left;
        float right;
        float bottom;
        float top;
    };

    /// \param positions x and y of each of count points in turn
    void build(const float* positions, std::size_t count);

    std::size_t size() const { return m_order.size(); }
    /// Which point is the one at each place in the tree's order.
    const std::vector<std::int32_t>& order() const { return m_order; }
    /// Coordinates in the tree's order; after the last, so many zeros that eight can be read from any place.
    const float* x() const { return m_x.data(); }
    const float* y() const { return m_y.data(); }
    Box boxOf(std::size_t begin, std::size_t end) const;

    /// Gives all that acts on targets inside the box: cells whose width is less than angle times their distance from
    /// it, and the single points of nearer ones.
    void repellers(const Box& targets, float angle, std::vector<kernels::Repeller>& found) const;

private:
    struct Cell
    {
        kernels::Repeller all; ///< its points as one
        float squaredWidth;    ///< of the longer side of the points' own box
        std::int32_t begin;    ///< of its points
        std::int32_t end;
        std::int32_t next; ///< the cell after its last descendant
        bool isLeaf;
    };
    struct Content;

    void sortByCurve(const float* positions, std::size_t count);
    Content addCell(std::size_t begin, std::size_t end, int level);

    std::vector<Cell> m_cells; ///< each before its descendants
    std::vector<std::uint64_t> m_keys;
    std::vector<std::uint64_t> m_sorting;
    std::vector<std::int32_t> m_order;
    std::vector<float> m_x;
    std::vector<float> m_y;
};

} // namespace matinee
