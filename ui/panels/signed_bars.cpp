#include "ui/panels/signed_bars.h"

#include "ui/panels/result_text.h"
#include "ui/state/colours.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kWidth = 260;

} // namespace

SignedBars::SignedBars(const QString& name, const QString& unit, QWidget* parent)
    : QWidget(parent)
    , m_unit(unit)
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void SignedBars::setBars(std::vector<Bar> bars, std::size_t most)
{
    std::erase_if(bars, [](const Bar& bar) { return !std::isfinite(bar.value); });
    std::ranges::stable_sort(bars, std::ranges::greater(), [](const Bar& bar) { return std::abs(bar.value); });
    bars.resize(std::min(bars.size(), most));
    std::ranges::stable_sort(bars, std::ranges::greater(), &Bar::value);
    m_bars = std::move(bars);
    QStringList lines;
    for (const auto& bar : m_bars)
        lines.append(m_unit.arg(bar.name, signedText(bar.value)));
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QSize SignedBars::sizeHint() const
{
    return {kWidth, static_cast<int>(m_bars.size()) * lineHeight()};
}

bool SignedBars::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto line = static_cast<std::size_t>(help->y() / lineHeight());
        QToolTip::showText(help->globalPos(), line < m_bars.size() ? m_bars[line].toolTip : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

void SignedBars::paintEvent(QPaintEvent*)
{
    if (m_bars.empty())
        return;
    QPainter painter(this);
    const QFontMetrics metrics = fontMetrics();
    const bool dark = isDark(palette());
    double most = 1e-6;
    int names = 0;
    for (const auto& bar : m_bars) {
        most = std::max(most, std::abs(bar.value));
        names = std::max(names, metrics.horizontalAdvance(bar.name));
    }
    names = std::min(names, width() / 2);
    const int values = metrics.horizontalAdvance(signedText(-0.888)) + 8;
    const int left = names + 8;
    const int room = std::max(16, width() - left - values);
    const double zero = left + room / 2.0;
    int top = 0;
    for (const auto& bar : m_bars) {
        painter.setPen(mutedTextColour(palette()));
        painter.drawText(QRect(0, top, names, lineHeight()), Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(bar.name, Qt::ElideRight, names));
        const double length = room / 2.0 * bar.value / most;
        // The side tells the sign; the colour is a second channel.
        painter.fillRect(QRectF(std::min(zero, zero + length), top + 3, std::abs(length), lineHeight() - 6),
                         bar.value >= 0 ? accentColour(dark) : categoryColour(1, dark));
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRect(width() - values, top, values, lineHeight()), Qt::AlignRight | Qt::AlignVCenter,
                         signedText(bar.value));
        top += lineHeight();
    }
    painter.setPen(gridColour(palette()));
    painter.drawLine(QPointF(zero, 0), QPointF(zero, top));
}

} // namespace matinee::ui
