#include "data/split_kinds.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace matinee {

Split splitTemporal(const Dataset& data, const SplitSpec& spec)
{
    const auto& time = data.ratings.time;
    if (std::adjacent_find(time.begin(), time.end(), std::not_equal_to<>()) == time.end())
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("A temporal split needs the times of the ratings, and '{}' has none that differ.", data.name),
            "split");
    std::vector<RowIndex> order(data.ratings.size());
    std::iota(order.begin(), order.end(), RowIndex{0});
    std::stable_sort(order.begin(), order.end(), [&](RowIndex a, RowIndex b) { return time[a] < time[b]; });
    return cutSorted(order, spec);
}

} // namespace matinee
