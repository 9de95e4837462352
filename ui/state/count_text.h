#pragma once

#include <QString>

namespace matinee::ui {

/// "1 film", "1,682 films": numbers in the locale's form. Whole sentences of their own for one and for more, so that
/// the English text is right without a translation file.
QString filmCountText(qlonglong count);
QString ratingCountText(qlonglong count);

} // namespace matinee::ui
