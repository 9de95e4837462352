#include "embedding/finite.h"
#include "embedding/neighbour_search.h"
#include "support/parallel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

/// Differences that an exact search may take before an approximate one is preferred: some seconds of one core.
constexpr double kExactDifferences = 60e9;

NeighbourGraph exactNeighbours(const Matrix& queries, const Matrix& rows, std::size_t count, NeighbourMetric metric,
                               bool sameRows, const RunContext& context)
{
    const RowBlocks blocks(rows);
    NeighbourGraph graph{.rows = queries.rows, .count = count};
    graph.neighbours.resize(graph.rows * count);
    graph.distances.resize(graph.rows * count);
    const auto threads = static_cast<std::size_t>(std::max(1, context.threads));
    std::vector<std::vector<NearestKeys>> nearest(
        threads, std::vector<NearestKeys>(kSearchChunk, NearestKeys(count + sameRows)));
    std::vector<std::vector<float>> scratch(threads);
    const auto body = [&](std::size_t begin, std::size_t end, int worker) {
        const auto w = static_cast<std::size_t>(worker);
        const auto lists = std::span(nearest[w]).first(end - begin);
        offerRows(queries.row(begin).data(), lists, blocks, 0, scratch[w]);
        for (std::size_t r = begin; r < end; ++r)
            storeNeighbours(graph, r, sameRows ? static_cast<std::int64_t>(r) : -1, lists[r - begin].finish(), metric);
    };
    parallelFor(queries.rows, kSearchChunk, context.threads, body, [&](std::size_t started) {
        context.report(static_cast<double>(started) / static_cast<double>(queries.rows), "Looking for neighbours");
        context.throwIfStopped();
        return true;
    });
    return graph;
}

std::size_t checkedCount(int count, std::size_t available)
{
    if (count < 1)
        throw Error(ErrorCode::InvalidArgument, fmt::format("{} neighbours cannot be looked for.", count),
                    "neighbours");
    return std::min(static_cast<std::size_t>(count), available);
}

} // namespace

void offerRows(const float* queries, std::span<NearestKeys> nearest, const RowBlocks& blocks, std::size_t firstRow,
               std::vector<float>& scratch)
{
    const auto& kernels = kernels::neighbourKernels();
    const std::size_t step = blocks.blocksAtOnce();
    const std::size_t stride = step * RowBlocks::kRows;
    scratch.resize(kernels::kQueries * stride);
    for (std::size_t b = 0; b < blocks.blocks(); b += step) {
        const std::size_t some = std::min(step, blocks.blocks() - b);
        const std::size_t first = b * RowBlocks::kRows;
        const std::size_t valid = std::min(some * RowBlocks::kRows, blocks.rows() - first);
        for (std::size_t q = 0; q < nearest.size(); q += kernels::kQueries) {
            const std::size_t together = std::min(kernels::kQueries, nearest.size() - q);
            kernels.squaredDistances(queries + q * blocks.columns(), together, blocks.columns(), blocks.block(b), some,
                                     blocks.columns(), scratch.data(), stride);
            for (std::size_t i = 0; i < together; ++i) {
                NearestKeys& keys = nearest[q + i];
                // The kernel writes one key ahead of what it counts.
                keys.take(kernels.keysUpTo(scratch.data() + i * stride, valid, keys.bound(),
                                           static_cast<std::uint32_t>(firstRow + first), keys.room(valid + 1)));
            }
        }
    }
}

Matrix metricRows(const Matrix& points, NeighbourMetric metric)
{
    if (metric == NeighbourMetric::Euclidean)
        return points;
    const auto lengthOf = [&points](std::size_t r) {
        double squared = 0;
        for (const float value : points.row(r))
            squared += double(value) * value;
        return std::sqrt(squared);
    };
    bool zero = false;
    for (std::size_t r = 0; r < points.rows && !zero; ++r)
        zero = lengthOf(r) == 0;
    // Half of the squared distance of unit vectors is 1 - cosine. A row without direction gets one of its own, at right
    // angles to all others.
    Matrix rows(points.rows, points.columns + zero);
    for (std::size_t r = 0; r < points.rows; ++r) {
        const double length = lengthOf(r);
        const auto from = points.row(r);
        const auto to = rows.row(r);
        for (std::size_t c = 0; c < points.columns; ++c)
            to[c] = length > 0 ? static_cast<float>(from[c] / length) : 0;
        if (zero)
            to[points.columns] = length > 0 ? 0 : 1;
    }
    return rows;
}

void storeNeighbours(NeighbourGraph& graph, std::size_t row, std::int64_t self, std::span<const std::uint64_t> keys,
                     NeighbourMetric metric)
{
    std::size_t place = row * graph.count;
    const std::size_t end = place + graph.count;
    for (const auto key : keys) {
        if (place == end)
            break;
        if (NearestKeys::row(key) == self)
            continue;
        const float squared = NearestKeys::value(key);
        graph.neighbours[place] = NearestKeys::row(key);
        graph.distances[place] = metric == NeighbourMetric::Cosine ? squared / 2 : std::sqrt(squared);
        ++place;
    }
}

NeighbourGraph nearestNeighbours(const Matrix& points, int count, const NeighbourOptions& options,
                                 const RunContext& context)
{
    const std::size_t kept = checkedCount(count, points.rows > 0 ? points.rows - 1 : 0);
    requireFinite(points);
    if (kept == 0)
        return {.rows = points.rows};
    const Matrix rows = metricRows(points, options.metric);
    const double differences =
        static_cast<double>(rows.rows) * static_cast<double>(rows.rows) * static_cast<double>(rows.columns);
    const bool wanted = options.search == NeighbourSearch::Approximate ||
                        (options.search == NeighbourSearch::Automatic && differences > kExactDifferences);
    if (wanted && canApproximate(rows.rows, kept))
        return approximateNeighbours(rows, kept, options, context);
    return exactNeighbours(rows, rows, kept, options.metric, true, context);
}

NeighbourGraph nearestNeighboursOf(const Matrix& queries, const Matrix& points, int count, NeighbourMetric metric,
                                   const RunContext& context)
{
    if (queries.columns != points.columns)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("Rows of {} and of {} numbers have no distance.", queries.columns, points.columns));
    const std::size_t kept = checkedCount(count, points.rows);
    requireFinite(points);
    requireFinite(queries);
    if (kept == 0)
        return {.rows = queries.rows};
    // Together, so that both know of rows without direction.
    Matrix both(points.rows + queries.rows, points.columns);
    std::copy(points.values.begin(), points.values.end(), both.values.begin());
    std::copy(queries.values.begin(), queries.values.end(),
              both.values.begin() + static_cast<std::ptrdiff_t>(points.values.size()));
    both = metricRows(both, metric);
    Matrix rows(points.rows, both.columns);
    Matrix asked(queries.rows, both.columns);
    const auto middle = both.values.begin() + static_cast<std::ptrdiff_t>(rows.values.size());
    std::copy(both.values.begin(), middle, rows.values.begin());
    std::copy(middle, both.values.end(), asked.values.begin());
    return exactNeighbours(asked, rows, kept, metric, false, context);
}

} // namespace matinee
