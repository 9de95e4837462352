#include "ui/panels/curves_view.h"

#include "ui/charts/curve_chart.h"
#include "ui/panels/curves_controls.h"
#include "ui/panels/curves_readout.h"
#include "ui/panels/models/samples_model.h"
#include "ui/panels/result_strip.h"
#include "ui/panels/table_page.h"
#include "ui/state/colours.h"

#include <QEvent>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
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
    , m_controls(new CurvesControls)
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
    pageLayout->addWidget(m_controls);
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
    connectControls();
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

void CurvesView::connectControls()
{
    connect(m_controls, &CurvesControls::metricChanged, this, [this] {
        m_options.content.metric = m_controls->metric();
        m_chart->plot().showAll();
        rebuild();
    });
    connect(m_controls, &CurvesControls::axisChanged, this, [this] {
        m_chart->setCrosshair(std::nullopt); // it was on another axis
        rebuild();
        restCrosshairs();
    });
    connect(m_controls, &CurvesControls::changed, this, &CurvesView::rebuild);
    connect(m_controls, &CurvesControls::logarithmToggled, this, [this] {
        m_chart->plot().setLogarithmic(m_controls->isLogarithmic());
        m_chart->scheduleRefresh();
    });
    connect(m_controls, &CurvesControls::logarithmClicked, this, [this] { m_logarithmChosen = true; });
    connect(m_controls, &CurvesControls::showAllClicked, this, [this] { m_chart->plot().showAll(); });
    // What is done to one chart along the x axis is done to both.
    const auto link = [this](CurveChart& from, CurveChart& to) {
        connect(&from.plot(), &CurvePlot::zoomed, this, [&from, &to] { to.plot().setZoom(from.plot().zoom()); });
        connect(&from, &CurveChart::crosshairMoved, this, [&from, &to] { to.setCrosshair(from.crosshair()); });
        connect(&from, &CurveChart::crosshairPlaced, this, &CurvesView::chooseEpoch);
        connect(&from.plot(), &QChart::plotAreaChanged, this, &CurvesView::alignCharts);
    };
    link(*m_chart, *m_second);
    link(*m_second, *m_chart);
    connect(m_chart, &CurveChart::crosshairMoved, this, &CurvesView::updateReadout);
}

void CurvesView::chooseEpoch(std::optional<double> x)
{
    std::optional<int> epoch;
    double nearest = 0;
    for (const auto& each : m_data.epochs) {
        const double distance = x ? std::abs(xOf(each, m_options.axis) - *x) : 0;
        if (x && (!epoch || distance < nearest)) {
            epoch = each.epoch;
            nearest = distance;
        }
    }
    m_choosing = true;
    Q_EMIT epochChosen(epoch);
    m_choosing = false;
}

void CurvesView::setShownEpoch(std::optional<int> epoch)
{
    m_shownEpoch = epoch;
    restCrosshairs();
}

void CurvesView::restCrosshairs()
{
    std::optional<double> x;
    if (m_choosing && m_shownEpoch)
        x = m_chart->crosshair();
    else if (const auto shown = std::ranges::find(m_data.epochs, m_shownEpoch.value_or(-1), &EpochStats::epoch);
             shown != m_data.epochs.end())
        x = xOf(*shown, m_options.axis);
    for (auto* chart : {m_chart, m_second})
        chart->setRestingCrosshair(x && std::isfinite(*x) ? x : std::nullopt);
}

QWidget* CurvesView::makeChartArea()
{
    m_chart = new CurveChart;
    m_second = new CurveChart;
    m_second->setObjectName(QStringLiteral("curveChartSecond"));
    m_second->setAccessibleName(tr("Curves of the second chart"));
    auto* charts = new QWidget;
    auto* layout = new QVBoxLayout(charts);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_chart, 2);
    layout->addWidget(m_second, 1);
    m_second->hide();

    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->setObjectName(QStringLiteral("curvesReadoutSplitter"));
    splitter->addWidget(charts);
    m_readout = new CurvesReadout;
    splitter->addWidget(m_readout);
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
    return m_controls->isLogarithmic();
}

void CurvesView::setMetric(CurveMetric metric)
{
    if (std::ranges::find(m_metrics, metric) != m_metrics.end())
        m_controls->setMetric(metric);
}

void CurvesView::updateContent()
{
    auto& content = m_options.content;
    const auto before = content;
    const auto info = std::ranges::find(models(), m_data.start.model, &ModelInfo::id);
    if (info != models().end()) {
        content.output = info->output;
        content.objective = QString::fromStdString(info->objective);
    } else if (!m_data.overlays.empty()) {
        // Without a run of its own the view shows what the others were ranked or measured by.
        const bool ranked = std::ranges::any_of(m_data.overlays, [](const ShownRun& run) {
            return std::ranges::any_of(*run.epochs,
                                       [](const auto& epoch) { return std::isfinite(epoch.validationNdcg); });
        });
        content.output = ranked ? ModelOutput::Probabilities : ModelOutput::Ratings;
    }
    content.hasValidation = m_data.start.validation > 0 || (m_data.start.model.empty() && !m_data.overlays.empty());
    auto metrics = availableMetrics(content.output, content.hasValidation, spanOf(m_data.epochs));
    auto second = metrics;
    std::ranges::copy(secondaryMetrics(spanOf(m_data.epochs)), std::back_inserter(second));
    if (metrics == m_metrics && second == m_secondMetrics && content == before)
        return;
    m_metrics = std::move(metrics);
    m_secondMetrics = std::move(second);
    m_controls->setMetrics(m_metrics, m_secondMetrics, content);
    content.metric = m_controls->metric();
}

void CurvesView::clear()
{
    auto overlays = std::move(m_data.overlays);
    m_data = {};
    m_data.overlays = std::move(overlays);
    m_failure.clear();
    m_ghostDifferences.clear();
    m_held = false;
    m_chart->plot().setHeld(false);
    m_oldResult->stop();
    m_resultArea->setEnabled(true);
    m_samples->setModel(nullptr);
    m_resultArea->hide();
    setShownEpoch(std::nullopt);
    m_chart->setCrosshair(std::nullopt);
    m_chart->plot().showAll();
    m_pages->setCurrentIndex(m_data.overlays.empty() ? 0 : 1);
    updateMessages();
    updateContent();
    rebuild();
}

void CurvesView::setStart(const RunStart& start)
{
    m_data.start = start;
    m_pages->setCurrentIndex(1);
    updateMessages();
    updateContent();
    rebuild();
}

void CurvesView::setNext(const RunStart& start)
{
    m_data.epochs.clear();
    m_data.batches = std::make_shared<BatchCurves>();
    m_data.changes.clear();
    if (std::exchange(m_data.run, nullptr))
        m_oldResult->start();
    m_failure.clear();
    setStart(start);
}

bool CurvesView::isWorthKeeping() const
{
    const auto& epochs = m_data.epochs;
    if (epochs.size() < 2)
        return false;
    const bool ranAway = m_options.content.output == ModelOutput::Ratings &&
                         !(epochs.back().trainLoss <= kRanAway * epochs.front().trainLoss);
    return !ranAway && (m_data.run || epochs.size() >= m_data.ghost.size());
}

void CurvesView::keepAsGhost()
{
    m_data.ghost = m_data.epochs;
    m_ghostOutput = m_options.content.output;
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
    const auto reported = static_cast<qsizetype>(m_data.batches->reports());
    if (epochs.size() < m_data.epochs.size() || batches.size() < reported) {
        m_data.epochs = epochs;
        m_data.batches = std::make_shared<BatchCurves>();
        m_data.batches->append(spanOf(batches));
        updateContent();
        rebuild();
        return;
    }
    // Only what is new, into lists of our own: sharing the session's would make it copy them whole at its next append.
    const auto oldEpochs = m_data.epochs.size();
    m_data.epochs.append(epochs.mid(oldEpochs));
    m_data.batches->append(spanOf(batches, reported));
    if (!hasCurves())
        return;
    m_pages->setCurrentIndex(1);
    if (oldEpochs < 2 && epochs.size() != oldEpochs)
        updateContent(); // whether there is a loss or an objective shows in the first epochs
    rebuild();
    if (oldEpochs == 0)
        m_chart->refreshNow();
}

void CurvesView::setChanges(const QList<LiveChange>& changes)
{
    if (changes == m_data.changes)
        return;
    m_data.changes = changes;
    rebuild();
}

void CurvesView::setOverlays(std::vector<ShownRun> runs)
{
    m_data.overlays = std::move(runs);
    const bool isEmpty = m_data.overlays.empty() && !hasCurves();
    m_pages->setCurrentIndex(isEmpty ? 0 : 1);
    updateContent();
    rebuild();
}

void CurvesView::setRun(std::shared_ptr<const TrainedRun> run)
{
    if (run && run == m_data.run)
        return;
    m_data.run = std::move(run);
    m_oldResult->stop();
    m_resultArea->setEnabled(true);
    if (!m_data.run) {
        m_samples->setModel(nullptr);
        m_resultArea->hide();
        return;
    }
    const auto& finished = *m_data.run;
    m_data.start = finished.start;
    m_data.epochs = QList<EpochStats>(finished.history.begin(), finished.history.end());
    m_data.changes = QList<LiveChange>(finished.changes.begin(), finished.changes.end());
    m_pages->setCurrentIndex(1);
    m_strip->setRun(finished);
    m_samples->setModel(finished.dataset ? std::make_unique<SamplesModel>(m_data.run) : nullptr);
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
    return !m_data.epochs.isEmpty() || !m_data.batches->isEmpty() || m_data.start.epochs > 0;
}

CurvesFigure CurvesView::figure() const
{
    return {.data = m_data,
            .options = m_options,
            .logarithmic = m_chart->plot().isLogarithmic(),
            .logarithmicX = m_controls->isLogarithmicX(),
            .zoom = m_chart->plot().zoom()};
}

void CurvesView::rebuild()
{
    updateAxes();
    m_data.ghostText =
        m_ghostOutput == m_options.content.output ? m_ghostDifferences.join(QStringLiteral(", ")) : QString();
    m_options.axis = m_controls->axis();
    m_options.smoothing = m_controls->smoothing();
    m_options.batches = m_controls->showsBatches();
    m_options.dark = isDark(palette());
    m_controls->setLossControlsEnabled(allowsLogarithm(m_options.content.metric));
    showPicture(*m_chart, m_options);
    updateLogarithm();

    const auto second = m_controls->secondMetric();
    m_second->setVisible(second.has_value());
    if (second) {
        auto options = m_options;
        options.content.metric = *second;
        options.mostInLegend = 0; // they are in that of the first
        showPicture(*m_second, options);
        auto& plot = m_second->plot();
        plot.setLogarithmic(allowsLogarithm(*second) && wantsLogarithm(plot.data().series, plot.data().references));
        plot.setZoom(m_chart->plot().zoom());
        m_second->scheduleRefresh();
    }
    m_chart->scheduleRefresh();
    updateReadout();
}

void CurvesView::showPicture(CurveChart& chart, const CurvesOptions& options)
{
    auto picture = composeCurves(m_data, options);
    auto& plot = chart.plot();
    plot.setXAxis(options.axis);
    plot.setLogarithmicX(m_controls->isLogarithmicX());
    plot.setReferences(std::move(picture.references));
    plot.setAnnotations(std::move(picture.annotations));
    plot.setChanges(std::move(picture.changes));
    plot.setBands(std::move(picture.bands));
    plot.setAxisTitles(xAxisTitle(options.axis), metricAxisTitle(options.content));
    plot.setSeries(std::move(picture.series));
    updateExtent(plot);
    if (&chart == m_chart)
        updateGhostNote(picture.hasGhost);
}

void CurvesView::updateGhostNote(bool hasGhost)
{
    QString text;
    const auto& whole = m_data.ghostText;
    if (hasGhost) {
        //: %1 what the run before had otherwise: "Learning rate 0.01"
        text = m_ghostDifferences.size() == 1 ? tr("Pale: %1").arg(whole)
                                              : tr("Pale: %1 settings otherwise").arg(m_ghostDifferences.size());
    }
    m_readout->setNote(text, text.isEmpty() ? QString() : tr("The pale curves are of the run before: %1").arg(whole));
}

void CurvesView::updateAxes()
{
    const bool isTraining = m_data.epochs.size() < 2 && !m_data.run;
    for (const auto axis : kXAxes) {
        const bool any =
            std::ranges::any_of(m_data.overlays, [axis](const ShownRun& run) { return hasAxis(*run.epochs, axis); });
        m_controls->setAxisAvailable(axis, any || isTraining || hasAxis(spanOf(m_data.epochs), axis));
    }
}

void CurvesView::updateExtent(CurvePlot& plot) const
{
    const int last = m_data.epochs.isEmpty() ? 0 : m_data.epochs.last().epoch;
    if (!hasCurves() || m_options.axis == XAxis::RelativeTime || m_options.axis == XAxis::WallTime) {
        plot.clearExtent(); // what is there decides
        return;
    }
    const double progress = std::max<double>(last, m_data.batches->position());
    const double epochs = m_data.run ? std::max(1, last) : trainingExtent(m_data.start.epochs, progress);
    // Steps and ratings are as many in each epoch.
    const double each = m_options.axis == XAxis::Epoch ? 1
                        : last > 0                     ? xOf(m_data.epochs.last(), m_options.axis) / last
                                                       : 0;
    if (each > 0)
        plot.setExtent(0, epochs * each);
    else
        plot.clearExtent();
}

void CurvesView::setPatience(const Patience& patience)
{
    if (patience == m_data.patience)
        return;
    m_data.patience = patience;
    rebuild();
}

void CurvesView::updateLogarithm()
{
    const auto& shown = m_chart->plot().data();
    const bool allowed = allowsLogarithm(m_options.content.metric);
    if (allowed && !m_logarithmChosen && !m_held)
        m_controls->setLogarithmic(wantsLogarithm(shown.series, shown.references));
    // Elsewhere the switch keeps what it says of the losses.
    auto& plot = m_chart->plot();
    if (const bool logarithmic = allowed && m_controls->isLogarithmic(); logarithmic != plot.isLogarithmic())
        plot.setLogarithmic(logarithmic);
}

void CurvesView::updateReadout()
{
    auto readings = m_chart->readings();
    if (const auto second = m_controls->secondMetric(); second && !m_second->isHidden()) {
        auto content = m_options.content;
        content.metric = *second;
        for (auto& reading : m_second->readings()) {
            if (reading.name != metricName(content))
                reading.name = tr("%1 (%2)").arg(reading.name, metricName(content)); // the run's value in that chart
            readings.push_back(std::move(reading));
        }
    }
    m_readout->setReadings(std::move(readings), m_chart->plot().data().references, m_options.axis);
}

void CurvesView::alignCharts()
{
    if (m_aligning || m_second->isHidden())
        return;
    m_aligning = true;
    const double first = m_chart->plot().naturalLeft();
    const double second = m_second->plot().naturalLeft();
    m_chart->plot().setLeft(std::max(first, second));
    m_second->plot().setLeft(std::max(first, second));
    m_aligning = false;
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
    const auto& text =
        m_data.run && !m_data.run->result.warning.empty() ? m_data.run->result.warning : m_data.start.warning;
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
