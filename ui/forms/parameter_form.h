#pragma once

#include <matinee/parameter.h>

#include <QWidget>

#include <vector>

class QGridLayout;
class QToolButton;

namespace matinee::ui {

class ParameterField;
class SchedulePreview;

/// A form built from nothing but a list of parameters: a model that is added needs no widget of its own. Below the
/// choice of a schedule it is drawn, and what the schedule does not go by is not shown.
class ParameterForm : public QWidget
{
    Q_OBJECT

public:
    explicit ParameterForm(QWidget* parent = nullptr);

    /// Shows values; the widgets are made anew only if the list of parameters is another one.
    void setHyperparameters(const Hyperparameters& hyperparameters);
    /// While training, only live parameters can be changed; the tool tips say so.
    void setTraining(bool training);
    /// The field of a key; null if there is none.
    ParameterField* field(const QString& key) const;

Q_SIGNALS:
    /// A person chose another value; it is within the parameter's range.
    void valueEdited(const QString& key, const matinee::ParameterValue& value);

private:
    void rebuild(const std::vector<Parameter>& parameters);
    void addRow(const Parameter& parameter);
    void showRows();

    QGridLayout* m_grid;
    QToolButton* m_advanced = nullptr;
    std::vector<ParameterField*> m_fields;
    SchedulePreview* m_schedule = nullptr; ///< where there is a schedule
    Hyperparameters m_hyperparameters;     ///< as shown
    bool m_training = false;
};

} // namespace matinee::ui
