#include "ui/forms/drop_overlay.h"

#include "ui/state/colours.h"

#include <QPainter>

namespace matinee::ui {

DropOverlay::DropOverlay(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("dropOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void DropOverlay::showHint(const QString& text)
{
    m_text = text;
    setAccessibleName(text);
    setGeometry(parentWidget()->rect());
    raise();
    show();
}

void DropOverlay::paintEvent(QPaintEvent*)
{
    constexpr int kInset = 16;
    constexpr double kRadius = 8;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    auto veil = palette().color(QPalette::Window);
    veil.setAlpha(244);
    painter.fillRect(rect(), veil);
    painter.setPen(QPen(accentColour(isDark(palette())), 2, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(kInset, kInset, -kInset, -kInset), kRadius, kRadius);
    auto large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    painter.setFont(large);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(rect().adjusted(kInset * 2, kInset * 2, -kInset * 2, -kInset * 2),
                     Qt::AlignCenter | Qt::TextWordWrap, m_text);
}

} // namespace matinee::ui
