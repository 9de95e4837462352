#pragma once

#include <QStringList>

#include <functional>

class QWidget;

namespace matinee::ui {

/// Asks whether runs are to be deleted for good. Does not block. \param names of the runs \param confirmed not called
/// if the person cancels
void askToRemoveRuns(QWidget* parent, const QStringList& names, std::function<void()> confirmed);

} // namespace matinee::ui
