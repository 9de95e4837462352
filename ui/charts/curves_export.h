#pragma once

#include "ui/charts/axis_scale.h"
#include "ui/charts/curves_picture.h"

#include <QSize>

#include <optional>

class QPainter;

namespace matinee::ui {

/// The curves as they are shown.
struct CurvesFigure
{
    CurvesData data;
    CurvesOptions options;
    bool logarithmic = false; ///< the y axis
    bool logarithmicX = false;
    std::optional<AxisScale> zoom; ///< of x; none: everything
};

/// The first metric of a run, over all its epochs.
CurvesFigure figureOf(std::shared_ptr<const TrainedRun> run);

/// Draws curves as a figure for paper: light, with title, legend, axis titles and a footer that says where the numbers
/// come from. Text grows with the size, so the same figure comes out of an image, an SVG or a PDF. Needs a
/// QApplication, no display. \param size in the painter's coordinates
void paintCurves(QPainter& painter, const QSize& size, const CurvesFigure& figure);

} // namespace matinee::ui
