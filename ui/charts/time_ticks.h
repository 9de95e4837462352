#pragma once

#include "ui/charts/axis_scale.h"

namespace matinee::ui {

/// About so many ticks on a linear axis of seconds, at whole seconds, minutes, hours or days. \param clock seconds
/// since 1970, UTC, labelled in local time; else a duration
std::vector<Tick> makeTimeTicks(const AxisScale& scale, int wanted, bool clock);

} // namespace matinee::ui
