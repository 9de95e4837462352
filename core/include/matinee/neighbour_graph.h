#pragma once

#include <matinee/matrix.h>
#include <matinee/run_context.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// How far two rows are from each other.
enum class NeighbourMetric
{
    Euclidean,
    Cosine ///< 1 - cosine; 1 to or from a row of length zero, 0 between two of them
};

enum class NeighbourSearch
{
    Automatic,  ///< exact while that takes seconds, approximate above
    Exact,      ///< every pair is looked at
    Approximate ///< most of the neighbours, in a fraction of the time; exact for fewer than some ten thousand rows
};

struct NeighbourOptions
{
    NeighbourMetric metric = NeighbourMetric::Euclidean;
    NeighbourSearch search = NeighbourSearch::Automatic;
    std::uint64_t seed = 0; ///< of the approximate search
};

/// The nearest rows of each row, the row itself left out, nearest first; equal distances by row number.
struct NeighbourGraph
{
    std::size_t rows = 0;
    std::size_t count = 0;                ///< neighbours of each row
    std::vector<std::int32_t> neighbours; ///< rows x count
    std::vector<float> distances;         ///< rows x count
    bool exact = true;

    std::span<const std::int32_t> neighboursOf(std::size_t row) const
    {
        return {neighbours.data() + row * count, count};
    }
    std::span<const float> distancesOf(std::size_t row) const { return {distances.data() + row * count, count}; }
};

/// The graph of the rows of points. Approximate: the rows are divided into cells about centroids and each row looks
/// into the cells nearest to it (Sivic, Zisserman 2003: an inverted file), then into the neighbours of its neighbours
/// (Dong, Moses, Li 2011). The same graph for the same seed with any number of threads.
/// \param count neighbours of each row; fewer where there are fewer other rows
/// \throws Error{InvalidArgument} if count is not positive; Error{Format} if a value is not finite; Error{Stopped}
NeighbourGraph nearestNeighbours(const Matrix& points, int count, const NeighbourOptions& options = {},
                                 const RunContext& context = {});

/// The nearest rows of points to each row of queries, which are other rows: none is left out. Every pair is looked at.
/// \throws as above; Error{InvalidArgument} if the columns differ
NeighbourGraph nearestNeighboursOf(const Matrix& queries, const Matrix& points, int count, NeighbourMetric metric,
                                   const RunContext& context = {});

} // namespace matinee
