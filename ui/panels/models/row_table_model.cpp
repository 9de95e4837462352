#include "ui/panels/models/row_table_model.h"

#include "ui/panels/models/row_order.h"

#include <algorithm>
#include <unordered_map>

namespace matinee::ui {

void RowTableModel::setShape(std::vector<Column> columns, std::size_t sourceRows)
{
    m_columns = std::move(columns);
    m_sourceCount = sourceRows;
}

int RowTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::min<std::size_t>(matchCount(), kMaximumRows));
}

int RowTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

quint32 RowTableModel::sourceRow(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    if (m_isFiltered)
        return m_matches[at];
    return m_order.empty() ? static_cast<quint32>(row) : m_order[at];
}

QVariant RowTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return text(sourceRow(index.row()), index.column());
    if (role == Qt::TextAlignmentRole && m_columns[static_cast<std::size_t>(index.column())].isNumber)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    return {};
}

QVariant RowTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section < 0)
        return {};
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole && section < rowCount() ? QVariant(section + 1) : QVariant();
    if (section >= columnCount())
        return {};
    const auto& column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return column.title;
    if (role == Qt::ToolTipRole && !column.toolTip.isEmpty())
        return column.toolTip;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((column.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    return {};
}

void RowTableModel::sort(int column, Qt::SortOrder order)
{
    if (column >= columnCount())
        return;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const auto before = persistentIndexList();
    std::vector<quint32> sourceRows;
    for (const auto& index : before)
        sourceRows.push_back(sourceRow(index.row()));

    if (column < 0)
        m_order = {};
    else
        m_order = orderByKeys(sortKeys(column), order == Qt::DescendingOrder);
    selectMatches();

    if (!before.isEmpty()) {
        std::unordered_map<quint32, int> rows;
        for (const auto row : sourceRows)
            rows.emplace(row, -1);
        for (int row = 0; row < rowCount(); ++row) {
            if (const auto found = rows.find(sourceRow(row)); found != rows.end())
                found->second = row;
        }
        QModelIndexList after;
        for (qsizetype i = 0; i < before.size(); ++i) {
            const int row = rows[sourceRows[static_cast<std::size_t>(i)]];
            after.append(row < 0 ? QModelIndex() : createIndex(row, before[i].column()));
        }
        changePersistentIndexList(before, after);
    }
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void RowTableModel::refilter()
{
    beginResetModel();
    m_isFiltered = hasFilter();
    selectMatches();
    endResetModel();
    Q_EMIT countsChanged();
}

void RowTableModel::selectMatches()
{
    m_matches.clear();
    m_matchCount = 0;
    if (!m_isFiltered)
        return;
    for (std::size_t i = 0; i < m_sourceCount; ++i) {
        const quint32 row = m_order.empty() ? static_cast<quint32>(i) : m_order[i];
        if (accepts(row)) {
            if (m_matchCount < kMaximumRows)
                m_matches.push_back(row);
            ++m_matchCount;
        }
    }
}

} // namespace matinee::ui
