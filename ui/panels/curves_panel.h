#pragma once

#include "ui/charts/curves_export.h"

#include <matinee/experiment.h>

#include <QWidget>

#include <optional>

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

    /// Shows runs of the store beside the session's own.
    void setOverlays(std::vector<ShownRun> runs);
    /// What is shown and how: for a figure.
    CurvesFigure figure() const;

private:
    /// All that the session has of a run, e.g. of one that was there before the panel.
    void showRun();
    void showStats();
    void showAdvice();
    void showStart();
    void forget();

    Session& m_session;
    CurvesView* m_view;
    std::optional<ExperimentSpec> m_shown; ///< of the curves that the view shows
    std::optional<ExperimentSpec> m_ghost;
    bool m_handMoves = false;
    bool m_keepNext = false; ///< the curves that are shown are those of before the hand moved
};

} // namespace matinee::ui
