#pragma once

#include <QColor>
#include <QPalette>

namespace matinee::ui {

/// Whether a palette is a dark one: Qt 6.4 does not say, so the window's lightness decides.
bool isDark(const QPalette& palette);

/// Categorical colours that colour-blind people tell apart: Okabe and Ito's seven (2008), then Paul Tol's muted scheme
/// (2021), adjusted in lightness for dark windows. After colourCount() they repeat: a second channel (marker shape,
/// dash) must tell them apart, see secondChannel().
QColor categoryColour(int index, bool dark);
int categoryColourCount();
/// 0 for the first round through the colours, 1 for the second, and so on: choose a marker or a dash by it.
int secondChannel(int index);

/// The colour of a run of the store: a function of its number alone, so that it is the same in every view and session
/// whatever else is shown. Okabe and Ito's colours first, but for the two that the curves of the training run have.
QColor runColour(qint64 id, bool dark);
/// The dash of a run's curve: tells runs of one colour apart.
Qt::PenStyle runDash(qint64 id);

/// The one accent colour: curves of the training loss, the primary button, the selection.
QColor accentColour(bool dark);
/// For hints, secondary text and grid labels: readable on the palette's window colour (contrast at least 4.5 : 1).
/// Makes quiet text (the placeholder's role) readable in the application's palette: dark themes of some desktops leave
/// it black. The other colours go on following the theme.
void mendQuietText();
QColor mutedTextColour(const QPalette& palette);
/// Hair lines: grid, frames.
QColor gridColour(const QPalette& palette);
/// Text of what is better and of what is worse than something else; blue and vermilion, which colour-blind people tell
/// apart, readable on the palette's base (contrast at least 4.5 : 1). A sign or a word must say it as well.
QColor betterColour(bool dark);
QColor worseColour(bool dark);
/// Text of an error on the palette's window colour.
QColor errorColour(bool dark);

} // namespace matinee::ui
