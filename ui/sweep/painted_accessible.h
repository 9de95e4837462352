#pragma once

namespace matinee::ui {

/// Tells assistive technology what the painted views of a sweep show: parallel coordinates, heat map, importance. May
/// be called any number of times.
void installPaintedAccessibility();

} // namespace matinee::ui
