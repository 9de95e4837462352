#include "ui/panels/models/readout_model.h"

#include <QLocale>

#include <cmath>

namespace matinee::ui {

void ReadoutModel::setReadings(std::vector<Reading> readings, const std::vector<ReferenceLine>& references)
{
    std::vector<Row> rows;
    for (const auto& reading : readings) {
        const bool isWhole = std::abs(reading.x - std::round(reading.x)) < 1e-9;
        rows.push_back({reading.name, reading.colour, QLocale().toString(reading.x, 'f', isWhole ? 0 : 2),
                        valueText(reading.y), reading.toolTip});
    }
    for (const auto& reference : references)
        rows.push_back({reference.name, reference.colour, QStringLiteral("–"), valueText(reference.y), {}});

    // Moving the crosshair changes values only: the selection stays, and the view need not be laid out anew.
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    } else if (!rows.empty()) {
        m_rows = std::move(rows);
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int ReadoutModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ReadoutModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 3;
}

QVariant ReadoutModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole)
        return index.column() == 0 ? row.name : index.column() == 1 ? row.epoch : row.value;
    if (role == Qt::ToolTipRole) // the name again: a narrow table cuts it short
        return row.toolTip.isEmpty() ? row.name : tr("%1: %2").arg(row.name, row.toolTip);
    if (role == Qt::DecorationRole && index.column() == 0)
        return row.colour;
    if (role == Qt::TextAlignmentRole && index.column() > 0)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    return {};
}

QVariant ReadoutModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::DisplayRole)
        return section == 0 ? tr("Curve") : section == 1 ? tr("Epoch") : tr("Value");
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    return {};
}

} // namespace matinee::ui
