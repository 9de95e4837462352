#pragma once

#include <matinee/split.h>

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace matinee::ui {

/// Chooses how the ratings are divided. What it shows can always be written as the command line's SPEC; whether it can
/// work is said by error().
class SplitForm : public QWidget
{
    Q_OBJECT

public:
    explicit SplitForm(QWidget* parent = nullptr);

    /// As SPEC: "random:0.8/0.1/0.1".
    QString text() const;
    /// Empty, or one sentence that says why text() is no split.
    QString error() const;
    /// \pre error() is empty
    SplitSpec value() const;
    void setValue(const SplitSpec& split);

Q_SIGNALS:
    void edited();

private:
    SplitSpec::Kind kind() const;
    bool hasParts() const;
    bool hasSeed() const;
    QString shares() const;
    QString fileList() const;
    QString usersValidation() const;
    QString shareOfTraining() const;
    void showRow(QWidget* field, bool shown);
    void updateFields();
    void edit();

    QFormLayout* m_form;
    QComboBox* m_kind;
    QLabel* m_about;
    QLabel* m_train;
    QDoubleSpinBox* m_validation;
    QDoubleSpinBox* m_test;
    QSpinBox* m_folds;
    QSpinBox* m_fold;
    QLineEdit* m_trainFile;
    QLineEdit* m_testFile;
    QLineEdit* m_validationFile;
    QComboBox* m_usersValidation; // of a leave-one-out
    QDoubleSpinBox* m_validationShare;
    QCheckBox* m_ownSeed;
    QDoubleSpinBox* m_seed; // 32 bits without a sign are more than a QSpinBox has
    bool m_setting = false;
};

} // namespace matinee::ui
