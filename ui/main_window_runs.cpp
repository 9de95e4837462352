#include "ui/forms/notice_bar.h"
#include "ui/main_window.h"
#include "ui/panels/curves_panel.h"
#include "ui/panels/experiment_panel.h"
#include "ui/panels/runs_panel.h"
#include "ui/state/run_library.h"
#include "ui/state/session.h"
#include "ui/sweep/sweep_panel.h"

#include <QDockWidget>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTabWidget>

#include <algorithm>

namespace matinee::ui {

namespace {

/// Bytes: the file of a sweep is far smaller, that of a run with its epochs may not be.
constexpr qint64 kMostOfSweep = 1 << 20;

} // namespace

// The runs that are kept, and files that hold one.

void MainWindow::makeRunsDock()
{
    m_runs = new RunsPanel(*m_session, *m_library, *m_experiment->undoStack(), *m_files);
    m_runsDock = makeDock(QStringLiteral("runsDock"), tr("Runs"), m_runs, Qt::BottomDockWidgetArea);
    // A form is tall and a table is wide.
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    connect(m_runs, &RunsPanel::startRequested, m_experiment, &ExperimentPanel::start);

    m_session->setStore(QString::fromStdString(RunStore::defaultFolder().string()));
    connect(m_runs, &RunsPanel::resumeRequested, m_session, [this](qint64 run) { m_session->resumeRun(run); });
    connect(m_runs, &RunsPanel::shownRunsChanged, m_curves, &CurvesPanel::setOverlays);
    connect(m_session, &Session::recordChanged, m_library, &RunLibrary::refresh);
    connect(m_library, &RunLibrary::stateChanged, this, &MainWindow::offerInterrupted);
    connect(m_notice, &NoticeBar::actionTriggered, this, [this] {
        m_notice->dismiss();
        m_session->resumeRun(m_interrupted);
    });
    connect(m_session, &Session::trainingStarted, m_notice, &NoticeBar::dismiss);
}

/// Once, when the runs are known: what a crash, a kill or a power cut has left half-way.
void MainWindow::offerInterrupted()
{
    if (m_library->state() != RunLibrary::State::Open)
        return;
    disconnect(m_library, &RunLibrary::stateChanged, this, &MainWindow::offerInterrupted);
    if (m_session->isTraining())
        return;
    // The newest that is no trial: a sweep goes on in its own tab.
    const auto& runs = *m_library->runs();
    const auto newest = std::ranges::find(runs, 0, [](const RunEntry& entry) { return entry.run.sweep; });
    if (newest == runs.end() || newest->run.status != StoredStatus::Interrupted || newest->run.archived)
        return;
    const auto& run = newest->run;
    m_interrupted = run.id;
    m_notice->showNotice(
        tr("Run %1 was interrupted after %2 of %3 epochs.").arg(runName(run)).arg(run.epochs).arg(run.planned),
        tr("Go on"));
}

bool MainWindow::isExperimentFile(const QString& path)
{
    return QFileInfo(path).suffix().compare(QLatin1String("json"), Qt::CaseInsensitive) == 0;
}

/// A sweep or a run, or the settings of one.
void MainWindow::openExperiment(const QString& path)
{
    QFile file(path);
    const bool isSweep = file.open(QIODevice::ReadOnly) &&
                         QJsonDocument::fromJson(file.read(kMostOfSweep)).object().value(QLatin1String("format")) ==
                             QLatin1String("matinee-sweep");
    if (isSweep) {
        m_tabs->setCurrentWidget(m_sweep);
        m_sweep->read(path);
        return;
    }
    m_runsDock->show();
    m_runsDock->raise();
    m_runs->importFile(path);
}

} // namespace matinee::ui
