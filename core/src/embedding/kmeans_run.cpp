#include "embedding/kmeans_run.h"

#include "support/parallel.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

/// Rows that one thread goes through at a time: whole tiles.
constexpr std::size_t kChunk = 32 * kernels::kTileRows;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
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
    , m_halfApart(m_clusters)
    , m_assignment(points.rows())
    , m_upper(points.rows())
    , m_lower(points.rows())
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
    m_farthest = 0;
    m_next = 0;
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
        if (m_moved[c] > m_farthest) {
            m_next = m_farthest;
            m_farthest = m_moved[c];
            m_farthestCluster = static_cast<std::int32_t>(c);
        } else {
            m_next = std::max(m_next, m_moved[c]);
        }
    }
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
    if (!m_plan.bounds || m_assignment[begin] < 0) {
        for (std::size_t row = begin; row < end; row += kernels::kTileRows) {
            assignTile(
                m_points.tiles().tile(row / kernels::kTileRows), std::min(kernels::kTileRows, end - row),
                [row](std::size_t i) { return row + i; }, moves);
        }
        return;
    }
    filterByBounds(begin, end, scratch);
    const auto& doubtful = scratch.doubtful;
    for (std::size_t i = 0; i < doubtful.size(); i += kernels::kTileRows) {
        const auto count = std::min(kernels::kTileRows, doubtful.size() - i);
        const auto rowAt = [&](std::size_t k) { return static_cast<std::size_t>(doubtful[i + k]); };
        fillTile(scratch.tile.data(), m_columns, count, [&](std::size_t k) { return m_points.row(rowAt(k)); });
        assignTile(scratch.tile.data(), count, rowAt, moves);
    }
}

/// Whether no other centroid can be as near as the own one, by more than rounding in the kernels could turn.
bool KMeansRun::decided(std::size_t row) const
{
    const float other = std::max(m_lower[row], m_halfApart[static_cast<std::size_t>(m_assignment[row])]);
    const float upper = m_upper[row];
    return other > upper && other * other - upper * upper > 4 * margin(row);
}

/// Lets the bounds follow the centroids and collects the rows that they leave open.
void KMeansRun::filterByBounds(std::size_t begin, std::size_t end, Scratch& scratch)
{
    auto& doubtful = scratch.doubtful;
    doubtful.clear();
    for (std::size_t row = begin; row < end; ++row) {
        const auto cluster = m_assignment[row];
        m_upper[row] = (m_upper[row] + m_moved[static_cast<std::size_t>(cluster)]) * kUp;
        m_lower[row] = (m_lower[row] - (cluster == m_farthestCluster ? m_next : m_farthest)) * kDown;
        if (!decided(row))
            doubtful.push_back(static_cast<std::int32_t>(row));
    }
    // Most of those are settled by their distance to their own centroid.
    scratch.squared.resize(doubtful.size());
    m_kernels.ownDistances(m_points.data(), m_rounded.data(), m_points.stride(), doubtful.data(), doubtful.size(),
                           m_assignment.data(), scratch.squared.data());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < doubtful.size(); ++i) {
        const auto row = static_cast<std::size_t>(doubtful[i]);
        m_upper[row] = std::sqrt(scratch.squared[i] + margin(row)) * kUp;
        if (!decided(row))
            doubtful[kept++] = doubtful[i];
    }
    doubtful.resize(kept);
}

template <class RowAt>
void KMeansRun::assignTile(const float* tile, std::size_t count, const RowAt& rowAt, std::vector<Move>& moves)
{
    std::int32_t nearest[kernels::kTileRows];
    float best[kernels::kTileRows];
    float second[kernels::kTileRows];
    m_kernels.nearestTwo(tile, m_columns, m_scaled.data(), m_norms.data(), m_clusters, nearest, best, second);
    for (std::size_t i = 0; i < count; ++i) {
        const auto row = rowAt(i);
        const float slack = margin(row);
        m_upper[row] = std::sqrt(std::max(0.0F, m_points.norm(row) + best[i]) + slack) * kUp;
        m_lower[row] = std::sqrt(std::max(0.0F, m_points.norm(row) + second[i] - slack)) * kDown;
        if (m_assignment[row] != nearest[i]) {
            moves.push_back({static_cast<std::int32_t>(row), m_assignment[row]});
            m_assignment[row] = nearest[i];
        }
    }
}

std::vector<float> KMeansRun::ownDistances()
{
    std::vector<float> squared(m_points.rows());
    parallelFor(m_points.rows(), kChunk, m_context.threads, [&](std::size_t begin, std::size_t end, int worker) {
        m_context.throwIfStopped();
        auto& rows = m_scratch[static_cast<std::size_t>(worker)].doubtful;
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
        m_upper[row] = kInfinity; // its bounds were of another centroid
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
