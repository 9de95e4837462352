#include "embedding/finite.h"
#include "embedding/neighbour_search.h"
#include "support/parallel.h"

#include <matinee/map_quality.h>
#include <matinee/random.h>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace matinee {

namespace {

/// Squared distances of kQueries rows to all others, in one space.
struct Distances
{
    std::vector<float> values; ///< kQueries lines
    std::size_t stride = 0;

    void measure(const Matrix& points, const RowBlocks& blocks, std::span<const std::int32_t> rows)
    {
        const auto& kernels = kernels::neighbourKernels();
        stride = blocks.blocks() * RowBlocks::kRows;
        values.resize(kernels::kQueries * stride);
        std::vector<float> queries;
        for (const auto row : rows) {
            const auto from = points.row(static_cast<std::size_t>(row));
            queries.insert(queries.end(), from.begin(), from.end());
        }
        kernels.squaredDistances(queries.data(), rows.size(), points.columns, blocks.block(0), blocks.blocks(),
                                 points.columns, values.data(), stride);
    }
    std::span<const float> line(std::size_t query, std::size_t rows) const
    {
        return {values.data() + query * stride, rows};
    }
};

/// The rows of the nearest, self left out.
void nearestIn(std::span<const float> distances, std::int32_t self, NearestKeys& nearest, std::size_t count,
               std::vector<std::int32_t>& rows)
{
    constexpr std::size_t kAtOnce = 1024;
    const auto& kernels = kernels::neighbourKernels();
    for (std::size_t begin = 0; begin < distances.size(); begin += kAtOnce) {
        const std::size_t some = std::min(kAtOnce, distances.size() - begin);
        nearest.take(kernels.keysUpTo(distances.data() + begin, some, nearest.bound(),
                                      static_cast<std::uint32_t>(begin), nearest.room(some + 1)));
    }
    rows.clear();
    for (const auto key : nearest.finish()) {
        if (NearestKeys::row(key) != self && rows.size() < count)
            rows.push_back(NearestKeys::row(key));
    }
}

/// How far beyond the first count neighbours of self the rows are, all together; equal distances by row number.
double ranksBeyond(std::span<const float> distances, std::int32_t self, std::span<const std::int32_t> rows,
                   std::size_t count)
{
    const auto& kernels = kernels::neighbourKernels();
    double beyond = 0;
    for (const auto row : rows) {
        const auto r = static_cast<std::size_t>(row);
        const float distance = distances[r];
        // Rows before it at most as far, rows after it nearer; the row itself is no neighbour.
        std::size_t rank = 1 + kernels.countUpTo(distances.data(), r, distance) +
                           kernels.countBelow(distances.data() + r, distances.size() - r, distance);
        const float own = distances[static_cast<std::size_t>(self)];
        rank -= own < distance || (own == distance && self < row) ? 1 : 0;
        beyond += rank > count ? static_cast<double>(rank - count) : 0;
    }
    return beyond;
}

struct Sums
{
    double intruders = 0; ///< near in the plane, far in the original space
    double missing = 0;   ///< the other way round
};

} // namespace

MapQuality measureMap(const Matrix& points, const Projection& map, const MapQualityOptions& options,
                      const RunContext& context)
{
    const std::size_t rows = points.rows;
    if (map.x.size() != rows || map.y.size() != rows)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("A map of {} points does not show {} rows.", map.x.size(), rows));
    if (options.neighbours < 1 || 2 * static_cast<std::size_t>(options.neighbours) >= rows)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("A map of {} rows cannot be judged by {} neighbours: it must be fewer than half.", rows,
                                options.neighbours),
                    "neighbours");
    requireFinite(points);
    Matrix plane(rows, 2);
    for (std::size_t r = 0; r < rows; ++r) {
        plane.row(r)[0] = map.x[r];
        plane.row(r)[1] = map.y[r];
    }
    requireFinite(plane);

    MapQuality quality{.neighbours = options.neighbours, .rows = rows};
    quality.measured.resize(rows);
    std::iota(quality.measured.begin(), quality.measured.end(), 0);
    if (rows > options.exactUpTo) {
        Random random(options.seed);
        random.shuffle(quality.measured.begin(), quality.measured.end());
        quality.measured.resize(std::max<std::size_t>(options.exactUpTo, 1));
        std::sort(quality.measured.begin(), quality.measured.end());
    }
    quality.rowsMeasured = quality.measured.size();
    quality.preserved.resize(quality.rowsMeasured);

    const auto k = static_cast<std::size_t>(options.neighbours);
    const RowBlocks blocks(points);
    const RowBlocks planeBlocks(plane);
    const std::size_t chunks = (quality.rowsMeasured + kernels::kQueries - 1) / kernels::kQueries;
    std::vector<Sums> sums(chunks);
    const auto body = [&](std::size_t begin, std::size_t end, int) {
        Distances original;
        Distances drawn;
        NearestKeys nearest(k + 1);
        std::vector<std::int32_t> nearOriginally;
        std::vector<std::int32_t> nearInPlane;
        for (std::size_t first = begin; first < end; first += kernels::kQueries) {
            const auto some = std::span(quality.measured).subspan(first, std::min(kernels::kQueries, end - first));
            original.measure(points, blocks, some);
            drawn.measure(plane, planeBlocks, some);
            Sums& sum = sums[first / kernels::kQueries];
            for (std::size_t q = 0; q < some.size(); ++q) {
                const auto here = original.line(q, rows);
                const auto there = drawn.line(q, rows);
                nearestIn(here, some[q], nearest, k, nearOriginally);
                nearestIn(there, some[q], nearest, k, nearInPlane);
                sum.intruders += ranksBeyond(here, some[q], nearInPlane, k);
                sum.missing += ranksBeyond(there, some[q], nearOriginally, k);
                const auto kept = std::count_if(nearOriginally.begin(), nearOriginally.end(), [&](std::int32_t row) {
                    return std::find(nearInPlane.begin(), nearInPlane.end(), row) != nearInPlane.end();
                });
                quality.preserved[first + q] = static_cast<float>(kept) / static_cast<float>(k);
            }
        }
    };
    parallelFor(quality.rowsMeasured, kSearchChunk, context.threads, body, [&](std::size_t started) {
        context.report(static_cast<double>(started) / static_cast<double>(quality.rowsMeasured), "Judging the map");
        context.throwIfStopped();
        return true;
    });

    Sums total;
    for (const Sums& sum : sums) {
        total.intruders += sum.intruders;
        total.missing += sum.missing;
    }
    const auto n = static_cast<double>(rows);
    const auto kd = static_cast<double>(k);
    const double worst = static_cast<double>(quality.rowsMeasured) * kd * (2 * n - 3 * kd - 1) / 2;
    quality.trustworthiness = 1 - total.intruders / worst;
    quality.continuity = 1 - total.missing / worst;
    return quality;
}

} // namespace matinee
