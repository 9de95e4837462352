#pragma once

#include <QWidget>

#include <vector>

class QComboBox;
class QFormLayout;
class QLabel;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace matinee {
struct Parameter;
struct SweepSpec;
} // namespace matinee

namespace matinee::ui {

class SweepParameterField;
class SweepSession;

/// All that a sweep is described by: how points are chosen, how many, what is tried of each hyperparameter. Built from
/// the model's description; what is wrong stands below the field where it is.
class SweepForm : public QWidget
{
    Q_OBJECT

public:
    /// \param sweep must outlive the form
    explicit SweepForm(SweepSession& sweep, QWidget* parent = nullptr);

    /// What keeps the sweep from starting, in a sentence; empty if nothing does.
    QString blocker() const;

Q_SIGNALS:
    void blockerChanged();

private:
    void makeSearch(QVBoxLayout* layout);
    void makeParameters(QVBoxLayout* layout);
    QComboBox* makeChoice(const QString& name, const QString& label);
    QSpinBox* makeNumber(const QString& name, const QString& label, int minimum, int maximum);
    void addRow(const QString& text, QWidget* field);
    void setRowVisible(QWidget* field, bool visible);
    void showSpec();
    void showRows();
    void showMetrics();
    void showParameters();
    void showProblem();
    void showActivity();
    void edit();
    SweepSpec spec() const;

    SweepSession& m_sweep;
    bool m_showing = true; ///< what changes is no edit; also while the form is being made
    QFormLayout* m_search = nullptr;
    QComboBox* m_method = nullptr;
    QComboBox* m_scheduler = nullptr;
    QSpinBox* m_firstRung = nullptr;
    QSpinBox* m_reduction = nullptr;
    QSpinBox* m_trials = nullptr;
    QSpinBox* m_seeds = nullptr;
    QSpinBox* m_jobs = nullptr;
    QSpinBox* m_seed = nullptr;
    QComboBox* m_metric = nullptr;
    QWidget* m_body = nullptr;
    QVBoxLayout* m_fieldLayout = nullptr;
    QToolButton* m_more = nullptr;
    QWidget* m_advanced = nullptr;
    std::vector<SweepParameterField*> m_fields;
};

} // namespace matinee::ui
