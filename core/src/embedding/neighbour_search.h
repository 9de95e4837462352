#pragma once

#include "embedding/nearest_keys.h"
#include "embedding/row_blocks.h"

#include <matinee/neighbour_graph.h>

#include <span>

namespace matinee {

/// Offers all rows of blocks, numbered from firstRow on, to each of the queries (rows of columns floats, one after the
/// other).
void offerRows(const float* queries, std::span<NearestKeys> nearest, const RowBlocks& blocks, std::size_t firstRow,
               std::vector<float>& scratch);

/// The rows as squared Euclidean distances tell of the metric: as they are, or of length one.
Matrix metricRows(const Matrix& points, NeighbourMetric metric);

/// Copies the keys of a row into the graph, the row itself left out where self is its number.
void storeNeighbours(NeighbourGraph& graph, std::size_t row, std::int64_t self, std::span<const std::uint64_t> keys,
                     NeighbourMetric metric);

/// Some of the rows after which a search asks whether it is to stop.
inline constexpr std::size_t kSearchChunk = 64;

/// Whether there are enough rows, for so many neighbours, to look into some of them only.
bool canApproximate(std::size_t rows, std::size_t count);

/// The approximate graph; see nearestNeighbours(). rows are metricRows(), and
/// canApproximate() them.
NeighbourGraph approximateNeighbours(const Matrix& rows, std::size_t count, const NeighbourOptions& options,
                                     const RunContext& context);

} // namespace matinee
