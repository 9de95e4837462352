#pragma once

#include "ui/charts/run_curves.h"

#include <QList>
#include <QStringList>
#include <QWidget>

#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace matinee::ui {

class CurveChart;
class DataTable;
class ReadoutModel;
class ResultStrip;
class TablePage;

/// The curves of one run, live or finished, with readout, result and sample predictions. Plain data in; CurvesPanel
/// ties it to the session.
class CurvesView : public QWidget
{
    Q_OBJECT

public:
    explicit CurvesView(QWidget* parent = nullptr);
    ~CurvesView() override;

    /// What the empty view advises: to open a data set, or to start; with live tuning a change is a start.
    void setHasDataset(bool hasDataset, bool isLive = false);
    /// A new training begins: everything of the one before goes.
    void clear();
    void setStart(const RunStart& start);
    /// Live tuning: another run takes the place of the one that is shown, whose result stays until the next is there.
    void setNext(const RunStart& start);
    /// Whether the curves that are shown are worth a look beside others: longer than the ghost, and nothing ran away.
    bool isWorthKeeping() const;
    bool hasGhost() const { return !m_ghost.isEmpty(); }
    /// Keeps the curves that are shown as a ghost behind those that come.
    void keepAsGhost();
    /// What the ghost's experiment had otherwise, a phrase each; with none the ghost is not shown.
    void setGhostText(const QStringList& differences);
    /// While the hand moves: the axes stay, as far as they may.
    void setHeld(bool held);
    /// Both lists whole, as they have grown.
    void setStats(const QList<EpochStats>& epochs, const QList<BatchStats>& batches);
    void setRun(std::shared_ptr<const TrainedRun> run);
    /// Of a training that failed; empty: none.
    void setError(const QString& message);

    CurveMetric metric() const { return m_content.metric; }
    /// Stays as it is if the run has no such curves.
    void setMetric(CurveMetric metric);
    bool isLogarithmic() const;

Q_SIGNALS:
    /// A sample prediction was double-clicked: the dense index of its film.
    void filmActivated(int item);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeControls();
    QWidget* makeEmptyState();
    QWidget* makeChartArea();
    QWidget* makeResultArea();
    /// What the model of m_start has to show; another choice of metrics if need be.
    void updateContent();
    /// All the series anew: other metric, colours, baselines.
    void rebuild();
    void showGhost(std::vector<LineSeries>& series);
    void updateExtent();
    void updateAnnotations();
    void updateLogarithm();
    void updateReadout();
    void updateMessages();
    bool hasCurves() const;

    QStackedWidget* m_pages;
    QLabel* m_empty = nullptr;
    QComboBox* m_metricChoice = nullptr;
    QCheckBox* m_logarithmSwitch = nullptr;
    QCheckBox* m_batchSwitch = nullptr;
    QLabel* m_ghostLabel = nullptr;
    QLabel* m_warning = nullptr;
    QLabel* m_error = nullptr;
    QSplitter* m_splitter = nullptr;
    CurveChart* m_chart = nullptr;
    ReadoutModel* m_readout = nullptr;
    QWidget* m_resultArea = nullptr;
    ResultStrip* m_strip = nullptr;
    TablePage* m_samples = nullptr;

    RunStart m_start;
    QList<EpochStats> m_epochs;
    QList<BatchStats> m_batches;
    std::shared_ptr<const TrainedRun> m_run;
    QString m_failure;
    QList<EpochStats> m_ghost;
    ModelOutput m_ghostOutput = ModelOutput::Ratings;
    QStringList m_ghostDifferences;
    bool m_held = false;
    QTimer* m_oldResult; ///< when it is over the result is still that of the run before, and looks it
    CurveContent m_content;
    std::vector<CurveMetric> m_metrics; ///< what m_metricChoice lists
    bool m_logarithmChosen = false;     ///< by the person; until then the values decide
};

} // namespace matinee::ui
