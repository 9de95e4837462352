#include "ui/panels/data_table.h"
#include "ui/sweep/heat_map.h"
#include "ui/sweep/importance_bars.h"
#include "ui/sweep/parallel_coordinates.h"
#include "ui/sweep/sweep_results.h"
#include "ui/sweep/sweep_session.h"
#include "ui/sweep/trial_curves.h"
#include "ui/sweep/trial_table_model.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QSplitter>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace matinee::ui {

// The making of the views; what they show is in sweep_results.cpp.

namespace {

constexpr int kGap = 8;

QVBoxLayout* columnLayout(QWidget* widget)
{
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    return layout;
}

QHBoxLayout* headerRow()
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kGap, kGap / 2, kGap, kGap / 2);
    row->setSpacing(kGap);
    return row;
}

/// A label that gives way where there is little room.
QLabel* quietLabel(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return label;
}

QLabel* heading(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    auto bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

} // namespace

void SweepResults::makeViews()
{
    m_rows = new QSplitter(Qt::Vertical, this);
    m_rows->setObjectName(QStringLiteral("sweepRows"));
    m_rows->setChildrenCollapsible(false);
    m_rows->addWidget(makeCharts());
    m_rows->addWidget(makeParallel());
    m_rows->addWidget(makeTable());
    m_rows->setStretchFactor(0, 4);
    m_rows->setStretchFactor(1, 3);
    m_rows->setStretchFactor(2, 4);
    columnLayout(this)->addWidget(m_rows);
}

QWidget* SweepResults::makeCharts()
{
    auto* charts = new QSplitter(Qt::Horizontal, this);
    charts->setObjectName(QStringLiteral("sweepCharts"));
    charts->setChildrenCollapsible(false);
    m_curves = new TrialCurves(m_sweep, charts);
    charts->addWidget(m_curves);
    m_pages = new QTabWidget(charts);
    m_pages->setObjectName(QStringLiteral("sweepPages"));
    m_pages->setAccessibleName(tr("Heat map and importance"));
    m_pages->setDocumentMode(true);
    m_pages->addTab(makeHeatMap(), tr("Heat map"));
    m_importance = new ImportanceBars(m_pages);
    m_pages->addTab(m_importance, tr("Importance"));
    charts->addWidget(m_pages);
    charts->setStretchFactor(0, 5);
    charts->setStretchFactor(1, 4);
    return charts;
}

QWidget* SweepResults::makeHeatMap()
{
    auto* page = new QWidget(this);
    auto* row = headerRow();
    const auto choice = [&](const QString& name, const QString& label) {
        auto* box = new QComboBox(page);
        box->setObjectName(name);
        box->setAccessibleName(label);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(4);
        box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_refreshing)
                refreshHeatMap();
        });
        return box;
    };
    m_heatY = choice(QStringLiteral("heatMapY"), tr("Parameter upwards"));
    m_heatX = choice(QStringLiteral("heatMapX"), tr("Parameter to the right"));
    row->addWidget(m_heatY, 1);
    row->addWidget(new QLabel(tr("by"), page));
    row->addWidget(m_heatX, 1);
    m_heatMap = new HeatMap(page);
    connect(m_heatMap, &HeatMap::trialChosen, this, &SweepResults::setCurrentTrial);
    auto* layout = columnLayout(page);
    layout->addLayout(row);
    layout->addWidget(m_heatMap, 1);
    return page;
}

QWidget* SweepResults::makeParallel()
{
    auto* section = new QWidget(this);
    auto* row = headerRow();
    row->addWidget(heading(tr("Parallel coordinates"), section));
    m_brushText = quietLabel(QStringLiteral("brushText"), section);
    row->addWidget(m_brushText, 1);
    m_clearBrushes = new QToolButton(section);
    m_clearBrushes->setObjectName(QStringLiteral("clearBrushes"));
    m_clearBrushes->setText(tr("Clear brushes"));
    m_clearBrushes->setAccessibleName(tr("Clear brushes"));
    m_clearBrushes->setToolTip(tr("Show all trials again (Escape in the parallel coordinates)"));
    m_clearBrushes->setAutoRaise(true);
    m_clearBrushes->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(m_clearBrushes);
    m_parallel = new ParallelCoordinates(section);
    m_parallel->setEmptyText(tr("Each trial becomes a line across its parameters and its value."));
    connect(m_clearBrushes, &QToolButton::clicked, m_parallel, &ParallelCoordinates::clearBrushes);
    connect(m_parallel, &ParallelCoordinates::brushChanged, this, [this] {
        if (!m_refreshing)
            applyBrush();
    });
    connect(m_parallel, &ParallelCoordinates::lineChosen, this, &SweepResults::setCurrentTrial);
    auto* layout = columnLayout(section);
    layout->addLayout(row);
    layout->addWidget(m_parallel, 1);
    return section;
}

QAction* SweepResults::addTrialAction(const QString& name, const QString& text, const QKeySequence& shortcut)
{
    auto* action = new QAction(text, m_table);
    action->setObjectName(name);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(action);
    return action;
}

QWidget* SweepResults::makeTable()
{
    auto* section = new QWidget(this);
    m_model = new TrialTableModel(m_sweep, this);
    m_table = new DataTable(section);
    m_table->setObjectName(QStringLiteral("trialTable"));
    m_table->setAccessibleName(tr("Trials"));
    m_table->setModel(m_model);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->setSortingEnabled(true);
    m_table->setDragDropMode(QAbstractItemView::DragDrop);
    m_table->setDefaultDropAction(Qt::MoveAction);
    m_table->setDropIndicatorShown(true);
    m_table->setDragDropOverwriteMode(false);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const auto selected = selectedTrials();
        if (selected.size() == 1)
            setCurrentTrial(selected.front());
        updateActions();
    });
    connect(m_table, &DataTable::activated, this, [this] { promote(false); });
    connect(m_model, &TrialTableModel::queueMoved, this, [this](const std::vector<int>& trials, int place) {
        m_sweep.moveInQueue(trials, place);
        refresh();
    });

    m_promote = addTrialAction(QStringLiteral("promoteTrial"), tr("Promote to run"), {});
    m_promote->setToolTip(tr("Takes the settings of the trial into the experiment (Enter)"));
    connect(m_promote, &QAction::triggered, this, [this] { promote(false); });
    m_promoteAndStart = addTrialAction(QStringLiteral("promoteAndStart"), tr("Promote and start"),
                                       QKeySequence(Qt::CTRL | Qt::Key_Return));
    connect(m_promoteAndStart, &QAction::triggered, this, [this] { promote(true); });
    m_earlier =
        addTrialAction(QStringLiteral("trialEarlier"), tr("Earlier in the queue"), QKeySequence(Qt::ALT | Qt::Key_Up));
    connect(m_earlier, &QAction::triggered, this, [this] { moveSelected(-1); });
    m_later =
        addTrialAction(QStringLiteral("trialLater"), tr("Later in the queue"), QKeySequence(Qt::ALT | Qt::Key_Down));
    connect(m_later, &QAction::triggered, this, [this] { moveSelected(1); });
    m_skip = addTrialAction(QStringLiteral("skipTrial"), tr("Skip"), QKeySequence::Delete);
    m_skip->setToolTip(tr("Takes the selected trials out of the queue, or ends them (Delete)"));
    connect(m_skip, &QAction::triggered, this, [this] { m_sweep.skip(selectedTrials()); });

    auto* row = headerRow();
    row->addWidget(heading(tr("Trials"), section));
    m_count = quietLabel(QStringLiteral("trialCount"), section);
    row->addWidget(m_count, 1);
    for (auto* action : {m_skip, m_promote}) {
        auto* button = new QToolButton(section);
        button->setDefaultAction(action);
        button->setObjectName(action->objectName() + QStringLiteral("Button"));
        button->setAccessibleName(action->text());
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        row->addWidget(button);
    }
    auto* layout = columnLayout(section);
    layout->addLayout(row);
    layout->addWidget(m_table, 1);
    return section;
}

} // namespace matinee::ui
