#include "ui/charts/x_axis.h"

#include "ui/state/number_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee::ui {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::XAxis)
};

} // namespace

QString xAxisName(XAxis axis)
{
    switch (axis) {
    case XAxis::Epoch:
        return Texts::tr("Epoch");
    case XAxis::Step:
        return Texts::tr("Step");
    case XAxis::Ratings:
        return Texts::tr("Ratings seen");
    case XAxis::RelativeTime:
        return Texts::tr("Time since start");
    case XAxis::WallTime:
        return Texts::tr("Clock time");
    }
    return {};
}

QString xAxisTitle(XAxis axis)
{
    switch (axis) {
    case XAxis::RelativeTime:
        return Texts::tr("Time since start (pauses left out)");
    case XAxis::WallTime:
        return Texts::tr("Clock time (local)");
    default:
        return xAxisName(axis);
    }
}

QString xText(double x, XAxis axis)
{
    if (!std::isfinite(x))
        return numberText(x, 'f', 0);
    switch (axis) {
    case XAxis::Step:
    case XAxis::Ratings:
        return QLocale().toString(std::round(x), 'f', 0);
    case XAxis::RelativeTime: {
        const auto tenths = static_cast<qint64>(std::llround(x * 10));
        const qint64 minutes = tenths / 600;
        const auto seconds = QStringLiteral("%1.%2").arg(tenths % 600 / 10, 2, 10, QLatin1Char('0')).arg(tenths % 10);
        if (minutes < 60)
            return QStringLiteral("%1:%2").arg(minutes).arg(seconds);
        return QStringLiteral("%1:%2:%3").arg(minutes / 60).arg(minutes % 60, 2, 10, QLatin1Char('0')).arg(seconds);
    }
    case XAxis::WallTime:
        return QLocale().toString(QDateTime::fromMSecsSinceEpoch(std::llround(x * 1000)), QStringLiteral("HH:mm:ss"));
    case XAxis::Epoch:
        break;
    }
    const bool isWhole = std::abs(x - std::round(x)) < 1e-9;
    return QLocale().toString(x, 'f', isWhole ? 0 : 2);
}

double xOf(const EpochStats& epoch, XAxis axis)
{
    constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    switch (axis) {
    case XAxis::Epoch:
        return epoch.epoch;
    case XAxis::Step:
        return epoch.steps > 0 || epoch.epoch == 0 ? static_cast<double>(epoch.steps) : kUnknown;
    case XAxis::Ratings:
        return epoch.ratings > 0 || epoch.epoch == 0 ? static_cast<double>(epoch.ratings) : kUnknown;
    case XAxis::RelativeTime:
        return epoch.elapsed > 0 || epoch.epoch == 0 ? epoch.elapsed : kUnknown;
    case XAxis::WallTime:
        return epoch.time > 0 ? epoch.time : kUnknown;
    }
    return kUnknown;
}

bool hasAxis(std::span<const EpochStats> epochs, XAxis axis)
{
    return axis == XAxis::Epoch || std::ranges::any_of(epochs, [axis](const EpochStats& epoch) {
               return epoch.epoch > 0 && std::isfinite(xOf(epoch, axis));
           });
}

StepScale epochScale(std::span<const EpochStats> epochs, XAxis axis)
{
    StepScale scale;
    if (axis == XAxis::Step)
        return scale;
    for (const auto& epoch : epochs) {
        if (const double x = xOf(epoch, axis); std::isfinite(x) && std::isfinite(xOf(epoch, XAxis::Step)))
            scale.add(static_cast<double>(epoch.steps), x);
    }
    return scale;
}

} // namespace matinee::ui
