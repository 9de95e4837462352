#include "ui/panels/rating_bars.h"

#include "ui/state/colours.h"
#include "ui/state/count_text.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace matinee::ui {

RatingBars::RatingBars(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("ratingBars"));
    setAccessibleName(tr("Ratings by stars"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void RatingBars::setCounts(const std::map<double, std::size_t>& counts)
{
    m_counts = counts;
    const QLocale locale;
    QStringList lines;
    for (auto bar = m_counts.rbegin(); bar != m_counts.rend(); ++bar)
        lines.append(
            tr("%1 stars: %2").arg(locale.toString(bar->first), ratingCountText(static_cast<qlonglong>(bar->second))));
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QSize RatingBars::sizeHint() const
{
    return {200, qMax(1, static_cast<int>(m_counts.size())) * lineHeight()};
}

QSize RatingBars::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void RatingBars::paintEvent(QPaintEvent*)
{
    if (m_counts.empty())
        return;
    QPainter painter(this);
    const QLocale locale;
    const QFontMetrics metrics = fontMetrics();
    std::size_t most = 1;
    int starsWidth = 0;
    int countWidth = 0;
    for (const auto& [stars, count] : m_counts) {
        most = std::max(most, count);
        starsWidth = std::max(starsWidth, metrics.horizontalAdvance(locale.toString(stars)));
        countWidth = std::max(countWidth, metrics.horizontalAdvance(locale.toString(static_cast<qulonglong>(count))));
    }
    const QColor bar = accentColour(isDark(palette()));
    const int left = starsWidth + 8;
    const int longest = std::max(8, width() - left - countWidth - 8);
    int top = 0;
    for (auto line = m_counts.rbegin(); line != m_counts.rend(); ++line, top += lineHeight()) {
        const QRect row(0, top, width(), lineHeight());
        painter.setPen(mutedTextColour(palette()));
        painter.drawText(QRect(0, top, starsWidth, lineHeight()), Qt::AlignRight | Qt::AlignVCenter,
                         locale.toString(line->first));
        const double length =
            static_cast<double>(longest) * static_cast<double>(line->second) / static_cast<double>(most);
        painter.fillRect(QRectF(left, top + 3, length, lineHeight() - 6), bar);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(row.adjusted(left + static_cast<int>(length) + 6, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         locale.toString(static_cast<qulonglong>(line->second)));
    }
}

} // namespace matinee::ui
