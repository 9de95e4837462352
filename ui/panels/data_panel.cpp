#include "ui/panels/data_panel.h"

#include "ui/panels/data_view.h"
#include "ui/state/session.h"

#include <QVBoxLayout>

namespace matinee::ui {

DataPanel::DataPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_view(new DataView)
{
    setObjectName(QStringLiteral("dataPanel"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    connect(&session, &Session::datasetChanged, m_view, [this, &session] { m_view->setDataset(session.dataset()); });
    connect(m_view, &DataView::filmActivated, &session, &Session::selectItem);
    const auto showTaste = [this, &session] {
        const auto& run = session.run();
        const int user = run ? session.userInRun(m_user) : -1;
        m_view->setTaste(user >= 0 ? run->model->userTaste(user) : std::vector<std::pair<std::string, float>>());
    };
    connect(m_view, &DataView::userChosen, this, [this, showTaste](int user) {
        m_user = user;
        showTaste();
    });
    connect(&session, &Session::trainingStarted, m_view, showTaste);
    connect(&session, &Session::trainingFinished, m_view, showTaste);
    m_view->setDataset(session.dataset());
}

} // namespace matinee::ui

// Kept out of the common file of all classes, so that what needs no session links without one.
#include "moc_data_panel.cpp"
