#include "ui/state/rating_periods.h"

#include <QLocale>

#include <algorithm>
#include <chrono>
#include <limits>

namespace matinee::ui {

namespace {

constexpr int kMostMonths = 36;
constexpr int kMostQuarters = 48;

/// Months since the year 0.
int monthOf(std::int64_t time)
{
    const std::chrono::sys_seconds at{std::chrono::seconds(time)};
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(at)};
    return static_cast<int>(day.year()) * 12 + static_cast<int>(static_cast<unsigned>(day.month())) - 1;
}

} // namespace

QString RatingPeriods::name(std::size_t period) const
{
    const auto& at = periods[period];
    const QString year = QString::number(at.year);
    switch (length) {
    case PeriodLength::Month:
        return QStringLiteral("%1 %2").arg(QLocale().standaloneMonthName(at.month, QLocale::ShortFormat), year);
    case PeriodLength::Quarter:
        return QStringLiteral("Q%1 %2").arg((at.month - 1) / 3 + 1).arg(year);
    case PeriodLength::Year:
        break;
    }
    return year;
}

RatingPeriods ratingPeriods(const Dataset& data, std::span<const RowIndex> rows)
{
    RatingPeriods result;
    if (rows.empty() || data.lastTime <= 0)
        return result;
    const auto time = [&data](RowIndex row) { return data.ratings.time[row]; };
    const auto [first, last] =
        std::minmax_element(rows.begin(), rows.end(), [&](RowIndex a, RowIndex b) { return time(a) < time(b); });
    const int begin = monthOf(time(*first));
    const int end = monthOf(time(*last));
    int months = 1;
    if (end - begin >= kMostMonths) {
        months = end / 3 - begin / 3 < kMostQuarters ? 3 : 12;
        result.length = months == 3 ? PeriodLength::Quarter : PeriodLength::Year;
    }
    const int firstPeriod = begin / months;
    result.periods.resize(static_cast<std::size_t>(end / months - firstPeriod + 1));
    for (std::size_t p = 0; p < result.periods.size(); ++p) {
        const int month = (firstPeriod + static_cast<int>(p)) * months;
        result.periods[p].year = month / 12;
        result.periods[p].month = month % 12 + 1;
    }
    for (const RowIndex row : rows) {
        auto& period = result.periods[static_cast<std::size_t>(monthOf(time(row)) / months - firstPeriod)];
        ++period.count;
        period.mean += static_cast<double>(data.ratings.value[row]);
    }
    for (auto& period : result.periods)
        period.mean = period.count > 0 ? period.mean / static_cast<double>(period.count)
                                       : std::numeric_limits<double>::quiet_NaN();
    return result;
}

} // namespace matinee::ui
