#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;

namespace matinee::ui {

class Session;

/// What a training writes beside the run: TensorBoard files.
class OutputSection : public QWidget
{
    Q_OBJECT

public:
    explicit OutputSection(Session& session, QWidget* parent = nullptr);

    void setChoosable(bool choosable);

Q_SIGNALS:
    /// The person wants another folder: Session::setTensorBoardFolder() takes it.
    void folderRequested();

private:
    void showFolder();

    Session& m_session;
    QString m_folder; ///< the one that is used when the box is checked
    QCheckBox* m_write;
    QLabel* m_where;
    QPushButton* m_change;
};

} // namespace matinee::ui
