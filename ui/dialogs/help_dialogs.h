#pragma once

class QMainWindow;
class QWidget;

namespace matinee::ui {

/// Shows what the keyboard can do: the actions that have a shortcut, by menu, and the keys of the views. Does not
/// block.
void showShortcuts(QMainWindow* parent);

/// Shows name, version, licence and what Matinee is made of. Does not block.
void showAbout(QWidget* parent);

} // namespace matinee::ui
