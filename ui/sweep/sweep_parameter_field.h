#pragma once

#include <matinee/sweep_spec.h>

#include <QWidget>

#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;

namespace matinee::ui {

/// What a sweep tries of one hyperparameter: a check box with its name, and below it, while it is checked, a range or a
/// list of values.
class SweepParameterField : public QWidget
{
    Q_OBJECT

public:
    explicit SweepParameterField(const Parameter& parameter, QWidget* parent = nullptr);

    const Parameter& parameter() const { return m_parameter; }
    /// Nothing where the parameter is not swept.
    std::optional<SweepParameter> value() const;
    /// Shows a value without edited().
    void setValue(const std::optional<SweepParameter>& value);
    /// A grid takes steps.
    void setGrid(bool isGrid);
    /// What was typed and cannot be read; empty if all can.
    QString error() const { return m_typed; }
    /// Shows what is wrong, this or something else, below the field.
    void showError(const QString& sentence);

Q_SIGNALS:
    void edited();

private:
    void makeNumbers();
    void makeChoices();
    QDoubleSpinBox* makeNumber(const QString& name, const QString& label);
    void showDetails();
    void readValues();
    void edit();
    ParameterValue number(double value) const;

    Parameter m_parameter;
    SweepParameter m_value;
    QString m_typed; ///< what is wrong with the list of values
    bool m_showing = false;
    bool m_isGrid = false;
    QCheckBox* m_box;
    QWidget* m_details;
    QLabel* m_error;
    QComboBox* m_kind = nullptr; ///< of numbers: range or values
    QWidget* m_range = nullptr;
    QDoubleSpinBox* m_minimum = nullptr;
    QDoubleSpinBox* m_maximum = nullptr;
    QComboBox* m_scale = nullptr;
    QLabel* m_stepLabel = nullptr;
    QDoubleSpinBox* m_step = nullptr;
    QLineEdit* m_values = nullptr;
    std::vector<QCheckBox*> m_choices; ///< of choices: one for each
};

} // namespace matinee::ui
