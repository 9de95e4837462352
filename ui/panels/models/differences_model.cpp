#include "ui/panels/models/differences_model.h"

#include "ui/state/run_entry.h"

namespace matinee::ui {

void DifferencesModel::setRuns(const std::vector<const StoredRun*>& runs)
{
    beginResetModel();
    m_rows = runDifferences(runs);
    m_numbers.clear();
    m_names.clear();
    for (const auto* run : runs) {
        m_numbers.append(runNumber(run->id));
        m_names.append(runName(*run));
    }
    endResetModel();
}

int DifferencesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int DifferencesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_numbers.size()) + 1;
}

QVariant DifferencesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) // again: a narrow column cuts it short
        return index.column() == 0 ? row.label : row.values[index.column() - 1];
    return {};
}

QVariant DifferencesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::DisplayRole)
        return section == 0 ? tr("Setting") : m_numbers[section - 1];
    if (role == Qt::ToolTipRole && section > 0)
        return m_names[section - 1];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    return {};
}

} // namespace matinee::ui
