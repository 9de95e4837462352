#include "ui/panels/models/rating_summary.h"

#include <limits>

namespace matinee::ui {

RatingSummary::RatingSummary(std::span<const std::int32_t> owners, std::span<const float> values, std::size_t size)
    : counts(size, 0)
    , means(size, std::numeric_limits<float>::quiet_NaN())
{
    std::vector<double> sums(size, 0);
    for (std::size_t r = 0; r < owners.size(); ++r) {
        const auto owner = static_cast<std::size_t>(owners[r]);
        ++counts[owner];
        sums[owner] += values[r];
    }
    for (std::size_t i = 0; i < size; ++i) {
        if (counts[i] > 0)
            means[i] = static_cast<float>(sums[i] / counts[i]);
    }
}

} // namespace matinee::ui
