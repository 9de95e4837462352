#pragma once

#include <QWidget>

namespace matinee::ui {

/// Covers its parent while something is dragged over it and says what dropping will do. Never takes part in input.
class DropOverlay : public QWidget
{
    Q_OBJECT

public:
    explicit DropOverlay(QWidget* parent);

    void showHint(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
};

} // namespace matinee::ui
