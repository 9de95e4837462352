#include "models/sparse_ratings.h"

namespace matinee {

namespace {

SparseRatings inRows(const TrainingData& data, std::int32_t rows, std::span<const std::int32_t> rowOf,
                     std::span<const std::int32_t> otherOf)
{
    SparseRatings result;
    result.begin.assign(static_cast<std::size_t>(rows) + 1, 0);
    for (const auto rating : data.rows)
        ++result.begin[static_cast<std::size_t>(rowOf[rating]) + 1];
    for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row)
        result.begin[row + 1] += result.begin[row];
    auto next = result.begin;
    result.others.resize(data.rows.size());
    result.values.resize(data.rows.size());
    for (const auto rating : data.rows) {
        const auto at = next[static_cast<std::size_t>(rowOf[rating])]++;
        result.others[at] = otherOf[rating];
        result.values[at] = data.dataset->ratings.value[rating];
    }
    return result;
}

} // namespace

SparseRatings SparseRatings::byUser(const TrainingData& data)
{
    const auto& ratings = data.dataset->ratings;
    return inRows(data, data.dataset->userCount(), ratings.user, ratings.item);
}

SparseRatings SparseRatings::byItem(const TrainingData& data)
{
    const auto& ratings = data.dataset->ratings;
    return inRows(data, data.dataset->itemCount(), ratings.item, ratings.user);
}

} // namespace matinee
