#include "ui/main_window.h"
#include "ui/state/session.h"
#include "ui/state/status_text.h"

#include <QLabel>
#include <QProgressBar>
#include <QStatusBar>

// The status bar: what is under way, and how far it is.

namespace matinee::ui {

namespace {

constexpr int kProgressSteps = 1000;

} // namespace

void MainWindow::makeStatusBar()
{
    const auto label = [this](const QString& name, bool permanent) {
        auto* made = new QLabel(this);
        made->setObjectName(name);
        made->setContentsMargins(8, 0, 8, 0);
        if (permanent)
            statusBar()->addPermanentWidget(made);
        else
            statusBar()->addWidget(made);
        return made;
    };
    m_activity = label(QStringLiteral("statusActivity"), false);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("statusProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->setMaximumSize(160, 8);
    statusBar()->addWidget(m_progress);
    m_progress->hide();
    m_liveState = label(QStringLiteral("statusLive"), true);
    m_liveState->setText(tr("Live"));
    m_liveState->setToolTip(tr("Live tuning is on: every change of the experiment trains again at once"));
    m_device = label(QStringLiteral("statusDevice"), true);
    m_epoch = label(QStringLiteral("statusEpoch"), true);
    m_rate = label(QStringLiteral("statusRate"), true);
    m_timeLeft = label(QStringLiteral("statusTimeLeft"), true);
    m_films = label(QStringLiteral("statusFilms"), true);
}

void MainWindow::updateStatus()
{
    const StatusText status(*m_session, locale());
    if (!m_session->isLoading()) {
        m_activity->setText(m_closing ? tr("Stopping, then closing…") : status.activity());
        // Live tuning: a bar that comes and goes with every nudge says nothing.
        m_progress->setVisible(m_session->isTraining() && !m_session->isHandMoving());
        m_progress->setRange(0, status.progress() < 0 ? 0 : kProgressSteps);
        m_progress->setValue(static_cast<int>(status.progress() * kProgressSteps));
    }
    m_liveState->setVisible(m_session->isLiveTuning());
    m_device->setText(status.device());
    m_epoch->setText(status.epoch());
    m_rate->setText(status.rate());
    m_timeLeft->setText(status.timeLeft());
    m_films->setText(status.films());
    for (auto* label : {m_device, m_epoch, m_rate, m_timeLeft, m_films})
        label->setVisible(!label->text().isEmpty());
}

} // namespace matinee::ui
