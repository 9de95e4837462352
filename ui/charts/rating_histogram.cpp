#include "ui/charts/rating_histogram.h"

#include "ui/state/colours.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace matinee::ui {

RatingHistogram::RatingHistogram(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("ratingHistogram"));
    setAccessibleName(tr("Rating histogram"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void RatingHistogram::setCounts(std::map<double, std::size_t> counts)
{
    m_counts = std::move(counts);
    m_total = 0;
    for (const auto& [stars, count] : m_counts)
        m_total += count;

    const QLocale locale;
    QStringList parts;
    for (const auto& [stars, count] : m_counts)
        parts.append(tr("%1 stars: %2 ratings").arg(locale.toString(stars), locale.toString(qulonglong(count))));
    setAccessibleDescription(parts.join(QStringLiteral("; ")));
    setToolTip(parts.join(QLatin1Char('\n')));
    update();
}

QSize RatingHistogram::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 44, fontMetrics().height() * 8};
}

QSize RatingHistogram::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, fontMetrics().height() * 5};
}

void RatingHistogram::paintEvent(QPaintEvent*)
{
    if (m_total == 0)
        return;
    QPainter painter(this);
    const QLocale locale;
    const int line = fontMetrics().height();
    const double slot = static_cast<double>(width()) / static_cast<double>(m_counts.size());
    const double bottom = height() - line - 4;
    const double full = bottom - line - 2;
    std::size_t highest = 0;
    for (const auto& [stars, count] : m_counts)
        highest = std::max(highest, count);

    const QColor bar = accentColour(isDark(palette()));
    const QColor muted = mutedTextColour(palette());
    const bool roomForShares = slot >= fontMetrics().horizontalAdvance(QStringLiteral("100 %"));
    double left = 0;
    for (const auto& [stars, count] : m_counts) {
        const double tall = full * static_cast<double>(count) / static_cast<double>(highest);
        const QRectF box(left + slot * 0.12, bottom - tall, slot * 0.76, tall);
        painter.fillRect(box, bar);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRectF(left, bottom + 2, slot, line), Qt::AlignCenter, locale.toString(stars));
        if (roomForShares) {
            painter.setPen(muted);
            const double share = 100.0 * static_cast<double>(count) / static_cast<double>(m_total);
            painter.drawText(QRectF(left, box.top() - line - 1, slot, line), Qt::AlignCenter,
                             tr("%1 %").arg(locale.toString(share, 'f', share < 1 ? 1 : 0)));
        }
        left += slot;
    }
    painter.setPen(gridColour(palette()));
    painter.drawLine(QPointF(0, bottom + 0.5), QPointF(width(), bottom + 0.5));
}

} // namespace matinee::ui
