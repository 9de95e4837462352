#pragma once

namespace matinee::ui {

/// Lets assistive technology read the map: how many films there are, the selected one and its neighbours. Call once or
/// more before the first view is shown.
void installFilmMapAccessibility();

} // namespace matinee::ui
