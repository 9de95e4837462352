#pragma once

#include "ui/charts/line_series.h"
#include "ui/state/patience.h"

#include <optional>

namespace matinee::ui {

/// Marks the best epoch so far with the epoch that early stopping ends the training after; nothing where it does not.
/// \param series as makeRunSeries() has them
std::optional<Annotation> patienceAnnotation(const std::vector<LineSeries>& series, const Patience& patience);

} // namespace matinee::ui
