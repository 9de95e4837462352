#include "ui/dialogs/rate_dialog.h"
#include "ui/forms/banner.h"
#include "ui/forms/icons.h"
#include "ui/main_window.h"
#include "ui/panels/experiment_panel.h"
#include "ui/state/divergence.h"
#include "ui/state/session.h"
#include "ui/state/window_settings.h"
#include "ui/sweep/sweep_panel.h"

#include <matinee/preset.h>

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QStatusBar>
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
    m_findRate = addAction(QStringLiteral("findRateAction"), tr("&Find learning rate…"));
    m_findRate->setIconText(tr("Find LR"));
    m_findRate->setIcon(icon(QStringLiteral("matinee-find-rate"), QStringLiteral("find-rate")));
    connect(m_findRate, &QAction::triggered, this, &MainWindow::findRate);
    for (const auto signal : {&Session::rateSearchStarted, &Session::rateSearchEnded})
        connect(m_session, signal, this, &MainWindow::updateStatus);
    connect(m_session, &Session::rateSearchFailed, this, &MainWindow::updateStatus);
    m_restoreBest = addAction(QStringLiteral("restoreBestAction"), tr("Restore &best epoch"));
    connect(m_restoreBest, &QAction::triggered, m_session, &Session::restoreBest);
    connect(m_session, &Session::bestRestored, this, [this] {
        statusBar()->showMessage(tr("The run has the weights of epoch %1 now.").arg(m_session->run()->result.keptEpoch),
                                 5000);
    });
    auto* menu = menuBar()->addMenu(tr("&Training"));
    menu->addActions({m_start, m_pause, m_stop});
    menu->addSeparator();
    menu->addActions({m_live, m_findRate});
    auto* sweep =
        addAction(QStringLiteral("startSweepAction"), tr("Start s&weep"), QKeySequence(Qt::CTRL | Qt::Key_F5));
    connect(sweep, &QAction::triggered, this, [this] {
        m_tabs->setCurrentWidget(m_sweep);
        m_sweep->start(); // what keeps it from starting stands there
    });
    menu->addSeparator();
    menu->addAction(sweep);
    menu->addSeparator();
    menu->addAction(m_restoreBest);
}

void MainWindow::findRate()
{
    if (!m_rateDialog) {
        m_rateDialog = new RateDialog(*m_session, this);
        connect(m_rateDialog, &RateDialog::chosen, m_experiment, &ExperimentPanel::setLearningRate);
    }
    m_rateDialog->show();
    m_rateDialog->raise();
    m_rateDialog->activateWindow();
    m_rateDialog->find();
}

/// Says why a training ended before its time, and offers a smaller step.
void MainWindow::showDivergence()
{
    const auto& run = m_session->run();
    // While one training follows another a banner would push the curves up and down.
    if (!run || run->result.status != RunStatus::Diverged || m_session->isLiveTuning())
        return;
    const auto message = QString::fromStdString(run->result.warning);
    const auto spec = gentlerSpec(*run);
    const int kept = run->result.keptEpoch;
    if (!spec) {
        m_banner->showMessage(Banner::Kind::Error, message);
    } else if (const auto id = m_session->runId(); id > 0 && kept > 0) {
        m_banner->showMessage(Banner::Kind::Error, message,
                              tr("Go on from epoch %1 with a tenth of the learning rate").arg(kept),
                              [this, id, spec = *spec] { m_session->resumeRun(id, spec); });
    } else {
        m_banner->showMessage(Banner::Kind::Error, message, tr("Start again with a tenth of the learning rate"),
                              [this, rate = spec->hyperparameters.real("learning_rate")] {
                                  m_experiment->setLearningRate(rate);
                                  m_experiment->start();
                              });
    }
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
    const bool hasRate = m_session->spec().hyperparameters.has("learning_rate");
    m_findRate->setEnabled(m_session->canFindRate());
    m_findRate->setToolTip(hasRate ? tr("Find a learning rate: train for a moment while it rises, and look at the loss")
                                   : tr("This model has no learning rate"));
    m_restoreBest->setEnabled(m_session->canRestoreBest());
    for (auto* action : {m_export, m_saveRun})
        action->setEnabled(m_session->run() != nullptr);
    for (auto* action : {m_openFolder, m_openFile, m_openSample, m_openRun, m_download})
        action->setEnabled(free);
    m_recentMenu->menuAction()->setEnabled(free);
}

/// The first start, with the sample: what shows best what there is to see.
void MainWindow::proposeFirst(const QString& source)
{
    if (!WindowSettings(*m_settings).spec() && source == QLatin1String("sample"))
        m_session->setSpec(presetInfo("sample").spec);
}

} // namespace matinee::ui
