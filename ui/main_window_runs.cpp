#include "ui/main_window.h"
#include "ui/panels/experiment_panel.h"
#include "ui/panels/runs_panel.h"
#include "ui/state/run_library.h"

#include <QDockWidget>
#include <QFileInfo>

namespace matinee::ui {

// The runs that are kept, and files that hold one.

void MainWindow::makeRunsDock()
{
    m_library = new RunLibrary(RunStore::defaultFolder(), this);
    m_runs = new RunsPanel(*m_session, *m_library, *m_experiment->undoStack(), *m_files);
    m_runsDock = makeDock(QStringLiteral("runsDock"), tr("Runs"), m_runs, Qt::BottomDockWidgetArea);
    // A form is tall and a table is wide.
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    connect(m_runs, &RunsPanel::startRequested, m_experiment, &ExperimentPanel::start);
}

bool MainWindow::isExperimentFile(const QString& path)
{
    return QFileInfo(path).suffix().compare(QLatin1String("json"), Qt::CaseInsensitive) == 0;
}

void MainWindow::openExperiment(const QString& path)
{
    m_runsDock->show();
    m_runsDock->raise();
    m_runs->importFile(path);
}

} // namespace matinee::ui
