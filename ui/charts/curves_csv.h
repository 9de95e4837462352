#pragma once

#include "ui/charts/curves_picture.h"

class QIODevice;

namespace matinee::ui {

/// Writes every point of the runs that are shown, one a line, as numbers that read back to the same bits: run, series,
/// step, epoch, ratings, seconds (since the run began), value. The first line names the columns; what a run does not
/// know of a point is empty, what is not finite is nan, inf or -inf. In UTF-8 whatever the locale, quoted as RFC 4180
/// has it. \return whether the device took all of it
bool writeCurvesCsv(QIODevice& device, const CurvesData& data);

} // namespace matinee::ui
