#pragma once

#include <matinee/trainer.h>

#include <QSize>

class QPainter;

namespace matinee::ui {

/// Draws the curves of a run as a figure for paper: light, with title, legend, axis titles and a footer that says
/// where the numbers come from. Text grows with the size, so the same figure comes out of an image, an SVG or a PDF.
/// Needs a QApplication, no display.
/// \param size in the painter's coordinates
void paintCurves(QPainter& painter, const QSize& size, const TrainedRun& run);

} // namespace matinee::ui
