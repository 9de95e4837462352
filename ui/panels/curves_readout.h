#pragma once

#include "ui/charts/curve_chart.h"

#include <QWidget>

class QLabel;

namespace matinee::ui {

class DataTable;
class ReadoutModel;

/// The values at the crosshair in a table to be sorted and copied, and below it a word on the pale curves.
class CurvesReadout : public QWidget
{
    Q_OBJECT

public:
    explicit CurvesReadout(QWidget* parent = nullptr);

    void setReadings(std::vector<Reading> readings, const std::vector<ReferenceLine>& references, XAxis axis);
    void setNote(const QString& text, const QString& toolTip);

private:
    /// Just as wide as the numbers are: what is left is for the names.
    void sizeColumns();

    ReadoutModel* m_model;
    DataTable* m_table;
    QLabel* m_note;
};

} // namespace matinee::ui
