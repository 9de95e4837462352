#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace matinee::ui {

/// A message inside the window, in words, that waits until it is dismissed: errors and warnings never open a box of
/// their own. Hidden while it has nothing to say; announced to screen readers.
class Banner : public QFrame
{
    Q_OBJECT

public:
    enum class Kind
    {
        Warning,
        Error,
    };

    explicit Banner(QWidget* parent = nullptr);

    /// \param actionText on a button below the message, which dismisses it and calls action; empty: no button
    void showMessage(Kind kind, const QString& message, const QString& actionText = {},
                     std::function<void()> action = {});
    void dismiss();
    QString message() const { return m_message; }

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void updateIcon();

    Kind m_kind = Kind::Warning;
    QString m_message;
    QLabel* m_icon;
    QLabel* m_text;
    QToolButton* m_dismiss;
    QPushButton* m_action;
    std::function<void()> m_act;
};

} // namespace matinee::ui
