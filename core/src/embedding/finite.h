#pragma once

#include <matinee/matrix.h>

namespace matinee {

/// \throws Error{InvalidArgument} that names the first row with a NaN, an infinity or a value beyond
/// 1e15, and if the values do not fill
/// rows x columns.
void requireFinite(const Matrix& points);

} // namespace matinee
