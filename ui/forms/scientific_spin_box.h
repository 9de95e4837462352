#pragma once

#include <QDoubleSpinBox>

namespace matinee::ui {

/// A spin box for numbers of any size: 0.0001 is shown as such and not as 0.00, 1e-05 can be typed, and a step changes
/// the leading digit.
class ScientificSpinBox : public QDoubleSpinBox
{
    Q_OBJECT

public:
    explicit ScientificSpinBox(QWidget* parent = nullptr);

    QString textFromValue(double value) const override;
    double valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& position) const override;
    void stepBy(int steps) override;
};

} // namespace matinee::ui
