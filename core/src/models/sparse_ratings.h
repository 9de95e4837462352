#pragma once

#include <matinee/recommender.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// The training ratings in rows, by user or by film, in the order of the training rows: what a solver walks through
/// (compressed sparse rows).
struct SparseRatings
{
    std::vector<std::size_t> begin;   ///< rows + 1 offsets into the other two
    std::vector<std::int32_t> others; ///< film of each rating of a user, or the other way round
    std::vector<float> values;        ///< stars

    static SparseRatings byUser(const TrainingData& data);
    static SparseRatings byItem(const TrainingData& data);

    std::size_t rows() const { return begin.size() - 1; }
    std::size_t size() const { return others.size(); }
    std::size_t count(std::size_t row) const { return begin[row + 1] - begin[row]; }
    std::span<const std::int32_t> othersOf(std::size_t row) const { return {others.data() + begin[row], count(row)}; }
    std::span<const float> valuesOf(std::size_t row) const { return {values.data() + begin[row], count(row)}; }
};

} // namespace matinee
