#include "ui/panels/runs_panel.h"

#include "ui/forms/banner.h"
#include "ui/forms/notice_bar.h"
#include "ui/panels/data_table.h"
#include "ui/panels/flow_layout.h"
#include "ui/panels/models/differences_model.h"
#include "ui/panels/models/runs_model.h"
#include "ui/panels/runs_table.h"
#include "ui/state/experiment_opener.h"
#include "ui/state/session.h"
#include "ui/state/shown_runs.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <set>

namespace matinee::ui {

namespace {

constexpr int kGrid = 8;
constexpr int kTypingMilliseconds = 120; ///< as the tables of the Data tab have it
constexpr std::size_t kMostCompared = 50;
constexpr int kFitting = -1; ///< data of the metric that fits each model

/// In the order of how often they are asked for.
constexpr std::array kMetrics = {RunMetric::ValidationRmse,     RunMetric::ValidationMae,  RunMetric::ValidationNdcg,
                                 RunMetric::ValidationHitRatio, RunMetric::ValidationLoss, RunMetric::TrainLoss,
                                 RunMetric::Objective};

/// "Validation RMSE" as "validation RMSE".
QString inSentence(const QString& name)
{
    return name.left(1).toLower() + name.mid(1);
}

} // namespace

RunsPanel::RunsPanel(Session& session, RunLibrary& library, QUndoStack& undo, FileChooser& files, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_library(library)
    , m_undo(undo)
    , m_files(files)
    , m_model(new RunsModel(this))
    , m_differences(new DifferencesModel(this))
    , m_shown(new ShownRuns(library, this))
    , m_opener(new ExperimentOpener(session, undo, this))
    , m_typing(new QTimer(this))
{
    setObjectName(QStringLiteral("runsPanel"));
    m_menu = new QMenu(this);
    m_menu->setObjectName(QStringLiteral("runsMenu"));
    m_notice = new NoticeBar(QStringLiteral("runsNotice"), this);
    m_banner = new Banner(this);
    m_banner->setObjectName(QStringLiteral("runsBanner"));
    m_message = new QLabel;
    m_message->setObjectName(QStringLiteral("runsMessage"));
    m_message->setWordWrap(true);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setMargin(2 * kGrid);
    auto* tools = makeTools();
    m_pages = new QStackedWidget;
    m_pages->addWidget(makeTables());
    m_pages->addWidget(m_message);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid);
    layout->setSpacing(kGrid);
    layout->addWidget(tools);
    layout->addWidget(m_banner);
    layout->addWidget(m_notice);
    layout->addWidget(m_pages, 1);

    makeActions();
    connectLibrary();
    m_typing->setSingleShot(true);
    m_typing->setInterval(kTypingMilliseconds);
    connect(m_typing, &QTimer::timeout, this, &RunsPanel::applyFilter);
    connect(&session, &Session::activityChanged, this, &RunsPanel::updateActions);
    connect(&session, &Session::liveTuningChanged, this, &RunsPanel::updateActions);
    connect(&undo, &QUndoStack::indexChanged, this, [this](int index) {
        if (m_archiveStep >= 0 && index != m_archiveStep) {
            m_archiveStep = -1;
            m_notice->dismiss(); // its button would undo something else
        }
    });
    connect(m_opener, &ExperimentOpener::startRequested, this, &RunsPanel::startRequested);
    connect(m_opener, &ExperimentOpener::problem, this,
            [this](const QString& message) { m_banner->showMessage(Banner::Kind::Warning, message); });
    showRuns();
    showState();
}

RunsPanel::~RunsPanel() = default;

QWidget* RunsPanel::makeTools()
{
    auto* tools = new QWidget;
    auto* flow = new FlowLayout(kGrid, kGrid / 2, tools);
    flow->setContentsMargins(0, 0, 0, 0);
    m_filter = new QLineEdit;
    m_filter->setObjectName(QStringLiteral("runsFilter"));
    m_filter->setAccessibleName(tr("Filter the runs"));
    m_filter->setPlaceholderText(tr("Filter, e.g. factors=32"));
    m_filter->setToolTip(tr("Runs that have all of these words in their model, data, settings, status, tags or notes"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(fontMetrics().averageCharWidth() * 28);
    connect(m_filter, &QLineEdit::textChanged, this, [this] { m_typing->start(); });
    connect(m_filter, &QLineEdit::returnPressed, this, &RunsPanel::applyFilter);
    flow->addWidget(m_filter);
    m_tag = new QComboBox;
    m_tag->setObjectName(QStringLiteral("runsTag"));
    m_tag->setAccessibleName(tr("Only runs with the tag"));
    m_tag->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_tag, &QComboBox::currentIndexChanged, this, [this] {
        m_model->setTag(m_tag->currentData().toString());
        showCount();
    });
    flow->addWidget(m_tag);
    m_metric = new QComboBox;
    m_metric->setObjectName(QStringLiteral("runsMetric"));
    m_metric->setAccessibleName(tr("Metric that the runs are compared by"));
    m_metric->addItem(tr("By what fits the model"), kFitting);
    m_metric->setItemData(0, tr("Validation RMSE, or NDCG@10 of a model that ranks"), Qt::ToolTipRole);
    for (const auto metric : kMetrics)
        m_metric->addItem(tr("By %1").arg(inSentence(metricName(metric))), static_cast<int>(metric));
    connect(m_metric, &QComboBox::currentIndexChanged, this, [this] {
        const int metric = m_metric->currentData().toInt();
        m_model->setMetric(metric == kFitting ? std::nullopt : std::optional(static_cast<RunMetric>(metric)));
    });
    flow->addWidget(m_metric);
    m_group = new QCheckBox(tr("Group seeds"));
    m_group->setObjectName(QStringLiteral("runsGroup"));
    m_group->setAccessibleName(tr("Group seeds"));
    m_group->setToolTip(tr("Runs that differ in their seed alone are one row: mean ± standard deviation (runs)"));
    connect(m_group, &QCheckBox::toggled, this, [this](bool on) {
        m_model->setGrouped(on);
        m_shown->setGrouped(on);
        m_table->sizeColumns();
        showCount();
    });
    flow->addWidget(m_group);
    m_archived = new QCheckBox(tr("Archived"));
    m_archived->setObjectName(QStringLiteral("runsArchived"));
    m_archived->setAccessibleName(tr("Show archived runs as well"));
    m_archived->setToolTip(tr("Show archived runs as well"));
    connect(m_archived, &QCheckBox::toggled, this, [this](bool on) {
        m_model->setArchivedShown(on);
        showCount();
    });
    flow->addWidget(m_archived);
    m_trials = new QCheckBox(tr("Trials"));
    m_trials->setObjectName(QStringLiteral("runsTrials"));
    m_trials->setAccessibleName(tr("Show the trials of sweeps as well"));
    m_trials->setToolTip(m_trials->accessibleName());
    connect(m_trials, &QCheckBox::toggled, this, [this](bool on) {
        m_model->setTrialsShown(on);
        showCount();
    });
    flow->addWidget(m_trials);
    auto* more = new QToolButton;
    more->setObjectName(QStringLiteral("runsMore"));
    more->setText(tr("Actions"));
    more->setAccessibleName(tr("What can be done with the selected runs"));
    more->setToolTip(more->accessibleName());
    more->setPopupMode(QToolButton::InstantPopup);
    more->setFocusPolicy(Qt::StrongFocus);
    more->setMenu(m_menu);
    flow->addWidget(more);
    m_count = new QLabel;
    m_count->setObjectName(QStringLiteral("runsCount"));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    flow->addWidget(m_count);
    return tools;
}

QWidget* RunsPanel::makeTables()
{
    m_table = new RunsTable(*m_model);
    connect(m_table, &RunsTable::selectedRunsChanged, this, [this] {
        showDifferences();
        updateActions();
    });
    connect(m_table, &RunsTable::editingEnded, this, [this] {
        if (m_isOld)
            showRuns();
    });
    connect(m_table, &DataTable::activated, this, [this](const QModelIndex& index) {
        if (index.flags() & Qt::ItemIsEditable)
            m_table->editCell(index.column());
        else if (m_open->isEnabled())
            openRun();
    });
    m_differencesTitle = new QLabel;
    m_differencesTitle->setObjectName(QStringLiteral("runsDifferencesTitle"));
    m_differencesTitle->setWordWrap(true);
    m_differencesTable = new DataTable;
    m_differencesTable->setObjectName(QStringLiteral("runsDifferences"));
    m_differencesTable->setAccessibleName(tr("Differences between the selected runs"));
    m_differencesTable->setModel(m_differences);
    m_differencesTable->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_side = new QWidget;
    auto* column = new QVBoxLayout(m_side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGrid / 2);
    column->addWidget(m_differencesTitle);
    column->addWidget(m_differencesTable, 1);
    column->addStretch(0);
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setObjectName(QStringLiteral("runsSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_side);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 1);
    return m_splitter;
}

void RunsPanel::connectLibrary()
{
    connect(&m_library, &RunLibrary::stateChanged, this, &RunsPanel::showState);
    connect(&m_library, &RunLibrary::runsChanged, this, [this] {
        if (m_table->isEditing())
            m_isOld = true; // what is being typed must not be lost
        else
            showRuns();
    });
    connect(&m_library, &RunLibrary::failed, this,
            [this](const QString& message) { m_banner->showMessage(Banner::Kind::Error, message); });
    connect(&m_library, &RunLibrary::exported, this, [this](const QString& path, int count) {
        m_notice->showNotice(count == 1 ? tr("Wrote %1.").arg(path)
                                        : tr("Wrote %1 runs to %2.").arg(locale().toString(count), path));
    });
    connect(&m_library, &RunLibrary::imported, this, &RunsPanel::takeOver);
    connect(m_model, &RunsModel::shownEdited, m_shown, &ShownRuns::setShown);
    connect(m_model, &RunsModel::notesEdited, this, &RunsPanel::setNotes);
    connect(m_model, &RunsModel::tagsEdited, this, &RunsPanel::setTags);
    connect(m_shown, &ShownRuns::idsChanged, this, [this] {
        m_model->setShownRuns(m_shown->ids());
        updateActions();
        watch();
    });
    connect(m_shown, &ShownRuns::runsChanged, this, [this] { Q_EMIT shownRunsChanged(m_shown->runs()); });
}

const std::vector<ShownRun>& RunsPanel::shownRuns() const
{
    return m_shown->runs();
}

void RunsPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_library.open();
    watch();
}

void RunsPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    watch();
}

void RunsPanel::watch()
{
    m_library.setWatching(isVisible() || !m_shown->ids().isEmpty());
}

void RunsPanel::applyFilter()
{
    m_typing->stop();
    m_model->setFilter(m_filter->text());
    showCount();
}

void RunsPanel::showRuns()
{
    m_isOld = false;
    if (m_model->baseline() != 0 && !m_library.find(m_model->baseline()))
        setBaseline(0);
    m_model->setRuns(m_library.runs());
    showTags();
    showState();
    showDifferences();
    updateActions();
}

void RunsPanel::showTags()
{
    std::set<std::string> tags;
    for (const auto& entry : *m_library.runs())
        tags.insert(entry.run.tags.begin(), entry.run.tags.end());
    QStringList texts;
    for (const auto& tag : tags)
        texts.append(QString::fromStdString(tag));
    QStringList shown;
    for (int i = 1; i < m_tag->count(); ++i)
        shown.append(m_tag->itemData(i).toString());
    if (texts == shown && m_tag->count() > 0)
        return;
    const auto current = m_tag->currentData().toString();
    {
        const QSignalBlocker blocker(m_tag);
        m_tag->clear();
        m_tag->addItem(tr("Any tag"), QString());
        for (const auto& text : texts)
            m_tag->addItem(text, text);
        m_tag->setCurrentIndex(std::max(0, m_tag->findData(current)));
    }
    m_model->setTag(m_tag->currentData().toString());
}

void RunsPanel::showState()
{
    const bool any = !m_library.runs()->empty();
    QString message;
    switch (m_library.state()) {
    case RunLibrary::State::Closed:
    case RunLibrary::State::Opening:
        message = tr("The runs are being opened…");
        break;
    case RunLibrary::State::Open:
        message = tr("No runs yet. Press Start: every training is kept here, with its settings and its curves.");
        break;
    case RunLibrary::State::Failed:
        message = m_library.problem();
        if (any)
            m_banner->showMessage(Banner::Kind::Error, message);
        break;
    }
    m_message->setText(message);
    m_pages->setCurrentIndex(any ? 0 : 1);
    for (QWidget* field : std::initializer_list<QWidget*>{m_filter, m_tag, m_metric, m_group, m_archived, m_trials})
        field->setEnabled(any);
    showCount();
}

void RunsPanel::showCount()
{
    const auto number = [this](int count) { return locale().toString(count); };
    const int rows = m_model->rowCount();
    const int all = m_model->totalCount();
    const auto things = all == 1 ? tr("run") : m_model->isGrouped() ? tr("experiments") : tr("runs");
    //: %1 and %2 numbers, %3 what is counted: "12 of 340 runs"
    m_count->setText(m_library.runs()->empty() ? QString()
                     : rows == all             ? tr("%1 %2").arg(number(all), things)
                                               : tr("%1 of %2 %3").arg(number(rows), number(all), things));
}

std::vector<const StoredRun*> RunsPanel::selectedRuns() const
{
    std::vector<const StoredRun*> runs;
    const auto selected = m_table->selectedRuns();
    const QSet<qint64> ids(selected.begin(), selected.end());
    for (const auto& entry : *m_library.runs()) {
        if (ids.contains(entry.run.id))
            runs.push_back(&entry.run);
    }
    return runs;
}

std::vector<const StoredRun*> RunsPanel::comparedRuns() const
{
    auto runs = selectedRuns();
    std::ranges::sort(runs, {}, &StoredRun::id);
    const auto* baseline = m_library.find(m_model->baseline());
    if (runs.size() == 1 && baseline && runs.front() != &baseline->run)
        runs.insert(runs.begin(), &baseline->run);
    if (runs.size() > kMostCompared)
        runs.resize(kMostCompared);
    return runs;
}

void RunsPanel::showDifferences()
{
    const auto runs = comparedRuns();
    const bool some = runs.size() > 1;
    m_differences->setRuns(some ? runs : std::vector<const StoredRun*>());
    m_side->setVisible(some);
    if (!some)
        return;
    const bool none = m_differences->rowCount() == 0;
    m_differencesTitle->setText(none ? tr("The settings are the same.")
                                : runs.size() == kMostCompared
                                    ? tr("What differs between the first %1").arg(kMostCompared)
                                    : tr("What differs"));
    m_differencesTable->setVisible(!none);
    m_differencesTable->resizeColumnsToContents();
}

} // namespace matinee::ui
