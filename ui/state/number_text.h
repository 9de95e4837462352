#pragma once

#include <QString>

namespace matinee::ui {

/// A number as the window shows it, in the locale's form: "–" for what is not finite, a minus sign (U+2212) in place of
/// the hyphen, and none before what rounds to zero. \param format as QLocale::toString() has it
QString numberText(double value, char format, int precision);
/// With a sign in any case, for differences: "+0.30", "−0.30", "+0.00" for what rounds to zero.
QString signedNumberText(double value, int decimals);

} // namespace matinee::ui
