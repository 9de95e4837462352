#include "ui/sweep/sweep_results.h"

#include "ui/panels/data_table.h"
#include "ui/state/colours.h"
#include "ui/state/viridis.h"
#include "ui/sweep/heat_map.h"
#include "ui/sweep/importance_bars.h"
#include "ui/sweep/parallel_coordinates.h"
#include "ui/sweep/sweep_session.h"
#include "ui/sweep/sweep_text.h"
#include "ui/sweep/trial_curves.h"
#include "ui/sweep/trial_table_model.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLocale>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace matinee::ui {

namespace {

/// Trials that end one after another are looked at together.
constexpr std::chrono::milliseconds kRefreshInterval{100};
constexpr int kParallelTicks = 4;

} // namespace

SweepResults::SweepResults(SweepSession& sweep, QWidget* parent)
    : QWidget(parent)
    , m_sweep(sweep)
{
    setObjectName(QStringLiteral("sweepResults"));
    makeViews();
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(kRefreshInterval);
    connect(&m_refreshTimer, &QTimer::timeout, this, [this] {
        if (m_stale)
            refresh();
    });
    connect(&sweep, &SweepSession::sweepStarted, this, &SweepResults::reset);
    connect(&sweep, &SweepSession::trialsChanged, this, &SweepResults::scheduleRefresh);
    connect(&sweep, &SweepSession::importanceChanged, this, &SweepResults::showImportance);
    connect(&sweep, &SweepSession::activityChanged, this, &SweepResults::updateActions);
    reset();
}

void SweepResults::reset()
{
    m_accepted.clear();
    m_currentTrial = -1;
    m_parallel->setAxes({});
    m_model->reset();
    refresh();
    sizeColumns();
    const auto& spec = m_sweep.runningSpec();
    const QScopedValueRollback guard(m_refreshing, true);
    for (auto* box : {m_heatX, m_heatY}) {
        box->clear();
        for (std::size_t i = 0; spec && i < spec->parameters.size(); ++i)
            box->addItem(m_axes[i].title, static_cast<int>(i));
    }
    m_heatX->setCurrentIndex(0);
    m_heatY->setCurrentIndex(std::min(1, m_heatY->count() - 1));
    refreshHeatMap();
    showImportance();
}

void SweepResults::scheduleRefresh()
{
    m_stale = true;
    if (!m_refreshTimer.isActive())
        m_refreshTimer.start(0);
}

void SweepResults::refresh()
{
    m_stale = !isVisible();
    if (m_stale)
        return;                             // showEvent() comes back to it
    m_refreshTimer.start(kRefreshInterval); // the next one has to wait
    m_axes = m_sweep.runningSpec() ? sweepAxes(*m_sweep.runningSpec(), m_sweep.trials()) : std::vector<SweepAxis>();
    refreshParallel();
    applyBrush();
}

void SweepResults::refreshParallel()
{
    const QScopedValueRollback guard(m_refreshing, true);
    std::vector<ParallelAxis> axes;
    for (std::size_t i = 0; i < m_axes.size(); ++i) {
        const auto& axis = m_axes[i];
        axes.push_back(
            {axis.key, axis.title, axis.ticks(kParallelTicks), [axis](double place) { return axis.text(place); }});
    }
    m_parallel->setAxes(std::move(axes));

    const bool dark = isDark(palette());
    std::vector<ParallelLine> lines;
    std::vector<double> good;
    for (const auto& trial : m_sweep.trials()) {
        ParallelLine line{.id = trial.number, .colour = {}, .places = {}};
        for (std::size_t i = 0; i + 1 < m_axes.size(); ++i)
            line.places.push_back(i < trial.point.size() ? m_axes[i].fraction(trial.point[i])
                                                         : std::numeric_limits<double>::quiet_NaN());
        line.places.push_back(m_axes.back().fraction(trial.value));
        // Trials without a value yet are as pale as the grid.
        const bool hasValue = std::isfinite(trial.value);
        good.push_back(hasValue ? goodness(m_axes.back(), trial.value) : -1);
        line.colour = hasValue ? goodnessColour(good.back(), dark) : gridColour(palette());
        lines.push_back(std::move(line));
    }
    // The best on top.
    std::ranges::stable_sort(lines, {},
                             [&good](const ParallelLine& line) { return good[static_cast<std::size_t>(line.id)]; });
    m_parallel->setLines(std::move(lines));
}

void SweepResults::applyBrush()
{
    m_accepted.clear();
    if (m_parallel->isBrushed()) {
        m_accepted.assign(m_sweep.trials().size(), 0);
        const auto& passed = m_parallel->accepted();
        for (std::size_t i = 0; i < passed.size(); ++i)
            m_accepted[static_cast<std::size_t>(m_parallel->lineId(i))] = passed[i];
    }
    m_model->setAccepted(m_accepted);
    if (const int row = m_model->rowOf(m_currentTrial); row < 0)
        m_table->clearSelection();
    refreshHeatMap();
    refreshCurves();
    showCounts();
    updateActions();
}

void SweepResults::refreshCurves()
{
    if (m_axes.empty())
        m_curves->refresh({}, {}, -1);
    else
        m_curves->refresh(m_axes.back(), m_accepted, m_currentTrial);
}

void SweepResults::refreshHeatMap()
{
    const int x = m_heatX->currentIndex();
    const int y = m_heatY->currentIndex();
    const bool isShown = x >= 0 && y >= 0 && x != y && m_axes.size() > 2 && !m_sweep.trials().empty();
    m_heatX->setEnabled(m_heatX->count() > 1);
    m_heatY->setEnabled(m_heatY->count() > 1);
    if (!m_sweep.runningSpec())
        m_heatMap->setEmptyText(tr("The best value by two of the parameters appears here."));
    else if (m_heatX->count() < 2)
        m_heatMap->setEmptyText(tr("The sweep has one parameter only: there is nothing to cross it with."));
    else
        m_heatMap->setEmptyText(tr("Choose two different parameters."));
    m_heatMap->setGrid(isShown ? makeHeatGrid(m_axes, static_cast<std::size_t>(x), static_cast<std::size_t>(y),
                                              m_sweep.trials(), m_accepted)
                               : HeatGrid());
    m_heatMap->setCurrentTrial(m_currentTrial);
}

void SweepResults::showImportance()
{
    std::vector<ImportanceBars::Bar> bars;
    const auto& spec = m_sweep.runningSpec();
    for (const auto& [key, share] : m_sweep.importance()) {
        const auto* parameter = spec ? spec->experiment.hyperparameters.find(key) : nullptr;
        bars.push_back({parameter ? QString::fromStdString(parameter->label) : QString::fromStdString(key), share});
    }
    m_importance->setEmptyText(
        tr("How much each parameter matters can be told from %1 finished trials on.").arg(kLeastTrialsForImportance));
    m_importance->setBars(std::move(bars));
}

void SweepResults::showCounts()
{
    const QLocale locale;
    const auto shown = locale.toString(m_model->rowCount());
    const auto all = locale.toString(static_cast<int>(m_sweep.trials().size()));
    if (!m_sweep.runningSpec())
        m_count->clear();
    else
        m_count->setText(m_accepted.empty() ? tr("%1 trials").arg(all) : tr("%1 of %2 trials").arg(shown, all));
    const bool isBrushed = m_parallel->isBrushed();
    m_brushText->setText(isBrushed ? m_parallel->brushText() : QString());
    m_brushText->setToolTip(m_brushText->text());
    m_clearBrushes->setEnabled(isBrushed);
}

void SweepResults::setCurrentTrial(int number)
{
    if (number == m_currentTrial)
        return;
    m_currentTrial = number;
    m_parallel->setCurrentLine(number);
    m_heatMap->setCurrentTrial(number);
    refreshCurves();
    const int row = m_model->rowOf(number);
    if (row >= 0 && m_table->currentIndex().row() != row)
        m_table->selectRow(row);
    updateActions();
}

std::vector<int> SweepResults::selectedTrials() const
{
    std::vector<int> rows;
    for (const auto& index : m_table->selectionModel()->selectedRows())
        rows.push_back(index.row());
    std::ranges::sort(rows);
    for (int& row : rows)
        row = m_model->trialNumber(row);
    return rows;
}

void SweepResults::updateActions()
{
    const auto selected = selectedTrials();
    const auto* trial = selected.size() == 1 ? m_sweep.trial(selected.front()) : nullptr;
    const bool hasPoint = trial && !trial->point.empty();
    m_promote->setEnabled(hasPoint);
    m_promoteAndStart->setEnabled(hasPoint);
    const auto isQueued = [this](int number) { return m_model->placeInQueue(number) >= 0; };
    const bool canMove = m_sweep.canReorder() && !selected.empty() && std::ranges::all_of(selected, isQueued);
    m_earlier->setEnabled(canMove);
    m_later->setEnabled(canMove);
    const auto canSkip = [this](int number) {
        const auto* one = m_sweep.trial(number); // null: it was selected in the sweep before
        const auto state = one ? one->state : TrialState::Done;
        return state == TrialState::Queued || state == TrialState::Running || state == TrialState::Paused;
    };
    m_skip->setEnabled(m_sweep.isRunning() && std::ranges::any_of(selected, canSkip));
    const bool isDraggable = m_sweep.canReorder();
    m_table->setDragEnabled(isDraggable);
    m_table->setAcceptDrops(isDraggable);
}

void SweepResults::moveSelected(int by)
{
    const auto selected = selectedTrials();
    if (selected.empty())
        return;
    const int place = m_model->placeInQueue(selected.front());
    m_sweep.moveInQueue(selected, std::max(0, place + by));
    refresh();
}

void SweepResults::promote(bool start)
{
    if (const auto selected = selectedTrials(); selected.size() == 1)
        Q_EMIT promotionRequested(selected.front(), start);
}

void SweepResults::sizeColumns()
{
    auto* header = m_table->horizontalHeader();
    const QFontMetrics metrics(header->font());
    const int arrow = metrics.height() + 12;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const auto title = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const QString widest = column == TrialTableModel::kState ? trialStateText(TrialState::Queued) + tr(", 9,999")
                                                                 : QStringLiteral("0.00000");
        header->resizeSection(
            column, std::max(metrics.horizontalAdvance(title) + arrow, metrics.horizontalAdvance(widest) + arrow));
    }
}

void SweepResults::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_parallel)
        scheduleRefresh(); // the colours of the values
}

void SweepResults::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        refresh();
}

} // namespace matinee::ui
