#pragma once

#include "ui/charts/curve_chart.h"

#include <QAbstractTableModel>

namespace matinee::ui {

/// The crosshair's readout as a table: curve, epoch (or what else the axis is), value; where curves are smoothed, what
/// was measured there as well; the reference lines below.
class ReadoutModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// What cells are sorted by: numbers as numbers.
    static constexpr int kSortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    void setReadings(std::vector<Reading> readings, const std::vector<ReferenceLine>& references, XAxis axis);

    /// What a column of numbers is sized by.
    QString widestText(int column) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        QString name;
        QColor colour;
        std::optional<double> x;
        double value = 0;
        std::optional<double> raw;
        QString toolTip;
    };

    QString text(const Row& row, int column) const;

    std::vector<Row> m_rows;
    XAxis m_axis = XAxis::Epoch;
    bool m_hasRaw = false;
};

} // namespace matinee::ui
