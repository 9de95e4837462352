#pragma once

#include "ui/charts/step_scale.h"

#include <matinee/trainer.h>

#include <QString>

#include <vector>

namespace matinee::ui {

/// What curves run along.
enum class XAxis
{
    Epoch,
    Step,         ///< of the optimiser
    Ratings,      ///< seen in training, over all epochs
    RelativeTime, ///< seconds since the run began, pauses left out
    WallTime,     ///< seconds since 1970, UTC; shown in local time
};

inline constexpr XAxis kXAxes[] = {XAxis::Epoch, XAxis::Step, XAxis::Ratings, XAxis::RelativeTime, XAxis::WallTime};

/// "Epoch", as the choice lists it.
QString xAxisName(XAxis axis);
/// With the unit.
QString xAxisTitle(XAxis axis);
/// A value as the readout has it: "12", "2.25", "1:05.2", "14:31:07".
QString xText(double x, XAxis axis);

/// Where an epoch is; NaN where its statistics do not say: those of old run folders know epochs alone.
double xOf(const EpochStats& epoch, XAxis axis);
/// Whether any epoch after the first has a place on the axis.
bool hasAxis(std::span<const EpochStats> epochs, XAxis axis);
/// Where steps are, by the ends of the epochs.
StepScale epochScale(std::span<const EpochStats> epochs, XAxis axis);

} // namespace matinee::ui
