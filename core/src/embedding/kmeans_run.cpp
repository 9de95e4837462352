#include "embedding/kmeans_run.h"

#include "support/parallel.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

/// Rows that one thread goes through at a time: whole tiles.
constexpr std::size_t kChunk = 32 * kernels::kTileRows;

// More than rounding can take away.
constexpr float kUp = 1 + 4 * std::numeric_limits<float>::epsilon();
constexpr float kDown = 1 - 4 * std::numeric_limits<float>::epsilon();

std::size_t chunksOf(std::size_t rows)
{
    return (rows + kChunk - 1) / kChunk;
}

} // namespace

KMeansRun::KMeansRun(const KMeansPoints& points, const KMeansPlan& plan, const RunContext& context)
    : m_points(points)
    , m_plan(plan)
    , m_context(context)
    , m_kernels(kernels::distanceKernels())
    , m_clusters(plan.clusters)
    , m_columns(points.columns())
    , m_slack(static_cast<float>(points.columns() + 8) * std::numeric_limits<float>::epsilon())
    , m_sums(m_clusters * m_columns)
    , m_sizes(m_clusters)
    , m_rounded(m_clusters * points.stride())
    , m_scaled(m_clusters * m_columns)
    , m_norms(m_clusters)
    , m_moved(m_clusters)
    , m_othersMoved(m_clusters)
    , m_halfApart(m_clusters)
    , m_assignment(points.rows())
    , m_upper(points.tiles().count() * kernels::kTileRows)
    , m_lower(m_upper.size())
    , m_moves(chunksOf(points.rows()))
    , m_scratch(static_cast<std::size_t>(std::max(context.threads, 1)))
{
    for (auto& scratch : m_scratch)
        scratch.tile = AlignedArray<float>(kernels::kTileRows * m_columns);
}

KMeansOutcome KMeansRun::run(std::vector<double> centroids)
{
    m_centroids = std::move(centroids);
    std::fill(m_assignment.begin(), m_assignment.end(), -1);
    placeCentroids();
    int iteration = 0;
    bool settled = false;
    while (iteration < m_plan.maximumIterations && !settled) {
        const bool changed = assign();
        ++iteration;
        const double movement = updateCentroids();
        settled = !changed || movement <= m_plan.tolerance;
    }
    // The rows follow the last move of the centroids; where one lost all its rows, it gets one of its own.
    assign();
    for (const auto& [cluster, row] : m_reseeded) {
        const auto first = static_cast<std::size_t>(cluster) * m_columns;
        std::copy_n(m_points.row(static_cast<std::size_t>(row)), m_columns,
                    m_centroids.begin() + static_cast<std::ptrdiff_t>(first));
    }
    if (!m_reseeded.empty())
        placeCentroids();
    const auto squared = ownDistances();
    const double inertia =
        std::accumulate(squared.begin(), squared.end(), 0.0, [](double sum, float d) { return sum + double(d); });
    return {m_assignment, m_centroids, inertia, iteration};
}

/// Rounds the centroids for the kernels, and measures how far they went by what the kernels see.
void KMeansRun::placeCentroids()
{
    float farthest = 0;
    float next = 0;
    std::size_t farthestCluster = 0;
    m_largestNorm = 0;
    for (std::size_t c = 0; c < m_clusters; ++c) {
        float* rounded = m_rounded.data() + c * m_points.stride();
        double norm = 0;
        double moved = 0;
        for (std::size_t j = 0; j < m_columns; ++j) {
            const auto value = static_cast<float>(m_centroids[c * m_columns + j]);
            const double step = double(value) - double(rounded[j]);
            moved += step * step;
            norm += double(value) * double(value);
            rounded[j] = value;
            m_scaled[c * m_columns + j] = -2 * value;
        }
        m_norms[c] = static_cast<float>(norm);
        m_largestNorm = std::max(m_largestNorm, m_norms[c]);
        m_moved[c] = static_cast<float>(std::sqrt(moved)) * kUp;
        if (m_moved[c] > farthest) {
            next = farthest;
            farthest = m_moved[c];
            farthestCluster = c;
        } else {
            next = std::max(next, m_moved[c]);
        }
    }
    std::fill(m_othersMoved.begin(), m_othersMoved.end(), farthest);
    m_othersMoved[farthestCluster] = next;
}

kernels::RowBounds KMeansRun::bounds()
{
    return {.assignment = m_assignment.data(),
            .norms = m_points.norms(),
            .slack = m_slack,
            .largestNorm = m_largestNorm,
            .moved = m_moved.data(),
            .othersMoved = m_othersMoved.data(),
            .halfApart = m_halfApart.data(),
            .upper = m_upper.data(),
            .lower = m_lower.data()};
}

void KMeansRun::separateCentroids()
{
    const auto stride = m_points.stride();
    parallelFor(tilesFor(m_clusters), 1, m_context.threads, [&](std::size_t t, std::size_t, int worker) {
        m_context.throwIfStopped();
        const auto first = t * kernels::kTileRows;
        const auto count = std::min(kernels::kTileRows, m_clusters - first);
        float* tile = m_scratch[static_cast<std::size_t>(worker)].tile.data();
        fillTile(tile, m_columns, count, [&](std::size_t i) { return m_rounded.data() + (first + i) * stride; });
        std::int32_t nearest[kernels::kTileRows];
        float best[kernels::kTileRows];
        float second[kernels::kTileRows];
        m_kernels.nearestTwo(tile, m_columns, m_scaled.data(), m_norms.data(), m_clusters, nearest, best, second);
        for (std::size_t i = 0; i < count; ++i) {
            const auto c = first + i;
            // The nearest is the centroid itself, or one at the same place.
            const float squared = second[i] + m_norms[c] - m_slack * (m_norms[c] + m_largestNorm);
            m_halfApart[c] = squared > 0 ? 0.5F * std::sqrt(squared) * kDown : 0;
        }
    });
}

/// Every row to its nearest centroid (of equal ones the lower number). \return whether any row moved.
bool KMeansRun::assign()
{
    const bool first = m_assignment.front() < 0;
    if (m_plan.bounds && !first)
        separateCentroids();
    for (auto& moves : m_moves)
        moves.clear();
    parallelFor(m_points.rows(), kChunk, m_context.threads, [&](std::size_t begin, std::size_t end, int worker) {
        m_context.throwIfStopped();
        assignChunk(begin, end, m_scratch[static_cast<std::size_t>(worker)], m_moves[begin / kChunk]);
    });

    if (first)
        std::fill(m_sizes.begin(), m_sizes.end(), 0);
    std::size_t moved = 0;
    for (const auto& moves : m_moves) {
        moved += moves.size();
        for (const Move move : moves) {
            ++m_sizes[static_cast<std::size_t>(m_assignment[static_cast<std::size_t>(move.row)])];
            if (move.from >= 0)
                --m_sizes[static_cast<std::size_t>(move.from)];
        }
    }
    const bool filled = fillEmptyClusters();
    // A few moves are made up for; the sums of many are quicker anew, on all threads.
    if (moved > m_points.rows() / 8 || filled)
        sumRows();
    else
        moveSums();
    return moved > 0 || filled;
}

void KMeansRun::assignChunk(std::size_t begin, std::size_t end, Scratch& scratch, std::vector<Move>& moves)
{
    if (m_plan.bounds && m_assignment[begin] >= 0)
        assignOpen(begin, end, scratch, moves);
    else
        assignAll(begin, end, moves);
}

void KMeansRun::assignAll(std::size_t begin, std::size_t end, std::vector<Move>& moves)
{
    std::int32_t nearest[kernels::kTileRows];
    float best[kernels::kTileRows];
    float second[kernels::kTileRows];
    for (std::size_t first = begin; first < end; first += kernels::kTileRows) {
        m_kernels.nearestTwo(m_points.tiles().tile(first / kernels::kTileRows), m_columns, m_scaled.data(),
                             m_norms.data(), m_clusters, nearest, best, second);
        if (m_plan.bounds)
            m_kernels.boundsOfTile(m_points.norms() + first, m_slack, m_largestNorm, best, second,
                                   m_upper.data() + first, m_lower.data() + first);
        const auto count = std::min(kernels::kTileRows, end - first);
        for (std::size_t i = 0; i < count; ++i) {
            auto& cluster = m_assignment[first + i];
            if (cluster != nearest[i]) {
                moves.push_back({static_cast<std::int32_t>(first + i), cluster});
                cluster = nearest[i];
            }
        }
    }
}

/// Looks at the rows only that their bounds leave open.
void KMeansRun::assignOpen(std::size_t begin, std::size_t end, Scratch& scratch, std::vector<Move>& moves)
{
    const auto bounds = this->bounds();
    auto& rows = scratch.rows;
    rows.resize(kChunk);
    scratch.squared.resize(kChunk);
    auto open = m_kernels.moveBounds(bounds, begin, end, rows.data());
    // To pick rows out costs as much as two of three distances to all centroids.
    if (3 * open > 2 * (end - begin)) {
        assignAll(begin, end, moves);
        return;
    }
    // Most of those are settled by the distance to their own centroid.
    m_kernels.ownDistances(m_points.data(), m_rounded.data(), m_points.stride(), rows.data(), open, m_assignment.data(),
                           scratch.squared.data());
    open = m_kernels.tightenBounds(bounds, scratch.squared.data(), rows.data(), open);

    std::int32_t nearest[kernels::kTileRows];
    float norms[kernels::kTileRows] = {};
    float best[kernels::kTileRows];
    float second[kernels::kTileRows];
    float upper[kernels::kTileRows];
    float lower[kernels::kTileRows];
    for (std::size_t first = 0; first < open; first += kernels::kTileRows) {
        const auto count = std::min(kernels::kTileRows, open - first);
        const auto rowAt = [&](std::size_t i) { return static_cast<std::size_t>(rows[first + i]); };
        fillTile(scratch.tile.data(), m_columns, count, [&](std::size_t i) { return m_points.row(rowAt(i)); });
        for (std::size_t i = 0; i < count; ++i)
            norms[i] = m_points.norms()[rowAt(i)];
        m_kernels.nearestTwo(scratch.tile.data(), m_columns, m_scaled.data(), m_norms.data(), m_clusters, nearest, best,
                             second);
        m_kernels.boundsOfTile(norms, m_slack, m_largestNorm, best, second, upper, lower);
        for (std::size_t i = 0; i < count; ++i) {
            const auto row = rowAt(i);
            m_upper[row] = upper[i];
            m_lower[row] = lower[i];
            auto& cluster = m_assignment[row];
            if (cluster != nearest[i]) {
                moves.push_back({static_cast<std::int32_t>(row), cluster});
                cluster = nearest[i];
            }
        }
    }
}

std::vector<float> KMeansRun::ownDistances()
{
    std::vector<float> squared(m_points.rows());
    parallelFor(m_points.rows(), kChunk, m_context.threads, [&](std::size_t begin, std::size_t end, int worker) {
        m_context.throwIfStopped();
        auto& rows = m_scratch[static_cast<std::size_t>(worker)].rows;
        rows.resize(end - begin);
        std::iota(rows.begin(), rows.end(), static_cast<std::int32_t>(begin));
        m_kernels.ownDistances(m_points.data(), m_rounded.data(), m_points.stride(), rows.data(), rows.size(),
                               m_assignment.data(), squared.data() + begin);
    });
    return squared;
}

/// Gives each empty cluster the row farthest from its centroid, out of clusters that keep a row.
bool KMeansRun::fillEmptyClusters()
{
    m_reseeded.clear();
    if (std::find(m_sizes.begin(), m_sizes.end(), 0) == m_sizes.end())
        return false;
    const auto squared = ownDistances();
    std::vector<std::int32_t> order(m_points.rows());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&squared](std::int32_t a, std::int32_t b) {
        return squared[static_cast<std::size_t>(a)] > squared[static_cast<std::size_t>(b)];
    });
    auto next = order.begin();
    for (std::size_t cluster = 0; cluster < m_clusters; ++cluster) {
        if (m_sizes[cluster] > 0)
            continue;
        const auto sizeAround = [this](std::int32_t row) -> std::int64_t& {
            return m_sizes[static_cast<std::size_t>(m_assignment[static_cast<std::size_t>(row)])];
        };
        while (sizeAround(*next) < 2)
            ++next;
        const auto row = static_cast<std::size_t>(*next++);
        --sizeAround(static_cast<std::int32_t>(row));
        m_assignment[row] = static_cast<std::int32_t>(cluster);
        m_sizes[cluster] = 1;
        m_upper[row] = std::numeric_limits<float>::infinity(); // its bounds were of another centroid
        m_lower[row] = 0;
        m_reseeded.emplace_back(static_cast<std::int32_t>(cluster), static_cast<std::int32_t>(row));
    }
    return true;
}

void KMeansRun::sumRows()
{
    // Slots depend on the points alone, so that sums do not depend on the threads.
    const auto rows = m_points.rows();
    const auto slots = std::clamp<std::size_t>(rows / (8 * m_clusters), 1, 16);
    const auto each = (rows + slots - 1) / slots;
    std::vector<double> sums(slots * m_sums.size(), 0.0);
    parallelFor(slots, 1, m_context.threads, [&](std::size_t slot, std::size_t, int) {
        m_context.throwIfStopped();
        double* to = sums.data() + slot * m_sums.size();
        for (std::size_t row = slot * each; row < std::min(rows, (slot + 1) * each); ++row) {
            double* sum = to + static_cast<std::size_t>(m_assignment[row]) * m_columns;
            const float* values = m_points.row(row);
            for (std::size_t j = 0; j < m_columns; ++j)
                sum[j] += double(values[j]);
        }
    });
    std::copy_n(sums.begin(), m_sums.size(), m_sums.begin());
    for (std::size_t slot = 1; slot < slots; ++slot) {
        for (std::size_t i = 0; i < m_sums.size(); ++i)
            m_sums[i] += sums[slot * m_sums.size() + i];
    }
}

void KMeansRun::moveSums()
{
    for (const auto& moves : m_moves) {
        for (const Move move : moves) {
            const auto row = static_cast<std::size_t>(move.row);
            const float* values = m_points.row(row);
            double* to = m_sums.data() + static_cast<std::size_t>(m_assignment[row]) * m_columns;
            double* from = m_sums.data() + static_cast<std::size_t>(move.from) * m_columns;
            for (std::size_t j = 0; j < m_columns; ++j) {
                to[j] += double(values[j]);
                from[j] -= double(values[j]);
            }
        }
    }
}

/// To the means of their rows, or to the means' directions. \return the sum of the squared movements
double KMeansRun::updateCentroids()
{
    double movement = 0;
    for (std::size_t c = 0; c < m_clusters; ++c) {
        const double* sum = m_sums.data() + c * m_columns;
        double scale = 1 / static_cast<double>(m_sizes[c]);
        if (m_points.isCosine()) {
            double squared = 0;
            for (std::size_t j = 0; j < m_columns; ++j)
                squared += sum[j] * sum[j];
            if (!(squared > 1e-20)) // opposite rows: no direction is better than the one it had
                continue;
            scale = 1 / std::sqrt(squared);
        }
        for (std::size_t j = 0; j < m_columns; ++j) {
            double& centroid = m_centroids[c * m_columns + j];
            const double value = sum[j] * scale;
            movement += (value - centroid) * (value - centroid);
            centroid = value;
        }
    }
    placeCentroids();
    return movement;
}

} // namespace matinee
