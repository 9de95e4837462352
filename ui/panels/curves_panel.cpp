#include "ui/panels/curves_panel.h"

#include "ui/panels/curves_view.h"
#include "ui/state/map_session.h"
#include "ui/state/map_timeline.h"
#include "ui/state/patience.h"
#include "ui/state/session.h"
#include "ui/state/spec_differences.h"

#include <QVBoxLayout>

namespace matinee::ui {

CurvesPanel::CurvesPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_view(new CurvesView)
{
    setObjectName(QStringLiteral("curvesPanel"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);

    connect(&session, &Session::datasetChanged, m_view, [this] {
        forget(); // the run went with its data set
        showAdvice();
    });
    connect(&session, &Session::liveTuningChanged, this, &CurvesPanel::showAdvice);
    connect(&session, &Session::trainingStarted, this, &CurvesPanel::forget);
    connect(&session, &Session::trainingPrepared, this, &CurvesPanel::showStart);
    connect(&session, &Session::trainingRestarted, this, [this] {
        // However often the hand moves on, the ghost is of before it moved.
        if (!m_handMoves)
            m_keepNext = true;
        m_handMoves = true;
        m_view->setHeld(true);
    });
    connect(&session, &Session::handRested, this, [this] {
        m_handMoves = false;
        m_view->setHeld(false);
    });
    connect(&session, &Session::liveRunFinished, this, &CurvesPanel::showRun);
    connect(&session, &Session::statsArrived, m_view, [this] { showStats(); });
    connect(&session, &Session::trainingFinished, this, &CurvesPanel::showRun);
    connect(&session, &Session::trainingFailed, m_view, &CurvesView::setError);
    connect(m_view, &CurvesView::filmActivated, &session,
            [&session](int item) { session.selectItem(session.itemOfRun(item)); });
    // The crosshair and the epoch of the map go together.
    auto& timeline = session.films().timeline();
    connect(m_view, &CurvesView::epochChosen, &timeline, [&timeline](std::optional<int> epoch) {
        if (epoch)
            timeline.showEpoch(*epoch);
        else
            timeline.showNewest();
    });
    connect(&timeline, &MapTimeline::shownEpochChanged, m_view,
            [this, &timeline] { m_view->setShownEpoch(timeline.chosenEpoch()); });
    showAdvice();
    showStart();
    showRun();
}

void CurvesPanel::showAdvice()
{
    m_view->setHasDataset(m_session.dataset() != nullptr, m_session.isLiveTuning());
}

void CurvesPanel::forget()
{
    m_view->clear();
    m_shown.reset();
    m_ghost.reset();
    m_keepNext = false;
}

void CurvesPanel::showStart()
{
    if (!m_session.runStart())
        return;
    if (!m_shown) {
        m_shown = m_session.trainedSpec();
        m_view->setStart(*m_session.runStart());
        return;
    }
    if ((m_keepNext || !m_view->hasGhost()) && m_view->isWorthKeeping()) {
        m_view->keepAsGhost();
        m_ghost = m_shown;
    }
    m_keepNext = false;
    m_shown = m_session.trainedSpec();
    m_view->setNext(*m_session.runStart());
    m_view->setGhostText(m_ghost ? specDifferences(*m_ghost, *m_shown) : QStringList());
}

void CurvesPanel::setOverlays(std::vector<ShownRun> runs)
{
    m_view->setOverlays(std::move(runs));
}

CurvesFigure CurvesPanel::figure() const
{
    return m_view->figure();
}

void CurvesPanel::showStats()
{
    m_view->setStats(m_session.epochs(), m_session.batches());
    m_view->setChanges(m_session.changes());
    if (m_session.runStart())
        m_view->setPatience(patienceOf(m_session.trainedSpec(), *m_session.runStart(), m_session.epochs()));
}

void CurvesPanel::showRun()
{
    showStats();
    if (m_session.run())
        m_view->setRun(m_session.run());
}

} // namespace matinee::ui

// Kept out of the common file of all classes, so that what needs no session links without one.
#include "moc_curves_panel.cpp"
