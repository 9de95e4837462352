#pragma once

#include <QPixmap>

namespace matinee::ui {

/// How the curve of a run looks, as a short line; a grey one for a run that is not on the curves. In the colours of the
/// application's palette as it is now.
QPixmap runSwatch(qint64 run, bool shown);

} // namespace matinee::ui
