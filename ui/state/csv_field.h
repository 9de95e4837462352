#pragma once

#include <QString>

namespace matinee::ui {

/// A text as a field of a CSV file (RFC 4180): quoted where it holds a comma, a quote or a line break.
QString csvField(const QString& text);

} // namespace matinee::ui
