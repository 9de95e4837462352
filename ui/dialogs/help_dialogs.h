#pragma once

#include <QList>

class QAction;
class QWidget;

namespace matinee::ui {

/// Shows what the keyboard can do: the actions that have a shortcut. Does not block.
void showShortcuts(QWidget* parent, const QList<QAction*>& actions);

/// Shows name, version, licence and what Matinee is made of. Does not block.
void showAbout(QWidget* parent);

} // namespace matinee::ui
