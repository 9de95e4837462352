#pragma once

class QWidget;

namespace matinee::ui {

/// A wheel over a form that scrolls must not change the field that happens to pass under it: the field takes the wheel
/// only while it has the focus, and the wheel does not give it.
void guardWheel(QWidget* field);

} // namespace matinee::ui
