#pragma once

#include <QWidget>

namespace matinee::ui {

class CurvesView;
class Session;

/// The Curves tab: the session's running or last training.
class CurvesPanel : public QWidget
{
    Q_OBJECT

public:
    /// \param session must outlive the panel
    explicit CurvesPanel(Session& session, QWidget* parent = nullptr);

private:
    /// All that the session has of a run, e.g. of one that was there before the panel.
    void showRun();

    Session& m_session;
    CurvesView* m_view;
};

} // namespace matinee::ui
