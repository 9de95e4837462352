#pragma once

#include "ui/charts/curves_picture.h"

namespace matinee::ui {

/// Adds the runs beside the one that trains: a curve each in the run's colour, bands of groups, marks of changes.
void addOverlays(CurvesPicture& picture, const std::vector<ShownRun>& runs, const CurvesOptions& options);

} // namespace matinee::ui
