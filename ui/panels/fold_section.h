#pragma once

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace matinee::ui {

/// A heading with something below it that folds away.
class FoldSection : public QWidget
{
    Q_OBJECT

public:
    /// \param key the section's name in settings, and part of its objects' names; \param title may have a mnemonic
    FoldSection(const QString& key, const QString& title, QWidget* content, QWidget* parent = nullptr);

    const QString& key() const { return m_key; }
    void setTitle(const QString& title);
    /// A control at the heading's right, shown while the section is open.
    void addControl(QWidget* control);
    bool isOpen() const { return m_open; }
    void setOpen(bool open);

Q_SIGNALS:
    void toggled(bool open);

private:
    void showContent();

    QString m_key;
    QToolButton* m_heading;
    QHBoxLayout* m_top;
    QWidget* m_content;
    QWidget* m_control = nullptr;
    bool m_open = true;
};

} // namespace matinee::ui
