#include "ui/charts/time_ticks.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kMinute = 60;
constexpr int kHour = 60 * kMinute;
constexpr int kDay = 24 * kHour;
constexpr double kSlack = 1e-9;

/// The smallest round step that makes no more ticks than wanted.
double timeStep(double rough)
{
    for (const int step : {1,        2,           5,           10,           15,           30,
                           kMinute,  2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute,
                           kHour,    2 * kHour,   3 * kHour,   6 * kHour,    12 * kHour,   kDay,
                           2 * kDay, 5 * kDay,    10 * kDay,   30 * kDay}) {
        if (step >= rough)
            return step;
    }
    return std::ceil(rough / (30.0 * kDay)) * 30 * kDay;
}

QString durationText(double seconds, double step)
{
    const auto whole = static_cast<qint64>(std::llround(seconds));
    const auto two = [](qint64 number) { return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0')); };
    if (step >= kHour)
        return QStringLiteral("%1 h").arg(whole / kHour);
    if (std::abs(whole) >= kHour)
        return QStringLiteral("%1:%2:%3").arg(whole / kHour).arg(two(whole / kMinute % 60), two(whole % 60));
    return QStringLiteral("%1:%2").arg(whole / kMinute).arg(two(whole % 60));
}

/// \param days whether the ticks are of several days: no two may read the same
QString clockText(double seconds, double step, bool days)
{
    const auto time = QDateTime::fromSecsSinceEpoch(std::llround(seconds));
    if (step >= kDay)
        return QLocale().toString(time, QStringLiteral("d MMM"));
    const auto clock = step < kMinute ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm");
    return QLocale().toString(time, days ? QStringLiteral("d MMM ") + clock : clock);
}

} // namespace

std::vector<Tick> makeTimeTicks(const AxisScale& scale, int wanted, bool clock)
{
    const double span = scale.maximum - scale.minimum;
    const double rough = span / std::max(1, wanted);
    if (scale.logarithmic || (rough < 0.5 && !clock))
        return makeTicks(scale, wanted); // fractions of a second
    const double step = timeStep(rough);
    // Whole hours and days of the local clock.
    const double offset = clock ? QDateTime::fromSecsSinceEpoch(std::llround(scale.minimum)).offsetFromUtc() : 0.0;
    std::vector<Tick> ticks;
    for (double k = std::ceil((scale.minimum + offset) / step - kSlack);
         k * step - offset <= scale.maximum + span * kSlack; ++k) {
        const double value = k * step - offset;
        ticks.push_back({value, clock ? clockText(value, step, span > 0.8 * kDay) : durationText(value, step)});
    }
    return ticks;
}

} // namespace matinee::ui
