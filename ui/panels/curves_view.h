#pragma once

#include "ui/charts/curves_export.h"
#include "ui/state/patience.h"

#include <QList>
#include <QStringList>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QLabel;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace matinee::ui {

class CurveChart;
class CurvePlot;
class CurvesControls;
class CurvesReadout;
class ResultStrip;
class TablePage;

/// The curves of one run, live or finished, and of others beside it, with readout, result and sample predictions. Plain
/// data in; CurvesPanel ties it to the session.
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
    bool hasGhost() const { return !m_data.ghost.isEmpty(); }
    /// Keeps the curves that are shown as a ghost behind those that come.
    void keepAsGhost();
    /// What the ghost's experiment had otherwise, a phrase each; with none the ghost is not shown.
    void setGhostText(const QStringList& differences);
    /// While the hand moves: the axes stay, as far as they may.
    void setHeld(bool held);
    /// Both lists whole, as they have grown.
    void setStats(const QList<EpochStats>& epochs, const QList<BatchStats>& batches);
    /// What was changed while the run trained.
    void setChanges(const QList<LiveChange>& changes);
    /// Runs that are shown beside this one, or alone where there is none.
    void setOverlays(std::vector<ShownRun> runs);
    /// What early stopping waits for while it trains.
    void setPatience(const Patience& patience);
    void setRun(std::shared_ptr<const TrainedRun> run);
    /// Of a training that failed; empty: none.
    void setError(const QString& message);

    /// Where the crosshairs rest; none: nowhere.
    void setShownEpoch(std::optional<int> epoch);

    /// What is shown and how: for a figure.
    CurvesFigure figure() const;

    CurveMetric metric() const { return m_options.content.metric; }
    /// Stays as it is if the run has no such curves.
    void setMetric(CurveMetric metric);
    bool isLogarithmic() const;

Q_SIGNALS:
    /// A sample prediction was double-clicked: the dense index of its film.
    void filmActivated(int item);
    /// The person put a crosshair at an epoch of the run, or took it away.
    void epochChosen(std::optional<int> epoch);

protected:
    void changeEvent(QEvent* event) override;

private:
    void chooseEpoch(std::optional<double> x);
    void restCrosshairs();
    QWidget* makeEmptyState();
    QWidget* makeChartArea();
    QWidget* makeResultArea();
    void connectControls();
    /// What the model of the run has to show; another choice of metrics if need be.
    void updateContent();
    /// All the curves anew.
    void rebuild();
    void showPicture(CurveChart& chart, const CurvesOptions& options);
    void updateAxes();
    void updateExtent(CurvePlot& plot) const;
    void updateLogarithm();
    void updateReadout();
    void updateGhostNote(bool hasGhost);
    /// The plot areas of both charts begin and end at the same place.
    void alignCharts();
    void updateMessages();
    bool hasCurves() const;

    QStackedWidget* m_pages;
    QLabel* m_empty = nullptr;
    CurvesControls* m_controls;
    QLabel* m_warning = nullptr;
    QLabel* m_error = nullptr;
    QSplitter* m_splitter = nullptr;
    CurveChart* m_chart = nullptr;
    CurveChart* m_second = nullptr; ///< below, hidden where nothing is chosen for it
    CurvesReadout* m_readout = nullptr;
    QWidget* m_resultArea = nullptr;
    ResultStrip* m_strip = nullptr;
    TablePage* m_samples = nullptr;

    CurvesData m_data;
    CurvesOptions m_options; ///< of the first chart
    QString m_failure;
    ModelOutput m_ghostOutput = ModelOutput::Ratings;
    QStringList m_ghostDifferences;
    bool m_held = false;
    QTimer* m_oldResult;                ///< when it is over the result is still that of the run before, and looks it
    std::vector<CurveMetric> m_metrics; ///< what the first chart may show
    std::vector<CurveMetric> m_secondMetrics; ///< what the second one may
    bool m_logarithmChosen = false;           ///< by the person; until then the values decide
    bool m_aligning = false;
    std::optional<int> m_shownEpoch;
    bool m_choosing = false; ///< the crosshair stays where the person puts it
};

} // namespace matinee::ui
