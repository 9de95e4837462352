#pragma once

#include "ui/sweep/sweep_axis.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace matinee::ui {

class CurveChart;
class SweepSession;

/// A sweep's metric over the epochs, a curve for each trial; those that run are drawn stronger.
class TrialCurves : public QWidget
{
    Q_OBJECT

public:
    /// More curves than these, the best and those that run, nobody reads.
    static constexpr int kMostCurves = 200;

    /// \param sweep must outlive the view
    explicit TrialCurves(const SweepSession& sweep, QWidget* parent = nullptr);

    /// \param accepted which trials are shown; empty: all
    void refresh(const SweepAxis& value, const std::vector<char>& accepted, int currentTrial);
    CurveChart& chart() const { return *m_chart; }

private:
    std::vector<const SweepTrial*> shownTrials(const std::vector<char>& accepted, int currentTrial) const;

    const SweepSession& m_sweep;
    CurveChart* m_chart;
    QComboBox* m_colours;
    QLabel* m_note;
    QStackedWidget* m_pages; ///< what will be here, the chart
    SweepAxis m_value;
    std::vector<char> m_accepted;
    int m_currentTrial = -1;
};

/// The sweep's metric in an epoch; NaN where it was not measured.
double metricOf(const EpochStats& epoch, const std::string& metric);

/// The colour that tells trials apart by number.
QColor trialColour(int trial, bool dark);

} // namespace matinee::ui
