#pragma once

#include <QWidget>

class QComboBox;
class QLabel;

namespace matinee::ui {

/// Chooses a model out of groups, and tells what it is: formula, summary, paper.
class ModelChooser : public QWidget
{
    Q_OBJECT

public:
    explicit ModelChooser(QWidget* parent = nullptr);

    void setModel(const QString& id);
    void setChoosable(bool choosable);

Q_SIGNALS:
    void chosen(const QString& id);

private:
    void addGroup(const QString& name, bool (*contains)(const QString& id));

    QLabel* m_title;
    QComboBox* m_choice;
    QLabel* m_formula;
    QLabel* m_summary;
    QLabel* m_paper;
};

} // namespace matinee::ui
