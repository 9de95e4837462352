#pragma once

#include <QtGlobal>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee::ui {

/// Number of ratings and their mean for each user or film, by dense index; NaN where there is none.
struct RatingSummary
{
    std::vector<quint32> counts;
    std::vector<float> means;

    RatingSummary() = default;
    /// \param owners user or item of each rating; \param size number of users or items, those without ratings included
    RatingSummary(std::span<const std::int32_t> owners, std::span<const float> values, std::size_t size);
};

} // namespace matinee::ui
