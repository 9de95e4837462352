#include "ui/forms/parameter_form.h"

#include "ui/forms/parameter_field.h"
#include "ui/forms/schedule_preview.h"
#include "ui/forms/wheel_guard.h"

#include <matinee/schedule.h>

#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kSpacing = 8;
enum Column
{
    kLabel,
    kSlider,
    kEditor,
    kReset
};

/// What decides whether a form fits a list of parameters.
bool sameForm(const std::vector<ParameterField*>& fields, const std::vector<Parameter>& parameters)
{
    return std::ranges::equal(fields, parameters, [](const ParameterField* field, const Parameter& b) {
        const auto& a = field->parameter();
        return a.key == b.key && a.kind == b.kind && a.defaultValue == b.defaultValue && a.minimum == b.minimum &&
               a.maximum == b.maximum && a.label == b.label && a.choices.size() == b.choices.size();
    });
}

/// A spin box keeps Ctrl+Z for its line of text, where it does nothing after a value was set: the undo of the form is
/// what a person means.
class UndoPassThrough : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::ShortcutOverride) {
            const auto* key = static_cast<QKeyEvent*>(event);
            if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
                event->ignore();
                return true;
            }
        }
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

ParameterForm::ParameterForm(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(kSpacing);
    m_grid->setVerticalSpacing(kSpacing / 2);
    m_grid->setColumnStretch(kSlider, 1);
}

void ParameterForm::setHyperparameters(const Hyperparameters& hyperparameters)
{
    m_hyperparameters = hyperparameters;
    if (!sameForm(m_fields, hyperparameters.parameters()))
        rebuild(hyperparameters.parameters());
    for (auto* field : m_fields)
        field->setValue(hyperparameters.value(field->parameter().key));
    if (m_schedule)
        m_schedule->setHyperparameters(hyperparameters);
    showRows();
}

void ParameterForm::rebuild(const std::vector<Parameter>& parameters)
{
    const bool advancedShown = m_advanced && m_advanced->isChecked();
    qDeleteAll(m_fields);
    m_fields.clear();
    qDeleteAll(findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
    m_advanced = nullptr;
    m_schedule = nullptr;

    for (const auto& parameter : parameters) {
        if (parameter.advanced)
            continue;
        addRow(parameter);
        if (parameter.key == "schedule") {
            m_schedule = new SchedulePreview(this);
            m_grid->addWidget(m_schedule, m_grid->rowCount(), kLabel, 1, 4);
        }
    }
    const bool anyAdvanced = std::ranges::any_of(parameters, &Parameter::advanced);
    if (anyAdvanced) {
        m_advanced = new QToolButton(this);
        m_advanced->setObjectName(QStringLiteral("advancedToggle"));
        m_advanced->setText(tr("&Advanced"));
        m_advanced->setAccessibleName(tr("Show advanced hyperparameters"));
        m_advanced->setCheckable(true);
        m_advanced->setAutoRaise(true);
        m_advanced->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        m_grid->addWidget(m_advanced, m_grid->rowCount(), kLabel, 1, 4, Qt::AlignLeft);
        connect(m_advanced, &QToolButton::toggled, this, &ParameterForm::showRows);
        for (const auto& parameter : parameters)
            if (parameter.advanced)
                addRow(parameter);
    }
    // The order of sameForm() is that of the list, whatever the order on the screen.
    std::ranges::sort(m_fields, {}, [&parameters](const ParameterField* field) {
        return std::ranges::find(parameters, field->parameter().key, &Parameter::key) - parameters.begin();
    });
    if (anyAdvanced)
        m_advanced->setChecked(advancedShown);
    setTraining(m_training);
}

void ParameterForm::addRow(const Parameter& parameter)
{
    auto* field = new ParameterField(parameter, this);
    m_fields.push_back(field);
    const int row = m_grid->rowCount();
    m_grid->addWidget(field->label(), row, kLabel);
    auto* undo = new UndoPassThrough(field);
    guardWheel(field->editor());
    field->editor()->installEventFilter(undo);
    if (field->slider()) {
        guardWheel(field->slider());
        field->editor()->setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("0.000123")) + 40);
        m_grid->addWidget(field->slider(), row, kSlider);
        m_grid->addWidget(field->editor(), row, kEditor);
        setTabOrder(field->slider(), field->editor());
    } else if (qobject_cast<QCheckBox*>(field->editor())) {
        m_grid->addWidget(field->editor(), row, kSlider, 1, 2, Qt::AlignLeft);
    } else {
        m_grid->addWidget(field->editor(), row, kSlider, 1, 2);
    }
    m_grid->addWidget(field->resetButton(), row, kReset);
    setTabOrder(field->editor(), field->resetButton());
    connect(field, &ParameterField::edited, this,
            [this, field] { Q_EMIT valueEdited(QString::fromStdString(field->parameter().key), field->value()); });
}

void ParameterForm::showRows()
{
    const bool advanced = m_advanced && m_advanced->isChecked();
    if (m_advanced)
        m_advanced->setArrowType(advanced ? Qt::DownArrow : Qt::RightArrow);
    for (auto* field : m_fields) {
        const auto& parameter = field->parameter();
        field->setVisible((advanced || !parameter.advanced) && scheduleUses(m_hyperparameters, parameter.key));
    }
}

void ParameterForm::setTraining(bool training)
{
    m_training = training;
    for (auto* field : m_fields) {
        const bool live = field->parameter().live;
        field->setEnabled(!training || live);
        field->setHint(!training ? QString()
                       : live    ? tr("Takes effect at once, while training runs.")
                                 : tr("Cannot change while training runs: stop it to train with another value."));
    }
}

ParameterField* ParameterForm::field(const QString& key) const
{
    const auto found = std::ranges::find(m_fields, key.toStdString(),
                                         [](const ParameterField* field) { return field->parameter().key; });
    return found == m_fields.end() ? nullptr : *found;
}

} // namespace matinee::ui
