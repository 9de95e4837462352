#pragma once

#include "ui/sweep/sweep_axis.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QAction;
class QComboBox;
class QLabel;
class QSplitter;
class QTabWidget;
class QToolButton;

namespace matinee::ui {

class DataTable;
class HeatMap;
class ImportanceBars;
class ParallelCoordinates;
class SweepSession;
class TrialCurves;
class TrialTableModel;

/// What a sweep has found so far: curves, heat map, importance, parallel coordinates and the table of trials. A brush
/// in the parallel coordinates filters all of them; a trial that is chosen in one of them is marked in all.
class SweepResults : public QWidget
{
    Q_OBJECT

public:
    /// \param sweep must outlive the view
    explicit SweepResults(SweepSession& sweep, QWidget* parent = nullptr);

    /// The trial that is marked; -1: none.
    int currentTrial() const { return m_currentTrial; }
    void setCurrentTrial(int number);

Q_SIGNALS:
    /// Its experiment is wanted in the Experiment dock. \param start and trained
    void promotionRequested(int trial, bool start);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void makeViews();
    QWidget* makeCharts();
    QWidget* makeParallel();
    QWidget* makeTable();
    QWidget* makeHeatMap();
    QAction* addTrialAction(const QString& name, const QString& text, const QKeySequence& shortcut);
    void reset();
    void scheduleRefresh();
    void refresh();
    void refreshParallel();
    void refreshHeatMap();
    void refreshCurves();
    void showImportance();
    void showCounts();
    void applyBrush();
    void updateActions();
    void sizeColumns();
    std::vector<int> selectedTrials() const;
    void moveSelected(int by);
    void promote(bool start);

    SweepSession& m_sweep;
    std::vector<SweepAxis> m_axes;
    std::vector<char> m_accepted; ///< of the trials, by number; empty: all
    int m_currentTrial = -1;
    bool m_refreshing = false;
    QTimer m_refreshTimer;
    bool m_stale = false;

    TrialCurves* m_curves = nullptr;
    QTabWidget* m_pages = nullptr;
    HeatMap* m_heatMap = nullptr;
    QComboBox* m_heatX = nullptr;
    QComboBox* m_heatY = nullptr;
    ImportanceBars* m_importance = nullptr;
    ParallelCoordinates* m_parallel = nullptr;
    QLabel* m_brushText = nullptr;
    QToolButton* m_clearBrushes = nullptr;
    TrialTableModel* m_model = nullptr;
    DataTable* m_table = nullptr;
    QLabel* m_count = nullptr;
    QAction* m_promote = nullptr;
    QAction* m_promoteAndStart = nullptr;
    QAction* m_earlier = nullptr;
    QAction* m_later = nullptr;
    QAction* m_skip = nullptr;
    QSplitter* m_rows = nullptr;
};

} // namespace matinee::ui
