#include "ui/sweep/sweep_axis.h"

#include "ui/state/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee::ui {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
/// How many times the distance from the best to the middle value the axis reaches on beyond the middle.
constexpr double kReach = 3;
constexpr int kParameterDigits = 3;
constexpr int kMetricDigits = 4;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::SweepAxis)
};

/// The number in a value, or NaN.
double number(const ParameterValue& value)
{
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value))
        return *real;
    return kNan;
}

QString numeral(double value, int digits)
{
    auto plain = QLocale();
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    return plain.toString(value, 'g', digits);
}

} // namespace

QString parameterValueText(const Parameter& parameter, const ParameterValue& value)
{
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag ? Text::tr("yes") : Text::tr("no");
    if (const auto* text = std::get_if<std::string>(&value)) {
        const auto choice = std::ranges::find(parameter.choices, *text, &ParameterChoice::value);
        return QString::fromStdString(choice != parameter.choices.end() ? choice->label : *text);
    }
    if (const auto* real = std::get_if<double>(&value))
        return numeral(*real, kParameterDigits);
    auto plain = QLocale();
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    return plain.toString(std::get<std::int64_t>(value));
}

double SweepAxis::fraction(double value) const
{
    if (!std::isfinite(value))
        return kNan;
    return std::clamp(scale.fraction(value), 0.0, 1.0);
}

double SweepAxis::fraction(const ParameterValue& value) const
{
    if (!isListed())
        return fraction(number(value));
    const auto found = std::ranges::find(values, value);
    if (found == values.end())
        return kNan;
    return scale.fraction(static_cast<double>(found - values.begin()));
}

QString SweepAxis::text(double fraction) const
{
    const double value = scale.valueAt(fraction);
    if (isListed()) {
        const auto last = static_cast<double>(names.size() - 1);
        return names[static_cast<qsizetype>(std::lround(std::clamp(value, 0.0, last)))];
    }
    return isWhole ? QLocale().toString(static_cast<qlonglong>(std::llround(value))) : numeral(value, digits);
}

std::vector<std::pair<double, QString>> SweepAxis::ticks(int wanted) const
{
    std::vector<std::pair<double, QString>> ticks;
    if (isListed()) {
        for (qsizetype i = 0; i < names.size(); ++i)
            ticks.emplace_back(scale.fraction(static_cast<double>(i)), names[i]);
        return ticks;
    }
    // The ends of the range first: they are what was asked for. Round values between them where they are clear of both.
    const auto end = [this](double fraction, bool isOpen, const QString& sign) {
        return isOpen ? sign + QLatin1Char(' ') + text(fraction) : text(fraction);
    };
    const double clear = 0.6 / std::max(1, wanted);
    ticks.emplace_back(0, end(0, isOpenBelow, QStringLiteral("≤")));
    for (const auto& tick : makeTicks(scale, wanted)) {
        const double place = scale.fraction(tick.value);
        if (place >= clear && place <= 1 - clear)
            ticks.emplace_back(place, isWhole ? text(place) : numeral(tick.value, digits));
    }
    ticks.emplace_back(1, end(1, isOpenAbove, QStringLiteral("≥")));
    return ticks;
}

SweepAxis parameterAxis(const Parameter& parameter, const SweepParameter& swept)
{
    SweepAxis axis;
    axis.key = QString::fromStdString(parameter.key);
    axis.title = QString::fromStdString(parameter.label);
    axis.isWhole = parameter.kind == ParameterKind::Integer;
    if (swept.values.empty() && swept.minimum < swept.maximum) {
        axis.scale = {swept.minimum, swept.maximum, swept.scale == ParameterScale::Logarithmic && swept.minimum > 0};
        return axis;
    }
    axis.values = swept.values;
    if (axis.values.empty() && axis.isWhole) // a range of one value
        axis.values.emplace_back(static_cast<std::int64_t>(swept.minimum));
    else if (axis.values.empty())
        axis.values.emplace_back(swept.minimum);
    for (const auto& value : axis.values)
        axis.names.append(parameterValueText(parameter, value));
    // A single value stands in the middle.
    axis.scale = axis.values.size() > 1 ? AxisScale{0, static_cast<double>(axis.values.size() - 1), false}
                                        : AxisScale{-1, 1, false};
    return axis;
}

QString sweepMetricName(const std::string& metric)
{
    if (metric == "validation_rmse")
        return Text::tr("Validation RMSE");
    if (metric == "validation_mae")
        return Text::tr("Validation MAE");
    if (metric == "validation_loss")
        return Text::tr("Validation loss");
    if (metric == "validation_hr@10")
        return Text::tr("Validation HR@10");
    if (metric == "validation_ndcg@10")
        return Text::tr("Validation NDCG@10");
    if (metric == "train_loss")
        return Text::tr("Training loss");
    return QString::fromStdString(metric);
}

SweepAxis metricAxis(const std::string& metric, const std::vector<SweepTrial>& trials)
{
    SweepAxis axis;
    axis.key = QString::fromStdString(metric);
    axis.title = sweepMetricName(metric);
    axis.digits = kMetricDigits;
    std::vector<double> values;
    for (const auto& trial : trials)
        if (std::isfinite(trial.value))
            values.push_back(trial.value);
    if (values.empty())
        return axis;
    std::ranges::sort(values);
    double lowest = values.front();
    double highest = values.back();
    const double middle = values[values.size() / 2];
    if (isMoreBetter(metric)) {
        const double reach = middle - kReach * (highest - middle);
        axis.isOpenBelow = reach < middle && lowest < reach;
        lowest = axis.isOpenBelow ? reach : lowest;
    } else {
        const double reach = middle + kReach * (middle - lowest);
        axis.isOpenAbove = reach > middle && highest > reach;
        highest = axis.isOpenAbove ? reach : highest;
    }
    if (!(lowest < highest)) {
        const double air = lowest == 0 ? 1 : std::abs(lowest) * 0.01;
        lowest -= air;
        highest += air;
    }
    axis.scale = {lowest, highest, false};
    return axis;
}

double goodness(const SweepAxis& axis, double value)
{
    const double place = axis.fraction(value);
    return isMoreBetter(axis.key.toStdString()) ? place : 1 - place;
}

std::vector<SweepAxis> sweepAxes(const SweepSpec& spec, const std::vector<SweepTrial>& trials)
{
    std::vector<SweepAxis> axes;
    for (const auto& swept : spec.parameters)
        if (const auto* parameter = spec.experiment.hyperparameters.find(swept.key))
            axes.push_back(parameterAxis(*parameter, swept));
    axes.push_back(metricAxis(spec.metric, trials));
    return axes;
}

} // namespace matinee::ui
