#pragma once

#include "ui/charts/curve_chart.h"

#include <QAbstractTableModel>

namespace matinee::ui {

/// The crosshair's readout as a table: curve, epoch, value; the reference lines below.
class ReadoutModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setReadings(std::vector<Reading> readings, const std::vector<ReferenceLine>& references);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        QString name;
        QColor colour;
        QString epoch;
        QString value;
        QString toolTip;
    };

    std::vector<Row> m_rows;
};

} // namespace matinee::ui
