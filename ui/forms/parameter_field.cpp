#include "ui/forms/parameter_field.h"

#include "ui/forms/icons.h"
#include "ui/forms/scientific_spin_box.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>
#include <limits>

namespace matinee::ui {

namespace {

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

int toInt(double value)
{
    return static_cast<int>(std::clamp(value, static_cast<double>(std::numeric_limits<int>::min()),
                                       static_cast<double>(std::numeric_limits<int>::max())));
}

double toDouble(const ParameterValue& value)
{
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value))
        return *real;
    return 0;
}

} // namespace

ParameterField::ParameterField(const Parameter& parameter, QWidget* parent)
    : QObject(parent)
    , m_parameter(parameter)
    , m_scale(parameter)
    , m_value(parameter.defaultValue)
    , m_label(new QLabel(fromUtf8(parameter.label), parent))
    , m_reset(new QToolButton(parent))
{
    switch (parameter.kind) {
    case ParameterKind::Integer:
        makeInteger(parent);
        break;
    case ParameterKind::Real:
        makeReal(parent);
        break;
    case ParameterKind::Choice:
        makeChoice(parent);
        break;
    case ParameterKind::Boolean:
        makeBoolean(parent);
        break;
    }
    const auto name = fromUtf8(parameter.key);
    const auto label = fromUtf8(parameter.label);
    m_editor->setObjectName(name);
    m_editor->setAccessibleName(label);
    m_label->setBuddy(m_editor);
    m_label->setObjectName(name + QStringLiteral("Label"));
    m_reset->setObjectName(name + QStringLiteral("Reset"));
    m_reset->setAutoRaise(true);
    m_reset->setFocusPolicy(Qt::TabFocus);
    m_reset->setIcon(icon(QStringLiteral("edit-undo"), QStringLiteral("reset")));
    m_reset->setAccessibleName(tr("Reset %1").arg(label));
    m_reset->setToolTip(tr("Back to the default, %1").arg(fromUtf8(toText(parameter.defaultValue))));
    connect(m_reset, &QToolButton::clicked, this, [this] { edit(m_parameter.defaultValue); });
    setHint({});
    show(true);
}

void ParameterField::makeInteger(QWidget* parent)
{
    makeSlider(parent);
    auto* spin = new QSpinBox(parent);
    spin->setRange(toInt(m_parameter.minimum), toInt(m_parameter.maximum));
    spin->setKeyboardTracking(false);
    connect(spin, &QSpinBox::valueChanged, this, [this](int value) { edit(static_cast<std::int64_t>(value)); });
    m_editor = spin;
}

void ParameterField::makeReal(QWidget* parent)
{
    makeSlider(parent);
    auto* spin = new ScientificSpinBox(parent);
    spin->setRange(m_parameter.minimum, m_parameter.maximum);
    spin->setKeyboardTracking(false);
    connect(spin, &QDoubleSpinBox::valueChanged, this, [this](double value) { edit(value); });
    m_editor = spin;
}

void ParameterField::makeChoice(QWidget* parent)
{
    auto* combo = new QComboBox(parent);
    for (const auto& choice : m_parameter.choices)
        combo->addItem(fromUtf8(choice.label), fromUtf8(choice.value));
    connect(combo, &QComboBox::currentIndexChanged, this,
            [this, combo] { edit(combo->currentData().toString().toStdString()); });
    m_editor = combo;
}

void ParameterField::makeBoolean(QWidget* parent)
{
    auto* box = new QCheckBox(parent);
    connect(box, &QCheckBox::toggled, this, [this](bool on) { edit(on); });
    m_editor = box;
}

void ParameterField::makeSlider(QWidget* parent)
{
    m_slider = new QSlider(Qt::Horizontal, parent);
    m_slider->setRange(0, SliderScale::kSteps);
    m_slider->setSingleStep(SliderScale::kSteps / 100);
    m_slider->setPageStep(SliderScale::kSteps / 10);
    m_slider->setMinimumWidth(72);
    m_slider->setObjectName(fromUtf8(m_parameter.key) + QStringLiteral("Slider"));
    m_slider->setAccessibleName(tr("%1, slider").arg(fromUtf8(m_parameter.label)));
    connect(m_slider, &QSlider::valueChanged, this, [this](int position) {
        const double value = m_scale.value(position);
        if (m_parameter.kind == ParameterKind::Integer)
            edit(static_cast<std::int64_t>(value), true);
        else
            edit(value, true);
    });
}

void ParameterField::setValue(const ParameterValue& value)
{
    if (value == m_value)
        return;
    m_value = value;
    show(true);
}

void ParameterField::edit(const ParameterValue& value, bool fromSlider)
{
    if (m_showing || value == m_value)
        return;
    m_value = value;
    show(!fromSlider); // a slider that a hand is on keeps its place
    Q_EMIT edited();
}

void ParameterField::show(bool moveSlider)
{
    const QScopedValueRollback guard(m_showing, true);
    if (auto* integer = qobject_cast<QSpinBox*>(m_editor))
        integer->setValue(toInt(toDouble(m_value)));
    else if (auto* real = qobject_cast<QDoubleSpinBox*>(m_editor))
        real->setValue(toDouble(m_value));
    else if (auto* combo = qobject_cast<QComboBox*>(m_editor))
        combo->setCurrentIndex(combo->findData(fromUtf8(std::get<std::string>(m_value))));
    else if (auto* box = qobject_cast<QCheckBox*>(m_editor))
        box->setChecked(std::get<bool>(m_value));
    if (m_slider && moveSlider)
        m_slider->setValue(m_scale.position(toDouble(m_value)));
    m_reset->setEnabled(m_enabled && m_value != m_parameter.defaultValue);
}

void ParameterField::setEnabled(bool enabled)
{
    m_enabled = enabled;
    m_label->setEnabled(enabled);
    m_editor->setEnabled(enabled);
    if (m_slider)
        m_slider->setEnabled(enabled);
    m_reset->setEnabled(enabled && m_value != m_parameter.defaultValue);
}

void ParameterField::setHint(const QString& hint)
{
    auto help = fromUtf8(m_parameter.help);
    if (!hint.isEmpty())
        help += QStringLiteral("\n\n") + hint;
    for (QWidget* widget : {static_cast<QWidget*>(m_label), m_editor, static_cast<QWidget*>(m_slider)}) {
        if (!widget)
            continue;
        widget->setToolTip(help);
        widget->setAccessibleDescription(help);
    }
}

void ParameterField::setVisible(bool visible)
{
    m_label->setVisible(visible);
    m_editor->setVisible(visible);
    if (m_slider)
        m_slider->setVisible(visible);
    m_reset->setVisible(visible);
}

} // namespace matinee::ui
