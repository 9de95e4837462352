#include "embedding/neighbour_search.h"
#include "support/parallel.h"

#include <matinee/random.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

namespace matinee {

namespace {

constexpr std::size_t kCellRows = 256;   ///< of a cell, on average
constexpr std::size_t kProbes = 16;      ///< cells that a row looks into
constexpr std::size_t kSampledRows = 32; ///< for each centroid
constexpr int kCentroidSteps = 4;
constexpr int kRefinements = 2;

/// Progress of several loops as one, and the stop.
class Stages
{
public:
    Stages(const RunContext& context, int stages)
        : m_context(context)
        , m_stages(stages)
    {}

    /// Calls body for [0, count) on all threads.
    template <class Body>
    void run(std::size_t count, const Body& body)
    {
        parallelFor(count, kSearchChunk, m_context.threads, body, [&](std::size_t started) {
            m_context.report((m_done + static_cast<double>(started) / static_cast<double>(count)) / m_stages,
                             "Looking for neighbours");
            m_context.throwIfStopped();
            return true;
        });
        ++m_done;
    }

private:
    const RunContext& m_context;
    double m_done = 0;
    int m_stages;
};

/// The nearest few of the blocks' rows of each row, count numbers a row, nearest first.
std::vector<std::int32_t> nearestOf(const Matrix& rows, const RowBlocks& blocks, std::size_t count, int threads,
                                    Stages& stages)
{
    std::vector<std::int32_t> found(rows.rows * count);
    std::vector<std::vector<NearestKeys>> nearest(static_cast<std::size_t>(std::max(1, threads)),
                                                  std::vector<NearestKeys>(kSearchChunk, NearestKeys(count)));
    stages.run(rows.rows, [&](std::size_t begin, std::size_t end, int worker) {
        std::vector<float> scratch;
        const auto lists = std::span(nearest[static_cast<std::size_t>(worker)]).first(end - begin);
        offerRows(rows.row(begin).data(), lists, blocks, 0, scratch);
        for (std::size_t r = begin; r < end; ++r) {
            const auto keys = lists[r - begin].finish();
            std::transform(keys.begin(), keys.end(), found.begin() + static_cast<std::ptrdiff_t>(r * count),
                           &NearestKeys::row);
        }
    });
    return found;
}

Matrix someRows(const Matrix& rows, std::span<const std::int32_t> which)
{
    Matrix some(which.size(), rows.columns);
    for (std::size_t i = 0; i < which.size(); ++i) {
        const auto from = rows.row(static_cast<std::size_t>(which[i]));
        std::copy(from.begin(), from.end(), some.row(i).begin());
    }
    return some;
}

/// Centroids of cells: a few steps of Lloyd's k-means on a sample.
Matrix cellCentroids(const Matrix& rows, std::size_t cells, Random& random, int threads, Stages& stages)
{
    std::vector<std::int32_t> order(rows.rows);
    std::iota(order.begin(), order.end(), 0);
    random.shuffle(order.begin(), order.end());
    const Matrix sample = someRows(rows, std::span(order).first(std::min(rows.rows, cells * kSampledRows)));
    Matrix centroids = someRows(rows, std::span(order).first(cells));
    for (int step = 0; step < kCentroidSteps; ++step) {
        const auto cellOf = nearestOf(sample, RowBlocks(centroids), 1, threads, stages);
        std::vector<double> sums(cells * rows.columns);
        std::vector<std::size_t> sizes(cells);
        for (std::size_t r = 0; r < sample.rows; ++r) {
            const auto cell = static_cast<std::size_t>(cellOf[r]);
            ++sizes[cell];
            for (std::size_t c = 0; c < rows.columns; ++c)
                sums[cell * rows.columns + c] += sample.row(r)[c];
        }
        for (std::size_t cell = 0; cell < cells; ++cell) {
            for (std::size_t c = 0; c < rows.columns && sizes[cell] > 0; ++c)
                centroids.row(cell)[c] =
                    static_cast<float>(sums[cell * rows.columns + c] / static_cast<double>(sizes[cell]));
        }
    }
    return centroids;
}

/// Neighbours by squared distance, rows numbered cell by cell, where near rows are near in memory.
using Keys = std::vector<std::uint64_t>;

/// Offers each row the neighbours of its neighbours and of the rows whose neighbour it is.
Keys refined(const Matrix& rows, const Keys& keys, std::size_t count, int threads, Stages& stages)
{
    const auto& kernels = kernels::neighbourKernels();
    // Of those whose neighbour a row is, the first count.
    std::vector<std::int32_t> reverse(keys.size());
    std::vector<std::size_t> reverseSize(rows.rows);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto to = static_cast<std::size_t>(NearestKeys::row(keys[i]));
        if (reverseSize[to] < count)
            reverse[to * count + reverseSize[to]++] = static_cast<std::int32_t>(i / count);
    }
    Keys better(keys.size());
    std::vector<std::vector<std::size_t>> seenBy(static_cast<std::size_t>(std::max(1, threads)),
                                                 std::vector<std::size_t>(rows.rows, SIZE_MAX));
    stages.run(rows.rows, [&](std::size_t begin, std::size_t end, int worker) {
        auto& seen = seenBy[static_cast<std::size_t>(worker)];
        std::vector<std::uint64_t> found;
        for (std::size_t r = begin; r < end; ++r) {
            const auto first = keys.begin() + static_cast<std::ptrdiff_t>(r * count);
            found.assign(first, first + static_cast<std::ptrdiff_t>(count));
            const std::uint64_t farthest = found.back();
            seen[r] = r;
            for (const auto key : found)
                seen[static_cast<std::size_t>(NearestKeys::row(key))] = r;
            const auto offer = [&](std::int32_t other) {
                const auto o = static_cast<std::size_t>(other);
                if (std::exchange(seen[o], r) == r)
                    return;
                const float squared = kernels.squaredDistance(rows.row(r).data(), rows.row(o).data(), rows.columns);
                const std::uint64_t key =
                    std::uint64_t{std::bit_cast<std::uint32_t>(squared)} << 32 | static_cast<std::uint32_t>(other);
                if (key < farthest)
                    found.push_back(key);
            };
            const auto offerNeighboursOf = [&](std::int32_t middle) {
                const std::size_t place = static_cast<std::size_t>(middle) * count;
                for (std::size_t n = 0; n < count; ++n)
                    offer(NearestKeys::row(keys[place + n]));
            };
            for (std::size_t n = 0; n < count; ++n)
                offerNeighboursOf(NearestKeys::row(keys[r * count + n]));
            for (std::size_t n = 0; n < reverseSize[r]; ++n) {
                offer(reverse[r * count + n]);
                offerNeighboursOf(reverse[r * count + n]);
            }
            std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end());
            std::copy_n(found.begin(), count, better.begin() + static_cast<std::ptrdiff_t>(r * count));
        }
    });
    return better;
}

/// The rows in the order of their cells, and what the cells hold.
struct Cells
{
    std::vector<std::int32_t> order;  ///< row of each place
    std::vector<std::size_t> begin;   ///< place at which each cell begins, and the end
    std::vector<std::int32_t> probes; ///< of each row, the cells nearest to it
    std::size_t probeCount = 0;
};

Cells divide(const Matrix& rows, std::size_t count, const NeighbourOptions& options, int threads, Stages& stages)
{
    const std::size_t cellCount = std::max<std::size_t>(1, rows.rows / kCellRows);
    Random random(options.seed);
    const Matrix centroids = cellCentroids(rows, cellCount, random, threads, stages);
    Cells cells;
    cells.probeCount = std::min(cellCount, std::max(kProbes, 4 * count / kCellRows));
    cells.probes = nearestOf(rows, RowBlocks(centroids), cells.probeCount, threads, stages);
    const auto cellOf = [&](std::int32_t row) {
        return static_cast<std::size_t>(cells.probes[static_cast<std::size_t>(row) * cells.probeCount]);
    };
    cells.order.resize(rows.rows);
    std::iota(cells.order.begin(), cells.order.end(), 0);
    std::stable_sort(cells.order.begin(), cells.order.end(),
                     [&](std::int32_t a, std::int32_t b) { return cellOf(a) < cellOf(b); });
    cells.begin.assign(cellCount + 1, 0);
    for (const auto row : cells.order)
        ++cells.begin[cellOf(row) + 1];
    std::partial_sum(cells.begin.begin(), cells.begin.end(), cells.begin.begin());
    return cells;
}

/// What each row finds in the cells it looks into; rows as cells.order has them. The last of a row's keys are repeated
/// where it finds too few.
Keys lookIntoCells(const Matrix& rows, const Cells& cells, std::size_t count, int threads, Stages& stages)
{
    std::vector<RowBlocks> blocks;
    for (std::size_t c = 0; c + 1 < cells.begin.size(); ++c) {
        Matrix members(cells.begin[c + 1] - cells.begin[c], rows.columns);
        std::copy_n(rows.values.begin() + static_cast<std::ptrdiff_t>(cells.begin[c] * rows.columns),
                    members.values.size(), members.values.begin());
        blocks.emplace_back(members);
    }
    Keys keys(rows.rows * count);
    std::vector<NearestKeys> nearest(static_cast<std::size_t>(std::max(1, threads)), NearestKeys(count + 1));
    stages.run(rows.rows, [&](std::size_t begin, std::size_t end, int worker) {
        std::vector<float> scratch;
        NearestKeys& list = nearest[static_cast<std::size_t>(worker)];
        for (std::size_t place = begin; place < end; ++place) {
            const auto row = static_cast<std::size_t>(cells.order[place]);
            for (std::size_t p = 0; p < cells.probeCount; ++p) {
                const auto cell = static_cast<std::size_t>(cells.probes[row * cells.probeCount + p]);
                offerRows(rows.row(place).data(), std::span(&list, 1), blocks[cell], cells.begin[cell], scratch);
            }
            auto found = list.finish();
            std::erase_if(found,
                          [&](std::uint64_t key) { return static_cast<std::size_t>(NearestKeys::row(key)) == place; });
            for (std::size_t n = 0; n < count; ++n)
                keys[place * count + n] = found[std::min(n, found.size() - 1)];
        }
    });
    return keys;
}

} // namespace

bool canApproximate(std::size_t rows, std::size_t count)
{
    // Cells that a row looks into hold more rows than it wants, or it would find too few; and are few among all.
    return rows >= 4 * kProbes * kCellRows && 4 * count <= kProbes * kCellRows;
}

NeighbourGraph approximateNeighbours(const Matrix& rows, std::size_t count, const NeighbourOptions& options,
                                     const RunContext& context)
{
    Stages stages(context, kCentroidSteps + 2 + kRefinements);
    const Cells cells = divide(rows, count, options, context.threads, stages);
    const Matrix ordered = someRows(rows, cells.order);
    Keys keys = lookIntoCells(ordered, cells, count, context.threads, stages);
    for (int i = 0; i < kRefinements; ++i)
        keys = refined(ordered, keys, count, context.threads, stages);

    NeighbourGraph graph{.rows = rows.rows, .count = count, .exact = false};
    graph.neighbours.resize(rows.rows * count);
    graph.distances.resize(rows.rows * count);
    std::vector<std::uint64_t> ofRow(count);
    for (std::size_t place = 0; place < rows.rows; ++place) {
        for (std::size_t n = 0; n < count; ++n) {
            const std::uint64_t key = keys[place * count + n];
            const auto row = cells.order[static_cast<std::size_t>(NearestKeys::row(key))];
            ofRow[n] = (key >> 32) << 32 | static_cast<std::uint32_t>(row);
        }
        std::sort(ofRow.begin(), ofRow.end());
        storeNeighbours(graph, static_cast<std::size_t>(cells.order[place]), -1, ofRow, options.metric);
    }
    return graph;
}

} // namespace matinee
