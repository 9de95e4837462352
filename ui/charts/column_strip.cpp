#include "ui/charts/column_strip.h"

#include "ui/state/colours.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kPlotLines = 4; // the plot's height in lines of text
constexpr int kGap = 4;

} // namespace

ColumnStrip::ColumnStrip(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ColumnStrip::sizeHint() const
{
    const int line = fontMetrics().height();
    return {200, kPlotLines * line + (linesBelow() + 1) * (line + kGap)};
}

QSize ColumnStrip::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

QRectF ColumnStrip::plotRect() const
{
    const double below = (linesBelow() + 1) * (fontMetrics().height() + kGap);
    return {1, 1, std::max(8.0, static_cast<double>(width() - 2 - rightMargin())), std::max(8.0, height() - below - 2)};
}

QRectF ColumnStrip::columnRect(int column, const QRectF& plot) const
{
    const double step = plot.width() / std::max(1, columnCount());
    // Air between them while there is room for it.
    const double gap = step >= 6 ? 2 : step >= 3 ? 1 : 0;
    return {plot.left() + column * step, plot.top(), step - gap, plot.height()};
}

int ColumnStrip::columnAt(const QPointF& position) const
{
    const QRectF plot = plotRect();
    if (columnCount() == 0 || position.x() < plot.left() || position.x() >= plot.right() || position.y() < 0 ||
        position.y() > height())
        return -1;
    const auto column = static_cast<int>((position.x() - plot.left()) / plot.width() * columnCount());
    return std::clamp(column, 0, columnCount() - 1);
}

void ColumnStrip::setCurrentColumn(int column)
{
    m_current = std::clamp(column, -1, columnCount() - 1);
    tell();
}

QString ColumnStrip::readout() const
{
    const int column = currentColumn();
    return column >= 0 && column < columnCount() ? columnText(column) : summaryText();
}

void ColumnStrip::columnsChanged()
{
    m_current = -1;
    m_hovered = -1;
    updateGeometry();
    tell();
}

void ColumnStrip::tell()
{
    setAccessibleDescription(readout()); // assistive software is told of the change
    update();
}

bool ColumnStrip::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        // The whole of what a narrow window cuts off.
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), readout(), this);
        return true;
    }
    return QWidget::event(event);
}

void ColumnStrip::paintEvent(QPaintEvent*)
{
    if (columnCount() == 0)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF plot = plotRect();
    if (const int column = currentColumn(); column >= 0) {
        QColor behind = palette().color(QPalette::WindowText);
        behind.setAlpha(hasFocus() ? 48 : 28);
        QRectF band = columnRect(column, plot);
        // A hair's breadth would not be seen.
        band.adjust(band.width() < 3 ? -1 : 0, 0, band.width() < 3 ? 1 : 0, 0);
        painter.fillRect(band, behind);
    }
    paintColumns(painter, plot);

    const int line = fontMetrics().height();
    const QRect text(0, height() - line, width(), line);
    painter.setPen(currentColumn() >= 0 ? palette().color(QPalette::WindowText) : mutedTextColour(palette()));
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(readout(), Qt::ElideRight, text.width()));
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(accentColour(isDark(palette())));
        painter.drawRect(QRectF(0.5, 0.5, width() - 1, plot.height() + 1));
    }
}

void ColumnStrip::mouseMoveEvent(QMouseEvent* event)
{
    if (const int column = columnAt(event->position()); column != m_hovered) {
        m_hovered = column;
        tell();
    }
}

void ColumnStrip::mousePressEvent(QMouseEvent* event)
{
    setCurrentColumn(columnAt(event->position()));
}

void ColumnStrip::leaveEvent(QEvent*)
{
    m_hovered = -1;
    tell();
}

void ColumnStrip::keyPressEvent(QKeyEvent* event)
{
    const int last = columnCount() - 1;
    // Alt with an arrow goes through the films that were looked at.
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (plain && last >= 0 && event->key() == Qt::Key_Left)
        setCurrentColumn(m_current < 0 ? last : std::max(0, m_current - 1));
    else if (plain && last >= 0 && event->key() == Qt::Key_Right)
        setCurrentColumn(std::min(last, m_current + 1));
    else if (plain && last >= 0 && event->key() == Qt::Key_Home)
        setCurrentColumn(0);
    else if (plain && last >= 0 && event->key() == Qt::Key_End)
        setCurrentColumn(last);
    else if (plain && m_current >= 0 && event->key() == Qt::Key_Escape)
        setCurrentColumn(-1);
    else
        QWidget::keyPressEvent(event);
}

void ColumnStrip::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void ColumnStrip::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace matinee::ui
