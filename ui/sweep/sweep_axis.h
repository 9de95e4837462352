#pragma once

#include "ui/charts/axis_scale.h"

#include <matinee/sweep.h>

#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

namespace matinee::ui {

/// Along what a sweep's parameter, or its metric, is shown: where a value lies and what stands there. Places are
/// fractions, 0 at the lower end of the axis and 1 at the upper.
struct SweepAxis
{
    QString key;   ///< of the hyperparameter, or the metric
    QString title; ///< "Learning rate"
    AxisScale scale;
    bool isWhole = false;               ///< whole numbers only
    std::vector<ParameterValue> values; ///< listed values, spread evenly; then scale counts them from 0
    QStringList names;                  ///< of values
    int digits = 3;                     ///< of numbers
    bool isOpenBelow = false;           ///< values beyond the end are shown at the end
    bool isOpenAbove = false;

    bool isListed() const { return !values.empty(); }
    /// NaN for what is not on the axis: another value than the listed ones, or one that is not finite.
    double fraction(const ParameterValue& value) const;
    double fraction(double value) const;
    /// What stands at a place: the listed value that is nearest, else the number.
    QString text(double fraction) const;
    /// Places with what is written there, ascending. \param wanted about so many
    std::vector<std::pair<double, QString>> ticks(int wanted) const;
};

/// The name of a hyperparameter's value: the label of a choice, the number as a person writes it.
QString parameterValueText(const Parameter& parameter, const ParameterValue& value);

/// The axis of one of the sweep's parameters. \param parameter of the model
SweepAxis parameterAxis(const Parameter& parameter, const SweepParameter& swept);

/// "Validation RMSE".
QString sweepMetricName(const std::string& metric);

/// The axis of the values that trials got. Trials that ran away would squeeze all others into a corner: the axis ends
/// some way beyond the middle ones, is open there, and such trials lie at its end.
SweepAxis metricAxis(const std::string& metric, const std::vector<SweepTrial>& trials);

/// In [0, 1], 1: the best end of the metric's axis; NaN for what is not finite.
double goodness(const SweepAxis& axis, double value);

/// All axes of a sweep: its parameters in their order, then the metric.
std::vector<SweepAxis> sweepAxes(const SweepSpec& spec, const std::vector<SweepTrial>& trials);

} // namespace matinee::ui
