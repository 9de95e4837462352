#include "ui/panels/runs_table.h"

#include "ui/panels/models/run_swatch.h"
#include "ui/panels/models/runs_model.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kPadding = 18;
constexpr int kArrow = 12; ///< beside a heading that the table is sorted by

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

    /// The check box by hand: on a dark or selected row the style's can hardly be seen.
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        if (index.column() != RunCells::Shown) {
            QStyledItemDelegate::paint(painter, option, index);
            return;
        }
        QStyleOptionViewItem full = option;
        initStyleOption(&full, index);
        const auto* style = full.widget->style();
        const auto box = style->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &full, full.widget);
        const auto swatch = style->subElementRect(QStyle::SE_ItemViewItemDecoration, &full, full.widget);
        auto row = full;
        row.features &= ~(QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDecoration);
        style->drawControl(QStyle::CE_ItemViewItem, &row, painter, full.widget);
        const bool selected = full.state & QStyle::State_Selected;
        full.icon.paint(painter, swatch, Qt::AlignCenter, selected ? QIcon::Selected : QIcon::Normal);
        const auto ink = full.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
        paintCheckBox(painter, box, full.checkState, ink);
    }

private:
    static void paintCheckBox(QPainter* painter, const QRect& box, Qt::CheckState state, const QColor& ink)
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        auto outline = ink;
        outline.setAlphaF(state == Qt::Unchecked ? 0.55F : 1.0F);
        painter->setPen(QPen(outline, 1));
        const auto frame = QRectF(box).adjusted(1.5, 1.5, -1.5, -1.5);
        painter->drawRoundedRect(frame, 2, 2);
        painter->setPen(QPen(ink, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const auto at = [&frame](double x, double y) {
            return QPointF(frame.left() + x * frame.width(), frame.top() + y * frame.height());
        };
        if (state == Qt::Checked)
            painter->drawPolyline(QPolygonF({at(0.2, 0.55), at(0.42, 0.78), at(0.82, 0.25)}));
        else if (state == Qt::PartiallyChecked)
            painter->drawLine(at(0.22, 0.5), at(0.78, 0.5));
        painter->restore();
    }
};

/// A text as wide as most of the column's.
QString sampleOf(int column, bool grouped)
{
    switch (column) {
    case RunCells::Number:
        return grouped ? QStringLiteral("10 runs") : QStringLiteral("#10000");
    case RunCells::Status:
        return QStringLiteral("Interrupted 1000/2000");
    case RunCells::Model:
        return QStringLiteral("Biased matrix factorisation");
    case RunCells::Best: // with its metric, where the runs are judged by different ones
        return grouped ? QStringLiteral("val. RMSE 0.9213 ± 0.0041 (5)") : QStringLiteral("val. NDCG@10 0.9213");
    case RunCells::Last:
    case RunCells::Test:
        return grouped ? QStringLiteral("0.9213 ± 0.0041 (5)") : QStringLiteral("0.9213");
    case RunCells::BestEpoch:
        return QStringLiteral("@ 100");
    case RunCells::BestDelta:
    case RunCells::TestDelta:
        return QStringLiteral("baseline");
    case RunCells::Differs:
        return QStringLiteral("Learning rate 0.003, Factors 64, Weight decay 0.02");
    case RunCells::Tags:
        return QStringLiteral("tag, another");
    case RunCells::Notes:
        return QStringLiteral("A sentence on what was tried here");
    case RunCells::Seed:
        return QStringLiteral("5 seeds");
    case RunCells::Data:
        return QStringLiteral("ml-latest-small");
    case RunCells::Started:
        return QStringLiteral("12/30/30 10:30 PM");
    case RunCells::Duration:
        return QStringLiteral("10 min 30 s");
    default:
        return {};
    }
}

} // namespace

RunsTable::RunsTable(RunsModel& model, QWidget* parent)
    : DataTable(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("runsTable"));
    setAccessibleName(tr("Runs"));
    setModel(&model);
    setIconSize(swatchSize());
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
    QFont bold = font(); // as the baseline is written
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const QFontMetrics headerMetrics(horizontalHeader()->font());
    for (int column = 0; column < RunCells::ColumnCount; ++column) {
        const auto header = m_model.headerData(column, Qt::Horizontal).toString();
        const int content = column == RunCells::Shown
                                ? style()->pixelMetric(QStyle::PM_IndicatorWidth) + swatchSize().width() + 2 * kPadding
                                : metrics.horizontalAdvance(sampleOf(column, m_model.isGrouped())) + kPadding;
        horizontalHeader()->resizeSection(
            column, std::max(content, headerMetrics.horizontalAdvance(header) + kPadding + kArrow));
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
