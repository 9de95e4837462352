#include "ui/panels/taste_bars.h"

#include "ui/panels/result_text.h"
#include "ui/state/colours.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr std::size_t kMostBars = 16;
constexpr int kWidth = 260;

} // namespace

TasteBars::TasteBars(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("tasteBars"));
    setAccessibleName(tr("Taste of the user"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void TasteBars::setBars(std::vector<Bar> bars)
{
    std::erase_if(bars, [](const Bar& bar) { return !std::isfinite(bar.stars); });
    std::ranges::stable_sort(bars, std::ranges::greater(), [](const Bar& bar) { return std::abs(bar.stars); });
    bars.resize(std::min(bars.size(), kMostBars));
    std::ranges::stable_sort(bars, std::ranges::greater(), &Bar::stars);
    m_bars = std::move(bars);
    QStringList lines;
    for (const auto& bar : m_bars)
        lines.append(tr("%1: %2 stars").arg(bar.name, signedText(bar.stars)));
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QSize TasteBars::sizeHint() const
{
    return {kWidth, static_cast<int>(m_bars.size()) * lineHeight()};
}

void TasteBars::paintEvent(QPaintEvent*)
{
    if (m_bars.empty())
        return;
    QPainter painter(this);
    const QFontMetrics metrics = fontMetrics();
    const bool dark = isDark(palette());
    double most = 1e-6;
    int names = 0;
    for (const auto& bar : m_bars) {
        most = std::max(most, std::abs(bar.stars));
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
        const double length = room / 2.0 * bar.stars / most;
        // The side tells the sign; the colour is a second channel.
        painter.fillRect(QRectF(std::min(zero, zero + length), top + 3, std::abs(length), lineHeight() - 6),
                         bar.stars >= 0 ? accentColour(dark) : categoryColour(1, dark));
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRect(width() - values, top, values, lineHeight()), Qt::AlignRight | Qt::AlignVCenter,
                         signedText(bar.stars));
        top += lineHeight();
    }
    painter.setPen(gridColour(palette()));
    painter.drawLine(QPointF(zero, 0), QPointF(zero, top));
}

} // namespace matinee::ui
