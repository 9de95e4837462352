#pragma once

#include "ui/charts/column_strip.h"
#include "ui/state/rating_periods.h"

namespace matinee::ui {

/// A film's ratings over time: how many as columns, their mean as a line over them.
class RatingHistory : public ColumnStrip
{
    Q_OBJECT

public:
    explicit RatingHistory(QWidget* parent = nullptr);

    /// \param lowest the lowest and highest stars of the data set, the line's scale
    void setPeriods(RatingPeriods periods, double lowest, double highest);
    const RatingPeriods& periods() const { return m_periods; }

    int columnCount() const override { return static_cast<int>(m_periods.periods.size()); }
    QString columnText(int column) const override;
    QString summaryText() const override;

protected:
    void paintColumns(QPainter& painter, const QRectF& plot) override;
    int rightMargin() const override;
    int linesBelow() const override { return 1; }

private:
    RatingPeriods m_periods;
    double m_lowest = 0.5;
    double m_highest = 5;
};

} // namespace matinee::ui
