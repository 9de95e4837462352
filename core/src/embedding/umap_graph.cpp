#include "embedding/umap_graph.h"

#include "support/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

constexpr int kHalvings = 64;
constexpr double kTolerance = 1e-5;
constexpr double kLeastScale = 1e-3; ///< relative to the mean distance

/// The scale at which the memberships add up to the target.
double scaleOf(std::span<const float> distances, double nearest, double target)
{
    double low = 0;
    double high = std::numeric_limits<double>::infinity();
    double scale = 1;
    for (int i = 0; i < kHalvings; ++i) {
        double sum = 0;
        for (const float distance : distances)
            sum += distance > nearest ? std::exp(-(distance - nearest) / scale) : 1;
        if (std::abs(sum - target) < kTolerance)
            break;
        (sum > target ? high : low) = scale;
        scale = std::isinf(high) ? scale * 2 : (low + high) / 2;
    }
    return scale;
}

} // namespace

SmoothDistances smoothDistances(const NeighbourGraph& graph, std::size_t count, const RunContext& context)
{
    SmoothDistances smooth{std::vector<float>(graph.rows), std::vector<float>(graph.rows)};
    const double target = std::log2(static_cast<double>(count + 1));
    // Means are over the row itself as well, at distance 0.
    const auto meanOf = [count](std::span<const float> distances) {
        return std::accumulate(distances.begin(), distances.end(), 0.0) / static_cast<double>(count + 1);
    };
    double meanOfAll = 0;
    for (std::size_t r = 0; r < graph.rows; ++r)
        meanOfAll += meanOf(graph.distancesOf(r).first(count)) / static_cast<double>(graph.rows);
    const auto body = [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t r = begin; r < end; ++r) {
            const auto distances = graph.distancesOf(r).first(count);
            const auto apart = std::find_if(distances.begin(), distances.end(), [](float d) { return d > 0; });
            const double nearest = apart == distances.end() ? 0 : *apart;
            const double least = kLeastScale * (nearest > 0 ? meanOf(distances) : meanOfAll);
            smooth.nearest[r] = static_cast<float>(nearest);
            smooth.scale[r] = static_cast<float>(std::max(scaleOf(distances, nearest, target), least));
        }
    };
    parallelFor(graph.rows, 256, context.threads, body, [&](std::size_t) {
        context.throwIfStopped();
        return true;
    });
    return smooth;
}

float membership(const NeighbourGraph& graph, const SmoothDistances& smooth, std::size_t row, std::size_t n)
{
    const double beyond = double(graph.distancesOf(row)[n]) - smooth.nearest[row];
    return beyond <= 0 || smooth.scale[row] == 0 ? 1 : static_cast<float>(std::exp(-beyond / smooth.scale[row]));
}

WeightedGraph fuzzyUnion(const NeighbourGraph& graph, std::size_t count, const SmoothDistances& smooth)
{
    struct Edge
    {
        std::int32_t to;
        float weight;
    };
    // What points to each row, by rising row.
    std::vector<std::size_t> incomingBegin(graph.rows + 1, 0);
    for (std::size_t r = 0; r < graph.rows; ++r) {
        for (const auto neighbour : graph.neighboursOf(r).first(count))
            ++incomingBegin[static_cast<std::size_t>(neighbour) + 1];
    }
    std::partial_sum(incomingBegin.begin(), incomingBegin.end(), incomingBegin.begin());
    std::vector<Edge> incoming(graph.rows * count);
    std::vector<Edge> outgoing(graph.rows * count);
    std::vector<std::size_t> next(incomingBegin.begin(), incomingBegin.end() - 1);
    for (std::size_t r = 0; r < graph.rows; ++r) {
        for (std::size_t n = 0; n < count; ++n) {
            const auto neighbour = graph.neighboursOf(r)[n];
            const float weight = membership(graph, smooth, r, n);
            outgoing[r * count + n] = {neighbour, weight};
            incoming[next[static_cast<std::size_t>(neighbour)]++] = {static_cast<std::int32_t>(r), weight};
        }
        std::sort(outgoing.begin() + static_cast<std::ptrdiff_t>(r * count),
                  outgoing.begin() + static_cast<std::ptrdiff_t>((r + 1) * count),
                  [](const Edge& a, const Edge& b) { return a.to < b.to; });
    }

    WeightedGraph united;
    united.begin.push_back(0);
    united.column.reserve(2 * graph.rows * count);
    united.weight.reserve(2 * graph.rows * count);
    for (std::size_t r = 0; r < graph.rows; ++r) {
        std::size_t in = incomingBegin[r];
        std::size_t out = r * count;
        while (in < incomingBegin[r + 1] || out < (r + 1) * count) {
            const bool hasIn = in < incomingBegin[r + 1];
            const bool hasOut = out < (r + 1) * count;
            const std::int32_t to = !hasIn    ? outgoing[out].to
                                    : !hasOut ? incoming[in].to
                                              : std::min(outgoing[out].to, incoming[in].to);
            const float p = hasOut && outgoing[out].to == to ? outgoing[out++].weight : 0;
            const float q = hasIn && incoming[in].to == to ? incoming[in++].weight : 0;
            united.column.push_back(to);
            // The same from either end, to the last bit.
            united.weight.push_back(std::max(p, q) + std::min(p, q) - p * q);
        }
        united.begin.push_back(united.column.size());
    }
    return united;
}

} // namespace matinee
