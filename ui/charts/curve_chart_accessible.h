#pragma once

#include <QAccessibleWidget>

namespace matinee::ui {

class CurveChart;

/// Reads the curves to assistive technology: the crosshair is a value that can be moved, its readout a text.
class CurveChartAccessible : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    explicit CurveChartAccessible(CurveChart* chart);

    /// Makes Qt answer for every CurveChart with this; once is enough, more do no harm.
    static void install();

    QString text(QAccessible::Text type) const override;
    void* interface_cast(QAccessible::InterfaceType type) override;

    QVariant currentValue() const override;
    void setCurrentValue(const QVariant& value) override;
    QVariant maximumValue() const override;
    QVariant minimumValue() const override;
    QVariant minimumStepSize() const override;

private:
    CurveChart& chart() const;
};

} // namespace matinee::ui
