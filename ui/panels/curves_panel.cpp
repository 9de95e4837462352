#include "ui/panels/curves_panel.h"

#include "ui/panels/curves_view.h"
#include "ui/state/session.h"

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
        m_view->clear(); // the run went with its data set
        m_view->setHasDataset(m_session.dataset() != nullptr);
    });
    connect(&session, &Session::trainingStarted, m_view, &CurvesView::clear);
    connect(&session, &Session::trainingPrepared, m_view, [this] {
        if (m_session.runStart())
            m_view->setStart(*m_session.runStart());
    });
    connect(&session, &Session::statsArrived, m_view,
            [this] { m_view->setStats(m_session.epochs(), m_session.batches()); });
    connect(&session, &Session::trainingFinished, this, &CurvesPanel::showRun);
    connect(&session, &Session::trainingFailed, m_view, &CurvesView::setError);
    connect(m_view, &CurvesView::filmActivated, &session,
            [&session](int item) { session.selectItem(session.itemOfRun(item)); });
    m_view->setHasDataset(session.dataset() != nullptr);
    showRun();
}

void CurvesPanel::showRun()
{
    if (m_session.runStart())
        m_view->setStart(*m_session.runStart());
    m_view->setStats(m_session.epochs(), m_session.batches());
    if (m_session.run())
        m_view->setRun(m_session.run());
}

} // namespace matinee::ui

// Kept out of the common file of all classes, so that what needs no session links without one.
#include "moc_curves_panel.cpp"
