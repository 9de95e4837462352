#include "ui/panels/models/readout_model.h"

namespace matinee::ui {

void ReadoutModel::setReadings(std::vector<Reading> readings, const std::vector<ReferenceLine>& references, XAxis axis)
{
    std::vector<Row> rows;
    bool hasRaw = false;
    for (const auto& reading : readings) {
        rows.push_back({.name = reading.name,
                        .colour = reading.colour,
                        .x = reading.x,
                        .value = reading.y,
                        .raw = reading.raw,
                        .toolTip = reading.toolTip});
        hasRaw = hasRaw || reading.raw;
    }
    for (const auto& reference : references)
        rows.push_back({.name = reference.name, .colour = reference.colour, .value = reference.y});

    // Moving the crosshair changes values only: the selection stays, and the view need not be laid out anew.
    if (rows.size() != m_rows.size() || hasRaw != m_hasRaw || axis != m_axis) {
        beginResetModel();
        m_rows = std::move(rows);
        m_axis = axis;
        m_hasRaw = hasRaw;
        endResetModel();
    } else if (!rows.empty()) {
        m_rows = std::move(rows);
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

QString ReadoutModel::widestText(int column) const
{
    if (column != 1)
        return valueText(0);
    constexpr double kMany = 12'345'678; // seconds: some months
    return m_axis == XAxis::Epoch ? QStringLiteral("100.00") : xText(kMany, m_axis);
}

int ReadoutModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ReadoutModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_hasRaw ? 4 : 3;
}

QString ReadoutModel::text(const Row& row, int column) const
{
    const auto none = QStringLiteral("–");
    switch (column) {
    case 0:
        return row.name;
    case 1:
        return row.x ? xText(*row.x, m_axis) : none;
    case 2:
        return valueText(row.value);
    default:
        return row.raw ? valueText(*row.raw) : none;
    }
}

QVariant ReadoutModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole)
        return text(row, index.column());
    if (role == kSortRole) {
        const double numbers[] = {0, row.x.value_or(-1), row.value, row.raw.value_or(row.value)};
        return index.column() == 0 ? QVariant(row.name) : QVariant(numbers[index.column()]);
    }
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
        return section == 0   ? tr("Curve")
               : section == 1 ? xAxisName(m_axis)
               : section == 2 ? (m_hasRaw ? tr("Smoothed") : tr("Value"))
                              : tr("Raw");
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    return {};
}

} // namespace matinee::ui
