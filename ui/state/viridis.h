#pragma once

#include <QColor>

namespace matinee::ui {

/// The sequential scale of matplotlib, made by Smith and van der Walt (2015): even steps to the eye, in grey and to the
/// colour-blind as well. \param t in [0, 1]: dark blue to yellow; clamped
QColor viridis(double t);

/// How good a value is, on viridis without the end that the background swallows: what is best stands out most, dark on
/// light windows and bright on dark ones. \param goodness in [0, 1], 1: best
QColor goodnessColour(double goodness, bool dark);

/// Black or white, whichever is read better on a colour.
QColor textColourOn(const QColor& background);

} // namespace matinee::ui
