#include "ui/sweep/sweep_parameter_field.h"

#include "ui/forms/scientific_spin_box.h"
#include "ui/forms/wheel_guard.h"
#include "ui/panels/flow_layout.h"
#include "ui/state/colours.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QRegularExpression>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace matinee::ui {

namespace {

constexpr int kGap = 6;
constexpr int kIndent = 22;

enum Kind
{
    kRange,
    kList
};

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace

SweepParameterField::SweepParameterField(const Parameter& parameter, QWidget* parent)
    : QWidget(parent)
    , m_parameter(parameter)
    , m_value(defaultSweepParameter(parameter))
    , m_box(new QCheckBox(fromUtf8(parameter.label), this))
    , m_details(new QWidget(this))
    , m_error(new QLabel(this))
{
    const QString key = fromUtf8(parameter.key);
    setObjectName(QStringLiteral("sweepField_") + key);
    m_box->setObjectName(QStringLiteral("sweep_") + key);
    m_box->setAccessibleName(tr("Sweep over %1").arg(fromUtf8(parameter.label)));
    m_box->setToolTip(fromUtf8(parameter.help));
    m_error->setObjectName(QStringLiteral("sweepError_") + key);
    m_error->setWordWrap(true);
    m_error->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap / 2);
    layout->addWidget(m_box);
    layout->addWidget(m_details);
    layout->addWidget(m_error);
    m_error->setContentsMargins(kIndent, 0, 0, 0);
    if (parameter.kind == ParameterKind::Integer || parameter.kind == ParameterKind::Real)
        makeNumbers();
    else if (parameter.kind == ParameterKind::Choice)
        makeChoices();
    connect(m_box, &QCheckBox::toggled, this, &SweepParameterField::edit);
    setValue(std::nullopt);
}

QDoubleSpinBox* SweepParameterField::makeNumber(const QString& name, const QString& label)
{
    auto* spin = new ScientificSpinBox(m_range);
    spin->setObjectName(QStringLiteral("sweep%1_%2").arg(name, fromUtf8(m_parameter.key)));
    spin->setAccessibleName(tr("%1, %2").arg(fromUtf8(m_parameter.label), label));
    spin->setRange(m_parameter.minimum, m_parameter.maximum);
    spin->setKeyboardTracking(false);
    spin->setMinimumWidth(spin->fontMetrics().averageCharWidth() * 9);
    spin->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    guardWheel(spin);
    connect(spin, &QDoubleSpinBox::valueChanged, this, &SweepParameterField::edit);
    return spin;
}

void SweepParameterField::makeNumbers()
{
    const QString label = fromUtf8(m_parameter.label);
    const QString key = fromUtf8(m_parameter.key);
    m_kind = new QComboBox(m_details);
    m_kind->setObjectName(QStringLiteral("sweepKind_") + key);
    m_kind->setAccessibleName(tr("%1, range or values").arg(label));
    m_kind->addItem(tr("Range"), kRange);
    m_kind->addItem(tr("Values"), kList);
    guardWheel(m_kind);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this](int kind) {
        if (kind == kList && m_value.values.empty() && !m_showing) {
            m_value.values = {number(m_value.minimum), number(m_value.maximum)};
            const QScopedValueRollback guard(m_showing, true);
            m_values->setText(fromUtf8(toText(m_value.values[0])) + QLatin1Char(' ') +
                              fromUtf8(toText(m_value.values[1])));
        }
        edit();
    });

    m_range = new QWidget(m_details);
    m_minimum = makeNumber(QStringLiteral("Minimum"), tr("from"));
    m_maximum = makeNumber(QStringLiteral("Maximum"), tr("to"));
    m_scale = new QComboBox(m_range);
    m_scale->setObjectName(QStringLiteral("sweepScale_") + key);
    m_scale->setAccessibleName(tr("%1, scale").arg(label));
    m_scale->addItem(tr("Linear"), static_cast<int>(ParameterScale::Linear));
    m_scale->addItem(tr("Logarithmic"), static_cast<int>(ParameterScale::Logarithmic));
    guardWheel(m_scale);
    connect(m_scale, &QComboBox::currentIndexChanged, this, &SweepParameterField::edit);
    m_step = makeNumber(QStringLiteral("Step"), tr("step"));
    m_step->setRange(0, m_parameter.maximum);
    m_step->setSpecialValueText(tr("%1 levels").arg(kGridLevels));
    m_step->setToolTip(tr("What the levels of a grid are apart; on a logarithmic scale what one is times the one "
                          "before. 0: %1 levels spread evenly")
                           .arg(kGridLevels));
    m_stepLabel = new QLabel(tr("Step"), m_range);
    m_stepLabel->setBuddy(m_step);
    auto* to = new QLabel(tr("to"), m_range);
    to->setBuddy(m_maximum);
    auto* grid = new QGridLayout(m_range);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(kGap);
    grid->addWidget(m_minimum, 0, 0);
    grid->addWidget(to, 0, 1);
    grid->addWidget(m_maximum, 0, 2);
    grid->addWidget(m_stepLabel, 1, 0, Qt::AlignRight);
    grid->addWidget(m_step, 1, 1, 1, 2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(2, 1);

    m_values = new QLineEdit(m_details);
    m_values->setObjectName(QStringLiteral("sweepValues_") + key);
    m_values->setAccessibleName(tr("%1, values to try").arg(label));
    m_values->setPlaceholderText(tr("values with blanks between them"));
    connect(m_values, &QLineEdit::textChanged, this, [this] {
        if (!m_showing)
            edit();
    });

    auto* layout = new QVBoxLayout(m_details);
    layout->setContentsMargins(kIndent, 0, 0, kGap);
    layout->setSpacing(kGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    row->addWidget(m_kind, 1);
    row->addWidget(m_scale, 1);
    layout->addLayout(row);
    layout->addWidget(m_range);
    layout->addWidget(m_values);
}

void SweepParameterField::makeChoices()
{
    auto* flow = new FlowLayout(2 * kGap, kGap / 2, m_details);
    flow->setContentsMargins(kIndent, 0, 0, kGap);
    for (const auto& choice : m_parameter.choices) {
        auto* box = new QCheckBox(fromUtf8(choice.label), m_details);
        box->setObjectName(QStringLiteral("sweep_%1_%2").arg(fromUtf8(m_parameter.key), fromUtf8(choice.value)));
        box->setAccessibleName(tr("%1, try %2").arg(fromUtf8(m_parameter.label), fromUtf8(choice.label)));
        connect(box, &QCheckBox::toggled, this, &SweepParameterField::edit);
        flow->addWidget(box);
        m_choices.push_back(box);
    }
}

ParameterValue SweepParameterField::number(double value) const
{
    if (m_parameter.kind == ParameterKind::Integer)
        return static_cast<std::int64_t>(std::llround(value));
    return value;
}

std::optional<SweepParameter> SweepParameterField::value() const
{
    if (!m_box->isChecked())
        return std::nullopt;
    return m_value;
}

void SweepParameterField::setValue(const std::optional<SweepParameter>& value)
{
    const QScopedValueRollback guard(m_showing, true);
    m_box->setChecked(value.has_value());
    if (value)
        m_value = *value;
    const bool isList = !m_value.values.empty();
    if (m_kind) {
        m_kind->setCurrentIndex(isList ? kList : kRange);
        if (isList) {
            QStringList words;
            for (const auto& listed : m_value.values)
                words.append(fromUtf8(toText(listed)));
            m_values->setText(words.join(QLatin1Char(' ')));
        } else {
            m_minimum->setValue(m_value.minimum);
            m_maximum->setValue(m_value.maximum);
            m_scale->setCurrentIndex(m_scale->findData(static_cast<int>(m_value.scale)));
            m_step->setValue(m_value.step);
        }
    }
    for (std::size_t i = 0; i < m_choices.size(); ++i)
        m_choices[i]->setChecked(std::ranges::find(m_value.values, ParameterValue(m_parameter.choices[i].value)) !=
                                 m_value.values.end());
    m_typed.clear();
    showDetails();
}

void SweepParameterField::setGrid(bool isGrid)
{
    m_isGrid = isGrid;
    showDetails();
}

void SweepParameterField::showDetails()
{
    const bool isOn = m_box->isChecked();
    m_details->setVisible(isOn && (m_kind || !m_choices.empty()));
    if (!m_kind)
        return;
    const bool isList = m_kind->currentData().toInt() == kList;
    m_range->setVisible(!isList);
    m_scale->setVisible(!isList);
    m_values->setVisible(isList);
    m_step->setVisible(m_isGrid);
    m_stepLabel->setVisible(m_isGrid);
}

void SweepParameterField::readValues()
{
    // A comma stands between values where it isn't the decimal sign.
    static const QRegularExpression kBlanks(QStringLiteral("[\\s;]+"));
    static const QRegularExpression kBlanksAndCommas(QStringLiteral("[\\s;,]+"));
    const bool hasComma = QLocale().decimalPoint() == QLatin1String(",");
    m_value.values.clear();
    m_typed.clear();
    const auto words = m_values->text().split(hasComma ? kBlanks : kBlanksAndCommas, Qt::SkipEmptyParts);
    for (const auto& word : words) {
        bool ok = false;
        double value = QLocale().toDouble(word, &ok);
        if (!ok)
            value = QLocale::c().toDouble(word, &ok);
        if (!ok || (m_parameter.kind == ParameterKind::Integer && value != std::floor(value))) {
            m_typed = m_parameter.kind == ParameterKind::Integer ? tr("“%1” is not a whole number.").arg(word)
                                                                 : tr("“%1” is not a number.").arg(word);
            continue;
        }
        m_value.values.push_back(number(value));
    }
    if (m_typed.isEmpty() && m_value.values.empty())
        m_typed = tr("There are no values to try.");
}

void SweepParameterField::edit()
{
    if (m_showing)
        return;
    m_typed.clear();
    if (m_kind && m_kind->currentData().toInt() == kList) {
        readValues();
    } else if (m_kind) {
        m_value.values.clear();
        const bool isInteger = m_parameter.kind == ParameterKind::Integer;
        const auto whole = [isInteger](double value) { return isInteger ? std::round(value) : value; };
        m_value.minimum = whole(m_minimum->value());
        m_value.maximum = whole(m_maximum->value());
        m_value.scale = static_cast<ParameterScale>(m_scale->currentData().toInt());
        m_value.step = m_isGrid ? m_step->value() : 0;
    } else if (!m_choices.empty()) {
        m_value.values.clear();
        for (std::size_t i = 0; i < m_choices.size(); ++i)
            if (m_choices[i]->isChecked())
                m_value.values.emplace_back(m_parameter.choices[i].value);
        if (m_value.values.empty() && m_box->isChecked())
            m_typed = tr("There are no values to try.");
    }
    if (!m_box->isChecked())
        m_typed.clear();
    showDetails();
    Q_EMIT edited();
}

void SweepParameterField::showError(const QString& sentence)
{
    const QString text = m_typed.isEmpty() ? sentence : m_typed;
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, errorColour(isDark(palette())));
    m_error->setPalette(colours);
    m_error->setText(text);
    m_error->setVisible(!text.isEmpty());
}

} // namespace matinee::ui
