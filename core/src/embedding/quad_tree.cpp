#include "embedding/quad_tree.h"

#include <algorithm>
#include <array>

namespace matinee {

namespace {

constexpr int kLevels = 16; // bits of a coordinate in the curve
constexpr std::size_t kLeaf = 8;
constexpr std::size_t kPadding = 8;

/// The place along Hilbert's curve of a point of the 2^16 x 2^16 grid. Two bits a level, the coarsest first, so that a
/// run of equal leading bits is a square, as in a quadtree.
std::uint32_t hilbertPlace(std::uint32_t x, std::uint32_t y)
{
    // For each orientation of the curve and quadrant (2 x + y): its rank, and the orientation within it.
    struct Step
    {
        std::uint8_t rank;
        std::uint8_t orientation;
    };
    constexpr Step kSteps[4][4] = {{{0, 1}, {1, 0}, {3, 3}, {2, 0}},
                                   {{0, 0}, {3, 2}, {1, 1}, {2, 1}},
                                   {{2, 2}, {3, 1}, {1, 2}, {0, 3}},
                                   {{2, 3}, {1, 3}, {3, 0}, {0, 2}}};
    std::uint32_t place = 0;
    std::uint32_t orientation = 0;
    for (int level = kLevels - 1; level >= 0; --level) {
        const Step step = kSteps[orientation][2 * ((x >> level) & 1U) + ((y >> level) & 1U)];
        place = place << 2U | step.rank;
        orientation = step.orientation;
    }
    return place;
}

} // namespace

/// What a cell needs to know of those within it.
struct QuadTree::Content
{
    double x = 0; ///< sums
    double y = 0;
    Box box;
};

void QuadTree::build(const float* positions, std::size_t count)
{
    m_cells.clear();
    sortByCurve(positions, count);
    if (count > 0)
        addCell(0, count, 0);
}

void QuadTree::sortByCurve(const float* positions, std::size_t count)
{
    m_keys.resize(count);
    m_sorting.resize(count);
    m_order.resize(count);
    m_x.assign(count + kPadding, 0.0F);
    m_y.assign(count + kPadding, 0.0F);
    if (count == 0)
        return;
    Box all{positions[0], positions[0], positions[1], positions[1]};
    for (std::size_t i = 0; i < count; ++i) {
        all.left = std::min(all.left, positions[2 * i]);
        all.right = std::max(all.right, positions[2 * i]);
        all.bottom = std::min(all.bottom, positions[2 * i + 1]);
        all.top = std::max(all.top, positions[2 * i + 1]);
    }
    const float side = std::max(all.right - all.left, all.top - all.bottom);
    constexpr auto kLast = static_cast<float>((1 << kLevels) - 1);
    const float scale = side > 0 ? kLast / side : 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto gridX = static_cast<std::uint32_t>(std::min((positions[2 * i] - all.left) * scale, kLast));
        const auto gridY = static_cast<std::uint32_t>(std::min((positions[2 * i + 1] - all.bottom) * scale, kLast));
        m_keys[i] = std::uint64_t{hilbertPlace(gridX, gridY)} << 32U | i;
    }
    // By place in three passes over eleven bits of it, each of which keeps the order of the one before.
    constexpr int kBits = 11;
    constexpr std::size_t kBuckets = std::size_t{1} << kBits;
    for (int shift = 32; shift < 64; shift += kBits) {
        std::array<std::uint32_t, kBuckets> starts{};
        for (const auto key : m_keys)
            ++starts[key >> shift & (kBuckets - 1)];
        std::uint32_t start = 0;
        for (auto& bucket : starts) {
            const auto size = bucket;
            bucket = start;
            start += size;
        }
        for (const auto key : m_keys)
            m_sorting[starts[key >> shift & (kBuckets - 1)]++] = key;
        m_keys.swap(m_sorting);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto point = static_cast<std::uint32_t>(m_keys[i]);
        m_order[i] = static_cast<std::int32_t>(point);
        m_x[i] = positions[2 * std::size_t{point}];
        m_y[i] = positions[2 * std::size_t{point} + 1];
    }
}

QuadTree::Content QuadTree::addCell(std::size_t begin, std::size_t end, int level)
{
    const auto quadrantAt = [this](std::size_t i, int at) { return m_keys[i] >> (62 - 2 * at) & 3U; };
    // A cell with all points in one quadrant would tell nothing that the quadrant does not.
    while (level < kLevels && quadrantAt(begin, level) == quadrantAt(end - 1, level))
        ++level;
    const bool isLeaf = end - begin <= kLeaf || level == kLevels;
    const std::size_t number = m_cells.size();
    m_cells.push_back({});
    Content content;
    if (isLeaf) {
        content.box = boxOf(begin, end);
        for (std::size_t i = begin; i < end; ++i) {
            content.x += m_x[i];
            content.y += m_y[i];
        }
    } else {
        for (std::size_t from = begin; from < end;) {
            const auto quadrant = quadrantAt(from, level);
            std::size_t to = from + 1;
            for (std::size_t beyond = end; to < beyond;) { // their keys are sorted
                const std::size_t middle = (to + beyond) / 2;
                (quadrantAt(middle, level) == quadrant ? to : beyond) =
                    quadrantAt(middle, level) == quadrant ? middle + 1 : middle;
            }
            const Content part = addCell(from, to, level + 1);
            if (from == begin) {
                content = part;
            } else {
                content.x += part.x;
                content.y += part.y;
                content.box = {std::min(content.box.left, part.box.left), std::max(content.box.right, part.box.right),
                               std::min(content.box.bottom, part.box.bottom), std::max(content.box.top, part.box.top)};
            }
            from = to;
        }
    }
    const auto count = static_cast<double>(end - begin);
    const float width = std::max(content.box.right - content.box.left, content.box.top - content.box.bottom);
    m_cells[number] = {.all = {static_cast<float>(content.x / count), static_cast<float>(content.y / count),
                               static_cast<float>(count)},
                       .squaredWidth = width * width,
                       .begin = static_cast<std::int32_t>(begin),
                       .end = static_cast<std::int32_t>(end),
                       .next = static_cast<std::int32_t>(m_cells.size()),
                       .isLeaf = isLeaf};
    return content;
}

QuadTree::Box QuadTree::boxOf(std::size_t begin, std::size_t end) const
{
    Box box{m_x[begin], m_x[begin], m_y[begin], m_y[begin]};
    for (std::size_t i = begin + 1; i < end; ++i) {
        box.left = std::min(box.left, m_x[i]);
        box.right = std::max(box.right, m_x[i]);
        box.bottom = std::min(box.bottom, m_y[i]);
        box.top = std::max(box.top, m_y[i]);
    }
    return box;
}

void QuadTree::repellers(const Box& targets, float angle, std::vector<kernels::Repeller>& found) const
{
    found.clear();
    const float squaredAngle = angle * angle;
    const auto cells = m_cells.size();
    std::size_t c = 0;
    while (c < cells) {
        const Cell& cell = m_cells[c];
        const float dx = std::max({targets.left - cell.all.x, cell.all.x - targets.right, 0.0F});
        const float dy = std::max({targets.bottom - cell.all.y, cell.all.y - targets.top, 0.0F});
        if (cell.squaredWidth < squaredAngle * (dx * dx + dy * dy)) {
            found.push_back(cell.all);
            c = static_cast<std::size_t>(cell.next);
        } else if (cell.isLeaf) {
            for (auto i = static_cast<std::size_t>(cell.begin); i < static_cast<std::size_t>(cell.end); ++i)
                found.push_back({m_x[i], m_y[i], 1});
            c = static_cast<std::size_t>(cell.next);
        } else {
            ++c;
        }
    }
}

} // namespace matinee
