#pragma once

#include "ui/state/figure_export.h"

#include <QSize>
#include <QString>

namespace matinee::ui {

/// What `matinee` was called with.
struct CommandLine
{
    QString data;
    QString run;
    QString exportFile; ///< empty: the window
    FigureView view = FigureView::Curves;
    QSize size{1600, 900};
    int clusters = 10;
    MapLayout layout = MapLayout::Pca;
    bool openGl = false; ///< for the map, even in software
    QString answer;      ///< of --help and --version: to be printed, and that is all
    QString error;       ///< one sentence about wrong use
};

/// Needs no application object, so that the platform can still be chosen by the answer.
CommandLine parseCommandLine(int& argc, char** argv);

/// Whether a window can be shown at all: without a display Qt would abort.
bool hasDisplay();

} // namespace matinee::ui
