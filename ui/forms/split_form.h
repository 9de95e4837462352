#pragma once

#include <matinee/split.h>

#include <QWidget>

#include <cstdint>
#include <optional>

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
    QString numbers() const;
    QString fileList() const;
    void updateFields();
    void edit();

    QFormLayout* m_form;
    QComboBox* m_kind;
    QLabel* m_train;
    QDoubleSpinBox* m_validation;
    QDoubleSpinBox* m_test;
    QSpinBox* m_state;
    QLineEdit* m_trainFile;
    QLineEdit* m_testFile;
    QLineEdit* m_validationFile;
    QDoubleSpinBox* m_validationShare;
    std::optional<std::uint32_t> m_fixedSeed; // of a random split that came with one; has no field
    bool m_setting = false;
};

} // namespace matinee::ui
