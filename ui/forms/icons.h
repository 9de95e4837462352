#pragma once

#include <QIcon>

namespace matinee::ui {

/// The desktop theme's icon of a freedesktop name; where it has none, our own drawing resources/icons/FALLBACK.svg in
/// the palette's text colour, so that it is seen on light and on dark windows.
QIcon icon(const QString& name, const QString& fallback);

} // namespace matinee::ui
