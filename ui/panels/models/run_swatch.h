#pragma once

#include <QIcon>

namespace matinee::ui {

QSize swatchSize();

/// How the curve of a run looks, as a short line; a grey one for a run that is not on the curves. In the colours of the
/// application's palette as it is now, and the same on a selected row.
QIcon runSwatch(qint64 run, bool shown);

} // namespace matinee::ui
