#pragma once

#include "ui/forms/slider_scale.h"

#include <matinee/parameter.h>

#include <QObject>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSlider;
class QSpinBox;
class QToolButton;
class QWidget;

namespace matinee::ui {

/// The widgets of one hyperparameter: its label, slider and spin box (or combo box, or check box), and a button back to
/// the default. The form lays them out and owns them.
class ParameterField : public QObject
{
    Q_OBJECT

public:
    /// \param parent of the widgets and of this object
    ParameterField(const Parameter& parameter, QWidget* parent);

    const Parameter& parameter() const { return m_parameter; }
    ParameterValue value() const { return m_value; }
    /// Shows a value without edited().
    void setValue(const ParameterValue& value);
    void setEnabled(bool enabled);
    void setVisible(bool visible);
    /// A sentence below the help, of what holds now; may be empty.
    void setHint(const QString& hint);

    QLabel* label() const { return m_label; }
    QSlider* slider() const { return m_slider; } ///< null for choices and booleans
    QWidget* editor() const { return m_editor; }
    QToolButton* resetButton() const { return m_reset; }

Q_SIGNALS:
    void edited();

private:
    void makeInteger(QWidget* parent);
    void makeReal(QWidget* parent);
    void makeChoice(QWidget* parent);
    void makeBoolean(QWidget* parent);
    void makeSlider(QWidget* parent);
    void edit(const ParameterValue& value, bool fromSlider = false);
    void show(bool moveSlider);

    Parameter m_parameter;
    SliderScale m_scale;
    ParameterValue m_value;
    QLabel* m_label = nullptr;
    QSlider* m_slider = nullptr;
    QWidget* m_editor = nullptr;
    QToolButton* m_reset = nullptr;
    bool m_showing = false; // a value is being shown, not typed
    bool m_enabled = true;
};

} // namespace matinee::ui
