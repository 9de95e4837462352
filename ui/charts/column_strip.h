#pragma once

#include <QWidget>

class QPainter;

namespace matinee::ui {

/// Small columns side by side that a person goes through with the pointer or the arrow keys: what the chosen one says
/// stands in a line below.
class ColumnStrip : public QWidget
{
    Q_OBJECT

public:
    explicit ColumnStrip(QWidget* parent = nullptr);

    virtual int columnCount() const = 0;
    virtual QString columnText(int column) const = 0;
    /// What the line says while no column is chosen: how the picture is read.
    virtual QString summaryText() const = 0;

    /// -1: none.
    int currentColumn() const { return m_hovered >= 0 ? m_hovered : m_current; }
    void setCurrentColumn(int column);
    /// What the line below says.
    QString readout() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    /// Paints everything above the line; the plot's height is a few lines of text.
    virtual void paintColumns(QPainter& painter, const QRectF& plot) = 0;
    /// Room on the right of the columns, for a scale.
    virtual int rightMargin() const { return 0; }
    /// Lines of text below the columns, above the readout.
    virtual int linesBelow() const { return 0; }

    QRectF columnRect(int column, const QRectF& plot) const;
    QRectF plotRect() const;
    /// To be called when there are other columns.
    void columnsChanged();

    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int columnAt(const QPointF& position) const;
    void tell();

    int m_current = -1;
    int m_hovered = -1;
};

} // namespace matinee::ui
