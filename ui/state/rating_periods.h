#pragma once

#include <matinee/dataset.h>

#include <QString>

#include <cstddef>
#include <span>
#include <vector>

namespace matinee::ui {

enum class PeriodLength
{
    Month,
    Quarter,
    Year
};

/// The ratings of some months of the calendar, in UTC.
struct RatingPeriod
{
    int year = 0;
    int month = 0; ///< its first, 1 to 12
    std::size_t count = 0;
    double mean = 0; ///< stars; not a number where there is no rating
};

/// Ratings over time: periods one after another from the first rating to the last, those without ratings as well.
struct RatingPeriods
{
    PeriodLength length = PeriodLength::Month;
    std::vector<RatingPeriod> periods;

    /// "Apr 1998", "Q2 1998", "1998"
    QString name(std::size_t period) const;
};

/// In months, or in quarters or years where those would be too many to tell apart. Empty where the data set has no
/// times.
RatingPeriods ratingPeriods(const Dataset& data, std::span<const RowIndex> rows);

} // namespace matinee::ui
