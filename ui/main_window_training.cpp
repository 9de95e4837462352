#include "ui/forms/icons.h"
#include "ui/main_window.h"
#include "ui/panels/experiment_panel.h"
#include "ui/state/session.h"
#include "ui/sweep/sweep_panel.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>

namespace matinee::ui {

// What starts and ends trainings, and which actions that leaves.

void MainWindow::makeTrainingActions()
{
    m_start = addAction(QStringLiteral("startAction"), tr("&Start"), QKeySequence(Qt::Key_F5));
    m_start->setIcon(icon(QStringLiteral("media-playback-start"), QStringLiteral("start")));
    m_pause = addAction(QStringLiteral("pauseAction"), tr("&Pause"), QKeySequence(Qt::Key_F6));
    m_stop = addAction(QStringLiteral("stopAction"), tr("S&top"), QKeySequence(Qt::SHIFT | Qt::Key_F5));
    m_stop->setIcon(icon(QStringLiteral("media-playback-stop"), QStringLiteral("stop")));
    m_startOrPause = addAction(QStringLiteral("startOrPauseAction"), tr("Start"));
    m_live = addAction(QStringLiteral("liveAction"), tr("&Live tuning"), QKeySequence(Qt::CTRL | Qt::Key_L));
    m_live->setIconText(tr("Live"));
    m_live->setIcon(icon(QStringLiteral("matinee-live"), QStringLiteral("live")));
    m_live->setToolTip(tr("Live tuning: every change of the experiment trains again at once (%1)")
                           .arg(m_live->shortcut().toString(QKeySequence::NativeText)));
    m_live->setCheckable(true);

    const auto togglePause = [this] { m_session->setPaused(m_session->activity() == Session::Activity::Training); };
    connect(m_start, &QAction::triggered, m_experiment, &ExperimentPanel::start);
    connect(m_pause, &QAction::triggered, this, togglePause);
    connect(m_stop, &QAction::triggered, this, [this] { m_session->stop(); });
    connect(m_startOrPause, &QAction::triggered, this, [this, togglePause] {
        if (m_session->isTraining())
            togglePause();
        else
            m_experiment->start();
    });
    connect(m_live, &QAction::toggled, m_session, &Session::setLiveTuning);
    connect(m_session, &Session::liveTuningChanged, m_live, [this] { m_live->setChecked(m_session->isLiveTuning()); });
    auto* menu = menuBar()->addMenu(tr("&Training"));
    menu->addActions({m_start, m_pause, m_stop});
    menu->addSeparator();
    menu->addAction(m_live);
    auto* sweep =
        addAction(QStringLiteral("startSweepAction"), tr("Start s&weep"), QKeySequence(Qt::CTRL | Qt::Key_F5));
    connect(sweep, &QAction::triggered, this, [this] {
        m_tabs->setCurrentWidget(m_sweep);
        m_sweep->start(); // what keeps it from starting stands there
    });
    menu->addSeparator();
    menu->addAction(sweep);
}

/// As wide as the widest of its texts: with live tuning they change with every training, and what stands beside the
/// button must not move.
void MainWindow::fitStartButton()
{
    auto* button = findChild<QToolButton*>(QStringLiteral("toolbar_startOrPauseAction"));
    if (!button)
        return;
    const auto advance = [button](const QString& text) { return button->fontMetrics().horizontalAdvance(text); };
    const int widest = std::max({advance(tr("Start")), advance(tr("Pause")), advance(tr("Resume"))});
    button->setFixedWidth(button->sizeHint().width() - advance(m_startOrPause->text()) + widest);
}

void MainWindow::updateActions()
{
    const auto activity = m_session->activity();
    const bool training = m_session->isTraining();
    const bool stopping = activity == Session::Activity::Stopping;
    const bool paused = activity == Session::Activity::Paused;
    const auto blocker = m_experiment->startBlocker();
    // Live tuning: Start, like any change, trains again, and another data set ends the training.
    const bool free = !training || m_session->isLiveTuning();
    m_start->setEnabled(free && blocker.isEmpty());
    m_pause->setEnabled(training && !stopping);
    m_pause->setText(paused ? tr("&Resume") : tr("&Pause"));
    m_stop->setEnabled(training && !stopping);
    m_startOrPause->setEnabled(training ? !stopping : blocker.isEmpty());
    m_startOrPause->setText(!training ? tr("Start") : paused ? tr("Resume") : tr("Pause"));
    m_startOrPause->setIcon(training && !paused
                                ? icon(QStringLiteral("media-playback-pause"), QStringLiteral("pause"))
                                : icon(QStringLiteral("media-playback-start"), QStringLiteral("start")));
    m_startOrPause->setToolTip(!training && !blocker.isEmpty() ? blocker : m_startOrPause->text());
    fitStartButton();
    for (auto* action : {m_export, m_saveRun})
        action->setEnabled(m_session->run() != nullptr);
    for (auto* action : {m_openFolder, m_openFile, m_openSample, m_openRun, m_download})
        action->setEnabled(free);
    m_recentMenu->menuAction()->setEnabled(free);
}

} // namespace matinee::ui
