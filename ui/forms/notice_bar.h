#pragma once

#include <QFrame>

class QLabel;
class QPushButton;
class QToolButton;

namespace matinee::ui {

/// Says what has just been done, with a button that takes it back. Hidden while it has nothing to say; announced to
/// screen readers; stays until it is dismissed or replaced.
class NoticeBar : public QFrame
{
    Q_OBJECT

public:
    explicit NoticeBar(const QString& name, QWidget* parent = nullptr);

    /// \param action text of the button; empty: there is none
    void showNotice(const QString& message, const QString& action = {});
    void dismiss();
    QString message() const;

Q_SIGNALS:
    void actionTriggered();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_text;
    QPushButton* m_action;
    QToolButton* m_dismiss;
};

} // namespace matinee::ui
