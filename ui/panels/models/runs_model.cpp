#include "ui/panels/models/runs_model.h"

#include "ui/panels/models/run_swatch.h"
#include "ui/state/colours.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace matinee::ui {

RunsModel::RunsModel(QObject* parent)
    : QAbstractTableModel(parent)
    , m_runs(std::make_shared<const RunRows::Runs>())
{}

void RunsModel::setRuns(std::shared_ptr<const RunRows::Runs> runs)
{
    m_runs = std::move(runs);
    rebuild();
}

void RunsModel::rebuild()
{
    m_cells.forget();
    RunRows rows(m_runs, m_grouped, m_archivedShown, m_trialsShown);
    select(rows);
    // While a run trains nothing but figures change: selection, cursor and scroll bar stay as they are.
    if (rows.hasSameRows(m_rows)) {
        m_rows = std::move(rows);
        touch();
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, Column::ColumnCount - 1);
}

void RunsModel::select(RunRows& rows) const
{
    if (m_sortColumn >= 0)
        m_cells.sort(rows, m_sortColumn, m_sortOrder);
    const auto hasWords = [this](const RunEntry& entry) {
        return std::ranges::all_of(m_words, [&entry](const QString& word) { return entry.search.contains(word); });
    };
    const auto hasTag = [this](const RunEntry& entry) {
        return m_tag.empty() || std::ranges::find(entry.run.tags, m_tag) != entry.run.tags.end();
    };
    // What is hidden by the filter still counts in the mean of its group.
    rows.filter([&](const RunRows::Group& group) {
        for (quint32 member = 0; member < group.count; ++member) {
            if (const auto& entry = rows.entry(group, member); hasTag(entry) && hasWords(entry))
                return true;
        }
        return false;
    });
}

void RunsModel::applyFilter()
{
    beginResetModel();
    select(m_rows);
    endResetModel();
}

void RunsModel::touch()
{
    if (m_rows.rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_rows.rowCount() - 1, Column::ColumnCount - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, Column::ColumnCount - 1);
}

void RunsModel::setFilter(const QString& text)
{
    const auto words = text.toCaseFolded().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = words;
    applyFilter();
}

void RunsModel::setTag(const QString& tag)
{
    if (tag.toStdString() == m_tag)
        return;
    m_tag = tag.toStdString();
    applyFilter();
}

void RunsModel::setArchivedShown(bool shown)
{
    m_archivedShown = shown;
    rebuild();
}

void RunsModel::setTrialsShown(bool shown)
{
    m_trialsShown = shown;
    rebuild();
}

void RunsModel::setGrouped(bool grouped)
{
    m_grouped = grouped;
    rebuild();
}

void RunsModel::setMetric(std::optional<RunMetric> metric)
{
    m_cells.setMetric(metric);
    rebuild();
}

void RunsModel::setBaseline(qint64 run)
{
    m_cells.setBaseline(run);
    rebuild();
}

void RunsModel::setShownRuns(const QSet<qint64>& runs)
{
    m_shown = runs;
    if (m_rows.rowCount() > 0)
        Q_EMIT dataChanged(index(0, Column::Shown), index(m_rows.rowCount() - 1, Column::Shown));
}

QList<qint64> RunsModel::runsAt(int row) const
{
    return row >= 0 && row < m_rows.rowCount() ? m_rows.runsOf(m_rows.at(row)) : QList<qint64>();
}

int RunsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows.rowCount();
}

int RunsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Column::ColumnCount;
}

Qt::CheckState RunsModel::checkState(const RunRows::Group& group) const
{
    int shown = 0;
    for (quint32 member = 0; member < group.count; ++member)
        shown += m_shown.contains(m_rows.run(group, member).id) ? 1 : 0;
    return shown == 0 ? Qt::Unchecked : shown == static_cast<int>(group.count) ? Qt::Checked : Qt::PartiallyChecked;
}

QVariant RunsModel::colour(const RunRows::Group& group, int column) const
{
    const auto palette = QGuiApplication::palette();
    const bool dark = isDark(palette);
    switch (m_cells.verdict(m_rows, group, column)) {
    case RunCells::Verdict::Better:
        return betterColour(dark);
    case RunCells::Verdict::Worse:
        return worseColour(dark);
    case RunCells::Verdict::None:
        break;
    }
    const auto& run = m_rows.run(group);
    if (run.archived)
        return mutedTextColour(palette);
    const bool isBad = run.status == StoredStatus::Diverged || run.status == StoredStatus::Failed;
    return column == Column::Status && isBad ? QVariant(errorColour(dark)) : QVariant();
}

QVariant RunsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& group = m_rows.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return column == Column::Shown ? QVariant() : m_cells.text(m_rows, group, column);
    case Qt::EditRole: {
        const auto& run = m_rows.run(group);
        return column == Column::Notes  ? QString::fromStdString(run.notes)
               : column == Column::Tags ? tagsText(run.tags)
                                        : m_cells.text(m_rows, group, column);
    }
    case Qt::CheckStateRole:
        return column == Column::Shown ? QVariant(checkState(group)) : QVariant();
    case Qt::DecorationRole:
        return column == Column::Shown
                   ? QVariant(runSwatch(m_rows.run(group, group.count - 1).id, checkState(group) != Qt::Unchecked))
                   : QVariant();
    case Qt::ToolTipRole: {
        const auto text = m_cells.explanation(m_rows, group, column);
        return text.isEmpty() ? QVariant() : text;
    }
    case Qt::AccessibleTextRole:
        if (column == Column::Shown)
            return checkState(group) == Qt::Unchecked ? tr("Not on the curves") : tr("On the curves");
        if (m_cells.verdict(m_rows, group, column) != RunCells::Verdict::None)
            return m_cells.explanation(m_rows, group, column);
        return {};
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((RunCells::isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case Qt::ForegroundRole:
        return colour(group, column);
    case Qt::FontRole: {
        if (m_rows.groupOf(m_cells.baseline()) != &group)
            return {};
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    default:
        return {};
    }
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const auto& group = m_rows.at(index.row());
    if (role == Qt::CheckStateRole && index.column() == Column::Shown) {
        Q_EMIT shownEdited(m_rows.runsOf(group), value.toInt() != Qt::Unchecked);
        return true;
    }
    if (role != Qt::EditRole || group.count != 1)
        return false;
    const auto& run = m_rows.run(group);
    const auto text = value.toString();
    if (index.column() == Column::Notes && text != QString::fromStdString(run.notes))
        Q_EMIT notesEdited(run.id, text);
    else if (index.column() == Column::Tags && parsedTags(text) != parsedTags(tagsText(run.tags)))
        Q_EMIT tagsEdited(run.id, parsedTags(text));
    return true;
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= Column::ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return m_cells.header(m_rows, section);
    if (role == Qt::ToolTipRole) {
        const auto text = m_cells.headerExplanation(section);
        return text.isEmpty() ? QVariant() : text;
    }
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((RunCells::isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    return {};
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const
{
    auto flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    if (index.column() == Column::Shown)
        flags |= Qt::ItemIsUserCheckable;
    if ((index.column() == Column::Notes || index.column() == Column::Tags) && m_rows.at(index.row()).count == 1)
        flags |= Qt::ItemIsEditable;
    return flags;
}

void RunsModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column < 0 ? int{Column::Number} : column;
    m_sortOrder = column < 0 ? Qt::DescendingOrder : order;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const auto before = persistentIndexList();
    QList<qint64> runs;
    for (const auto& index : before)
        runs.append(m_rows.run(m_rows.at(index.row())).id);
    RunRows rows(m_runs, m_grouped, m_archivedShown,
                 m_trialsShown); // equal ones stand newest first, however it was sorted before
    select(rows);
    m_rows = std::move(rows);
    QHash<qint64, int> places;
    for (int row = 0; row < m_rows.rowCount(); ++row)
        places.insert(m_rows.run(m_rows.at(row)).id, row);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i)
        after.append(index(places.value(runs[i]), before[i].column()));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

} // namespace matinee::ui
