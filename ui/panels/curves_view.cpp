#include "ui/panels/curves_view.h"

#include "ui/charts/curve_chart.h"
#include "ui/panels/data_table.h"
#include "ui/panels/models/readout_model.h"
#include "ui/panels/models/samples_model.h"
#include "ui/panels/result_strip.h"
#include "ui/panels/table_page.h"
#include "ui/state/colours.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace matinee::ui {

namespace {

/// A splitter below this shares its room evenly, in pixels.
constexpr int kLowHeight = 760;
/// A training that ends so many times above where it began has run away.
constexpr double kRanAway = 2;
/// A result that is replaced within so long need not show that it is an old one.
constexpr int kOldResultMilliseconds = 500;

std::span<const EpochStats> spanOf(const QList<EpochStats>& list, qsizetype from = 0)
{
    return std::span(list.constData(), static_cast<std::size_t>(list.size())).subspan(static_cast<std::size_t>(from));
}

std::span<const BatchStats> spanOf(const QList<BatchStats>& list, qsizetype from = 0)
{
    return std::span(list.constData(), static_cast<std::size_t>(list.size())).subspan(static_cast<std::size_t>(from));
}

QLabel* makeMessage(const QString& name)
{
    auto* label = new QLabel;
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setContentsMargins(8, 4, 8, 4);
    label->hide();
    return label;
}

} // namespace

CurvesView::CurvesView(QWidget* parent)
    : QWidget(parent)
    , m_pages(new QStackedWidget)
    , m_oldResult(new QTimer(this))
{
    setObjectName(QStringLiteral("curvesView"));
    m_oldResult->setSingleShot(true);
    m_oldResult->setInterval(kOldResultMilliseconds);
    connect(m_oldResult, &QTimer::timeout, this, [this] { m_resultArea->setEnabled(false); });
    m_warning = makeMessage(QStringLiteral("curvesWarning"));
    m_error = makeMessage(QStringLiteral("curvesError"));
    m_pages->addWidget(makeEmptyState());
    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(0, 0, 0, 0);
    pageLayout->setSpacing(0);
    pageLayout->addWidget(makeControls());
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->setObjectName(QStringLiteral("curvesSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(makeChartArea());
    m_splitter->addWidget(makeResultArea());
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    pageLayout->addWidget(m_splitter, 1);
    m_pages->addWidget(page);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_error);
    layout->addWidget(m_warning);
    layout->addWidget(m_pages, 1);
    clear();
}

CurvesView::~CurvesView() = default;

QWidget* CurvesView::makeEmptyState()
{
    auto* text = new QLabel;
    m_empty = text;
    setHasDataset(false);
    text->setObjectName(QStringLiteral("curvesEmpty"));
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    text->setMargin(32);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    text->setFont(large);
    return text;
}

void CurvesView::setHasDataset(bool hasDataset, bool isLive)
{
    m_empty->setText(hasDataset && isLive ? tr("Change a setting, or press Start (F5); the curves appear here.")
                     : hasDataset
                         ? tr("Press Start (F5) to train; the curves appear here.")
                         : tr("Open a data set first (Ctrl+O), or open the built-in sample from the File menu."));
}

QWidget* CurvesView::makeControls()
{
    m_metricChoice = new QComboBox;
    m_metricChoice->setObjectName(QStringLiteral("curvesMetric"));
    m_metricChoice->setAccessibleName(tr("Metric"));
    m_metricChoice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_metricChoice, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (index >= 0)
            setMetric(m_metrics[static_cast<std::size_t>(index)]);
    });
    auto* metricLabel = new QLabel(tr("Metri&c:"));
    metricLabel->setBuddy(m_metricChoice);

    m_logarithmSwitch = new QCheckBox(tr("Lo&garithmic axis"));
    m_logarithmSwitch->setObjectName(QStringLiteral("curvesLogarithm"));
    m_logarithmSwitch->setAccessibleName(tr("Logarithmic axis"));
    connect(m_logarithmSwitch, &QCheckBox::toggled, this, [this](bool on) {
        m_chart->plot().setLogarithmic(on);
        m_chart->scheduleRefresh();
    });
    connect(m_logarithmSwitch, &QCheckBox::clicked, this, [this] { m_logarithmChosen = true; });

    m_batchSwitch = new QCheckBox(tr("&Batches"));
    m_batchSwitch->setObjectName(QStringLiteral("curvesBatches"));
    m_batchSwitch->setAccessibleName(tr("Batch loss"));
    m_batchSwitch->setToolTip(tr("The running loss within each epoch, in training mode"));
    m_batchSwitch->setChecked(true);
    connect(m_batchSwitch, &QCheckBox::toggled, this, [this] { rebuild(); });

    auto* all = new QToolButton;
    all->setObjectName(QStringLiteral("curvesShowAll"));
    all->setText(tr("Show all"));
    all->setAccessibleName(tr("Show all"));
    all->setToolTip(tr("Wheel: zoom; drag: zoom into a rectangle; double click or 0: show all; arrow keys: crosshair"));
    all->setAutoRaise(true);
    connect(all, &QToolButton::clicked, this, [this] { m_chart->plot().showAll(); });

    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(metricLabel);
    layout->addWidget(m_metricChoice);
    layout->addSpacing(16);
    layout->addWidget(m_logarithmSwitch);
    layout->addSpacing(8);
    layout->addWidget(m_batchSwitch);
    m_ghostLabel = new QLabel;
    m_ghostLabel->setObjectName(QStringLiteral("curvesGhost"));
    m_ghostLabel->setForegroundRole(QPalette::PlaceholderText);
    m_ghostLabel->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_ghostLabel->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long one does not widen the window
    layout->addSpacing(8);
    layout->addWidget(m_ghostLabel, 1);
    layout->addSpacing(8);
    layout->addWidget(all);
    return row;
}

QWidget* CurvesView::makeChartArea()
{
    m_chart = new CurveChart;
    m_readout = new ReadoutModel(this);
    auto* table = new DataTable;
    table->setObjectName(QStringLiteral("curvesReadout"));
    table->setAccessibleName(tr("Values at the crosshair"));
    table->setModel(m_readout);
    table->setAlternatingRowColors(false);
    table->setFrameShape(QFrame::NoFrame);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    table->setMinimumWidth(fontMetrics().averageCharWidth() * 40);
    connect(m_chart, &CurveChart::crosshairMoved, this, &CurvesView::updateReadout);

    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->setObjectName(QStringLiteral("curvesReadoutSplitter"));
    splitter->addWidget(m_chart);
    splitter->addWidget(table);
    splitter->setStretchFactor(0, 3); // the table shows its names whole where the window is wide
    splitter->setStretchFactor(1, 1);
    splitter->setCollapsible(0, false);
    return splitter;
}

QWidget* CurvesView::makeResultArea()
{
    m_strip = new ResultStrip;
    m_samples = new TablePage(QStringLiteral("samples"), tr("Sample predictions"), tr("sample predictions"));
    m_samples->addFilter(
        QStringLiteral("Filter"), tr("Predict&ions for:"), tr("title or user id"),
        [](RowTableModel& model, const QString& text) { static_cast<SamplesModel&>(model).setFilter(text); });
    connect(m_samples, &TablePage::rowActivated, this,
            [this](int row) { Q_EMIT filmActivated(static_cast<SamplesModel*>(m_samples->model())->item(row)); });
    m_resultArea = new QWidget;
    auto* layout = new QVBoxLayout(m_resultArea);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_samples, 1);
    m_resultArea->hide();
    return m_resultArea;
}

bool CurvesView::isLogarithmic() const
{
    return m_logarithmSwitch->isChecked();
}

void CurvesView::setMetric(CurveMetric metric)
{
    const auto found = std::ranges::find(m_metrics, metric);
    if (metric == m_content.metric || found == m_metrics.end())
        return;
    m_content.metric = metric;
    m_metricChoice->setCurrentIndex(static_cast<int>(found - m_metrics.begin()));
    m_chart->plot().showAll();
    rebuild();
}

void CurvesView::updateContent()
{
    const auto info = std::ranges::find(models(), m_start.model, &ModelInfo::id);
    if (info != models().end()) {
        m_content.output = info->output;
        m_content.objective = QString::fromStdString(info->objective);
    }
    m_content.hasValidation = m_start.validation > 0;
    auto metrics = availableMetrics(m_content.output, m_content.hasValidation, spanOf(m_epochs));
    const auto nameOf = [this](CurveMetric metric) {
        auto content = m_content;
        content.metric = metric;
        return metricName(content);
    };
    const auto isListed = [this, &nameOf](CurveMetric metric) { return m_metricChoice->findText(nameOf(metric)) >= 0; };
    if (metrics == m_metrics && std::ranges::all_of(metrics, isListed))
        return;
    const QSignalBlocker blocker(m_metricChoice);
    m_metrics = std::move(metrics);
    if (std::ranges::find(m_metrics, m_content.metric) == m_metrics.end())
        m_content.metric = m_metrics.front();
    m_metricChoice->clear();
    for (const auto metric : m_metrics) {
        m_metricChoice->addItem(nameOf(metric));
        if (metric == m_content.metric)
            m_metricChoice->setCurrentIndex(m_metricChoice->count() - 1);
    }
}

void CurvesView::clear()
{
    m_start = {};
    m_epochs.clear();
    m_batches.clear();
    m_run.reset();
    m_failure.clear();
    m_ghost.clear();
    m_ghostDifferences.clear();
    m_held = false;
    m_chart->plot().setHeld(false);
    m_oldResult->stop();
    m_resultArea->setEnabled(true);
    m_samples->setModel(nullptr);
    m_resultArea->hide();
    m_chart->setCrosshair(std::nullopt);
    m_chart->plot().showAll();
    m_pages->setCurrentIndex(0);
    updateMessages();
    updateContent();
    rebuild();
}

void CurvesView::setStart(const RunStart& start)
{
    m_start = start;
    m_pages->setCurrentIndex(1);
    updateMessages();
    updateContent();
    rebuild();
}

void CurvesView::setNext(const RunStart& start)
{
    m_epochs.clear();
    m_batches.clear();
    if (std::exchange(m_run, nullptr))
        m_oldResult->start();
    m_failure.clear();
    setStart(start);
}

bool CurvesView::isWorthKeeping() const
{
    if (m_epochs.size() < 2)
        return false;
    const bool ranAway = m_content.output == ModelOutput::Ratings &&
                         !(m_epochs.back().trainLoss <= kRanAway * m_epochs.front().trainLoss);
    return !ranAway && (m_run || m_epochs.size() >= m_ghost.size());
}

void CurvesView::keepAsGhost()
{
    m_ghost = m_epochs;
    m_ghostOutput = m_content.output;
}

void CurvesView::setGhostText(const QStringList& differences)
{
    if (differences == m_ghostDifferences)
        return;
    m_ghostDifferences = differences;
    rebuild();
}

void CurvesView::setHeld(bool held)
{
    if (held == m_held)
        return;
    m_held = held && hasCurves();
    m_chart->plot().setHeld(m_held);
    if (!m_held)
        updateLogarithm();
}

void CurvesView::setStats(const QList<EpochStats>& epochs, const QList<BatchStats>& batches)
{
    const auto oldEpochs = m_epochs.size();
    const auto oldBatches = m_batches.size();
    if (epochs.size() < oldEpochs || batches.size() < oldBatches) {
        m_epochs = epochs;
        m_batches = batches;
        updateContent();
        rebuild();
        return;
    }
    // Only what is new, into lists of our own: sharing the session's would make it copy them whole at its next append.
    m_epochs.append(epochs.mid(oldEpochs));
    m_batches.append(batches.mid(oldBatches));
    if (!hasCurves())
        return;
    m_pages->setCurrentIndex(1);
    // Whether there is a loss or an objective shows in the first epochs.
    if (oldEpochs < 2 && epochs.size() != oldEpochs &&
        availableMetrics(m_content.output, m_content.hasValidation, spanOf(m_epochs)) != m_metrics) {
        updateContent();
        rebuild();
        return;
    }
    auto& series = m_chart->plot().series();
    const bool first = oldEpochs == 0;
    appendEpochs(series, spanOf(epochs, oldEpochs), m_content);
    appendBatches(series, spanOf(batches, oldBatches), m_content);
    updateExtent();
    if (first)
        updateAnnotations();
    if (epochs.size() != oldEpochs)
        updateLogarithm();
    if (first)
        m_chart->refreshNow();
    else
        m_chart->scheduleRefresh();
    updateReadout();
}

void CurvesView::setRun(std::shared_ptr<const TrainedRun> run)
{
    if (run && run == m_run)
        return;
    m_run = std::move(run);
    m_oldResult->stop();
    m_resultArea->setEnabled(true);
    if (!m_run) {
        m_samples->setModel(nullptr);
        m_resultArea->hide();
        return;
    }
    m_start = m_run->start;
    m_epochs = QList<EpochStats>(m_run->history.begin(), m_run->history.end());
    m_pages->setCurrentIndex(1);
    m_strip->setRun(*m_run);
    m_samples->setModel(m_run->dataset ? std::make_unique<SamplesModel>(m_run) : nullptr);
    const bool wasHidden = m_resultArea->isHidden();
    m_resultArea->show();
    if (wasHidden) {
        // With little room the figures take what they need, and the table has some rows left.
        const int height = m_splitter->height();
        const int results = height < kLowHeight ? height / 2 : 2 * height / 5;
        m_splitter->setSizes({height - results, results});
    }
    updateMessages();
    updateContent();
    rebuild();
    m_chart->refreshNow(); // nothing more will come to wait for
}

void CurvesView::setError(const QString& message)
{
    m_failure = message;
    updateMessages();
}

bool CurvesView::hasCurves() const
{
    return !m_epochs.isEmpty() || !m_batches.isEmpty() || m_start.epochs > 0;
}

void CurvesView::rebuild()
{
    const bool dark = isDark(palette());
    auto& plot = m_chart->plot();
    auto series = makeRunSeries(m_content, dark);
    appendEpochs(series, spanOf(m_epochs), m_content);
    appendBatches(series, spanOf(m_batches), m_content);
    const bool hasBatches = allowsLogarithm(m_content.metric);
    series[kBatchSeries].visible = hasBatches && m_batchSwitch->isChecked() && (!m_run || !m_batches.isEmpty());
    showGhost(series);
    m_batchSwitch->setEnabled(hasBatches);
    m_logarithmSwitch->setEnabled(hasBatches);
    plot.setSeries(std::move(series));
    plot.setReferences(makeReferences(m_start.baselines, m_run ? &m_run->result : nullptr, m_content, dark));
    plot.setAxisTitles(tr("Epoch"), metricAxisTitle(m_content));
    updateExtent();
    updateAnnotations();
    updateLogarithm();
    m_chart->scheduleRefresh();
    updateReadout();
}

void CurvesView::showGhost(std::vector<LineSeries>& series)
{
    QString text;
    const auto whole = m_ghostDifferences.join(QStringLiteral(", "));
    if (!m_ghostDifferences.isEmpty() && m_ghostOutput == m_content.output) {
        auto ghosts = makeGhostSeries(spanOf(m_ghost), whole, m_content, isDark(palette()));
        if (!ghosts.empty())
            //: %1 what the run before had otherwise: "Learning rate 0.01"
            text = m_ghostDifferences.size() == 1 ? tr("Pale: %1").arg(whole)
                                                  : tr("Pale: %1 settings otherwise").arg(m_ghostDifferences.size());
        std::ranges::move(ghosts, std::back_inserter(series));
    }
    m_ghostLabel->setText(text);
    m_ghostLabel->setToolTip(text.isEmpty() ? QString() : tr("The pale curves are of the run before: %1").arg(whole));
}

void CurvesView::updateExtent()
{
    const int last = m_epochs.isEmpty() ? 0 : m_epochs.last().epoch;
    const double progress = std::max<double>(last, m_batches.isEmpty() ? 0 : m_batches.last().position);
    m_chart->plot().setExtent(0, m_run ? std::max(1, last) : trainingExtent(m_start.epochs, progress));
}

void CurvesView::updateAnnotations()
{
    m_chart->plot().setAnnotations(
        makeRunAnnotations(m_chart->plot().data().series, m_run ? &m_run->result : nullptr, m_content));
}

void CurvesView::updateLogarithm()
{
    const auto& shown = m_chart->plot().data();
    const bool allowed = allowsLogarithm(m_content.metric);
    if (allowed && !m_logarithmChosen && !m_held)
        m_logarithmSwitch->setChecked(wantsLogarithm(shown.series, shown.references));
    // Elsewhere the switch keeps what it says of the losses.
    auto& plot = m_chart->plot();
    if (const bool logarithmic = allowed && m_logarithmSwitch->isChecked(); logarithmic != plot.isLogarithmic())
        plot.setLogarithmic(logarithmic);
}

void CurvesView::updateReadout()
{
    m_readout->setReadings(m_chart->readings(), m_chart->plot().data().references);
}

void CurvesView::updateMessages()
{
    const auto show = [this](QLabel* label, const QString& text, const QColor& colour) {
        QPalette colours = palette();
        colours.setColor(QPalette::WindowText, colour);
        label->setPalette(colours);
        label->setText(text);
        label->setVisible(!text.isEmpty());
    };
    show(m_error, m_failure, errorColour(isDark(palette())));
    const auto& text = m_run && !m_run->result.warning.empty() ? m_run->result.warning : m_start.warning;
    const QString warning = QString::fromStdString(text);
    show(m_warning, warning.isEmpty() ? QString() : tr("⚠ %1").arg(warning), palette().color(QPalette::WindowText));
}

void CurvesView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_chart) {
        updateMessages();
        rebuild();
    }
}

} // namespace matinee::ui
