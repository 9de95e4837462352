#pragma once

#include <matinee/neighbour_graph.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace matinee {

/// How each row's distances to its neighbours become memberships: exp(-max(0, distance - nearest) / scale).
struct SmoothDistances
{
    std::vector<float> nearest; ///< of each row: to the nearest row that is not at the same place
    std::vector<float> scale;
};

/// Finds the scales at which the memberships of each row's first count neighbours add up to log2(count + 1), as
/// umap-learn does.
SmoothDistances smoothDistances(const NeighbourGraph& graph, std::size_t count, const RunContext& context = {});

/// Membership of the n-th neighbour of a row, (0, 1].
float membership(const NeighbourGraph& graph, const SmoothDistances& smooth, std::size_t row, std::size_t n);

/// Weighted edges, row by row.
struct WeightedGraph
{
    std::vector<std::size_t> begin;   ///< rows + 1: where the edges of each row begin
    std::vector<std::int32_t> column; ///< rising within a row
    std::vector<float> weight;        ///< (0, 1]

    std::size_t rows() const { return begin.size() - 1; }
};

/// The fuzzy union of the rows' memberships: p + q - p q where p and q are an edge's two directions. Symmetric.
WeightedGraph fuzzyUnion(const NeighbourGraph& graph, std::size_t count, const SmoothDistances& smooth);

} // namespace matinee
