#include "ui/panels/runs_table.h"

#include "ui/panels/models/runs_model.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>
#include <array>

namespace matinee::ui {

namespace {

constexpr int kPadding = 20;

/// Names the line that a cell is edited in.
class CellDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        auto* line = new QLineEdit(parent);
        const bool tags = index.column() == RunCells::Tags;
        line->setObjectName(tags ? QStringLiteral("tagsEditor") : QStringLiteral("notesEditor"));
        line->setAccessibleName(tags ? RunsTable::tr("Tags") : RunsTable::tr("Notes"));
        line->setPlaceholderText(tags ? RunsTable::tr("Tags, separated by commas") : RunsTable::tr("Notes"));
        return line;
    }
};

/// A text as wide as most of the column's.
const std::array<const char*, RunCells::ColumnCount>& samples()
{
    static const std::array<const char*, RunCells::ColumnCount> kSamples = {
        "MMMMMM",  // Shown: check box and swatch
        "#100000", // Number
        "Interrupted, 10 of 20",
        "Biased matrix factorisation",
        "ml-latest-small", // Data
        "0.9213 ± 0.0041 (5)",
        "@ 100",    // BestEpoch
        "+0.0041 ", // BestDelta
        "0.92130",  // Last
        "0.92130",  // Test
        "+0.0041 ", // TestDelta
        "5 seeds",  // Seed
        "Learning rate 0.003, Factors 64, Weight decay 0.02",
        "10/10/2030 10:30 PM",
        "10 min 30 s",                       // Duration
        "tag, another tag",                  // Tags
        "A sentence on what was tried here", // Notes
    };
    return kSamples;
}

} // namespace

RunsTable::RunsTable(RunsModel& model, QWidget* parent)
    : DataTable(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("runsTable"));
    setAccessibleName(tr("Runs"));
    setModel(&model);
    auto* delegate = new CellDelegate(this);
    setItemDelegate(delegate);
    // After the view has put the editor away.
    connect(delegate, &QAbstractItemDelegate::closeEditor, this, &RunsTable::editingEnded, Qt::QueuedConnection);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setSortIndicator(RunCells::Number, Qt::DescendingOrder);
    setSortingEnabled(true);
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, &RunsTable::remember);
    connect(&model, &QAbstractItemModel::modelReset, this, &RunsTable::recall);
    sizeColumns();
    showDeltas(false);
}

void RunsTable::sizeColumns()
{
    const QFontMetrics metrics(fontMetrics());
    const QFontMetrics headerMetrics(horizontalHeader()->font());
    for (int column = 0; column < RunCells::ColumnCount; ++column) {
        const auto header = m_model.headerData(column, Qt::Horizontal).toString();
        const auto sample = QString::fromUtf8(samples()[static_cast<std::size_t>(column)]);
        horizontalHeader()->resizeSection(
            column, std::max(metrics.horizontalAdvance(sample) + kPadding,
                             headerMetrics.horizontalAdvance(header) + headerMetrics.height() + kPadding));
    }
}

void RunsTable::showDeltas(bool shown)
{
    setColumnHidden(RunCells::BestDelta, !shown);
    setColumnHidden(RunCells::TestDelta, !shown);
}

QList<qint64> RunsTable::selectedRuns() const
{
    std::vector<std::pair<int, int>> ranges;
    for (const auto& range : selectionModel()->selection())
        ranges.emplace_back(range.top(), range.bottom());
    std::ranges::sort(ranges);
    QList<qint64> runs;
    for (const auto& [top, bottom] : ranges) {
        for (int row = top; row <= bottom; ++row)
            runs.append(m_model.runsAt(row));
    }
    return runs;
}

void RunsTable::selectRuns(const QSet<qint64>& runs)
{
    QItemSelection selection;
    for (int row = 0, first = -1; row <= m_model.rowCount(); ++row) {
        bool chosen = false;
        if (row < m_model.rowCount()) {
            const auto members = m_model.runsAt(row);
            chosen = std::ranges::any_of(members, [&runs](qint64 run) { return runs.contains(run); });
        }
        if (chosen && first < 0)
            first = row;
        if (!chosen && first >= 0) {
            selection.select(m_model.index(first, 0), m_model.index(row - 1, RunCells::ColumnCount - 1));
            first = -1;
        }
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void RunsTable::selectNear(int row)
{
    const int last = m_model.rowCount() - 1;
    if (last < 0)
        return;
    const int column = std::max(0, currentIndex().column());
    const auto index = m_model.index(std::clamp(row, 0, last), column);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void RunsTable::remember()
{
    m_recalling = true;
    const auto runs = selectedRuns();
    m_selected = QSet<qint64>(runs.begin(), runs.end());
    const auto current = m_model.runsAt(currentIndex().row());
    m_current = current.isEmpty() ? 0 : current.front();
    m_scrolled = verticalScrollBar()->value();
}

void RunsTable::recall()
{
    if (const int row = m_model.rowOf(m_current); row >= 0)
        selectionModel()->setCurrentIndex(m_model.index(row, RunCells::Number), QItemSelectionModel::NoUpdate);
    if (!m_selected.isEmpty())
        selectRuns(m_selected);
    verticalScrollBar()->setValue(m_scrolled);
    m_recalling = false;
    Q_EMIT selectedRunsChanged();
}

void RunsTable::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    DataTable::selectionChanged(selected, deselected);
    if (!m_recalling)
        Q_EMIT selectedRunsChanged();
}

void RunsTable::editCell(int column)
{
    const auto index = m_model.index(currentIndex().row(), column);
    if (!index.isValid() || !(m_model.flags(index) & Qt::ItemIsEditable))
        return;
    setCurrentIndex(index);
    scrollTo(index);
    edit(index);
}

void RunsTable::toggleShown()
{
    const auto rows = selectionModel()->selectedRows(RunCells::Shown);
    if (rows.isEmpty())
        return;
    // Like check boxes elsewhere: some of them on means that all go on.
    const bool all = std::ranges::all_of(
        rows, [](const QModelIndex& index) { return index.data(Qt::CheckStateRole).toInt() == Qt::Checked; });
    Q_EMIT m_model.shownEdited(selectedRuns(), !all);
}

} // namespace matinee::ui
