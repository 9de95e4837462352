#include "ui/panels/rating_history.h"

#include "ui/state/colours.h"
#include "ui/state/count_text.h"
#include "ui/state/number_text.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

RatingHistory::RatingHistory(QWidget* parent)
    : ColumnStrip(parent)
{
    setObjectName(QStringLiteral("ratingHistory"));
    setAccessibleName(tr("Ratings over time"));
}

void RatingHistory::setPeriods(RatingPeriods periods, double lowest, double highest)
{
    m_periods = std::move(periods);
    m_lowest = lowest;
    m_highest = std::max(highest, lowest + 0.5);
    columnsChanged();
}

QString RatingHistory::columnText(int column) const
{
    const auto p = static_cast<std::size_t>(column);
    const auto& period = m_periods.periods[p];
    const QString count = ratingCountText(static_cast<qlonglong>(period.count));
    return period.count == 0 ? QStringLiteral("%1: %2").arg(m_periods.name(p), count)
                             : tr("%1: %2, mean %3").arg(m_periods.name(p), count, numberText(period.mean, 'f', 2));
}

QString RatingHistory::summaryText() const
{
    switch (m_periods.length) {
    case PeriodLength::Month:
        return tr("Columns: ratings a month; line: mean");
    case PeriodLength::Quarter:
        return tr("Columns: ratings a quarter; line: mean");
    case PeriodLength::Year:
        break;
    }
    return tr("Columns: ratings a year; line: mean");
}

int RatingHistory::rightMargin() const
{
    const QLocale locale;
    return std::max(fontMetrics().horizontalAdvance(locale.toString(m_lowest)),
                    fontMetrics().horizontalAdvance(locale.toString(m_highest))) +
           6;
}

void RatingHistory::paintColumns(QPainter& painter, const QRectF& plot)
{
    const bool dark = isDark(palette());
    std::size_t most = 1;
    for (const auto& period : m_periods.periods)
        most = std::max(most, period.count);
    QColor column = accentColour(dark);
    column.setAlpha(150); // the line stands before them
    QPainterPath line;
    QPolygonF dots;
    for (int c = 0; c < columnCount(); ++c) {
        const auto& period = m_periods.periods[static_cast<std::size_t>(c)];
        if (period.count == 0)
            continue;
        const QRectF room = columnRect(c, plot);
        const double height =
            std::max(1.0, room.height() * static_cast<double>(period.count) / static_cast<double>(most));
        painter.fillRect(QRectF(room.left(), room.bottom() - height, room.width(), height), column);
        const double up = (period.mean - m_lowest) / (m_highest - m_lowest);
        const QPointF at(room.center().x(), plot.bottom() - 3 - up * (plot.height() - 6));
        if (dots.isEmpty())
            line.moveTo(at);
        else
            line.lineTo(at);
        dots.append(at);
    }
    painter.setPen(gridColour(palette()));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    const QColor mean = categoryColour(1, dark);
    painter.setPen(QPen(mean, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(line);
    if (columnRect(0, plot).width() >= 4) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(mean);
        for (const QPointF& dot : dots)
            painter.drawEllipse(dot, 2.5, 2.5);
    }

    // The scale of the means, in their colour where that can be read, and the ends of the time.
    const QLocale locale;
    const int text = fontMetrics().height();
    painter.setPen(mutedTextColour(palette()));
    const QRectF right(plot.right() + 4, plot.top(), width() - plot.right() - 4, plot.height());
    painter.drawText(right, Qt::AlignRight | Qt::AlignTop, locale.toString(m_highest));
    painter.drawText(right, Qt::AlignRight | Qt::AlignBottom, locale.toString(m_lowest));
    const QRectF below(plot.left(), plot.bottom() + 2, plot.width(), text);
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, m_periods.name(0));
    if (columnCount() > 1)
        painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, m_periods.name(m_periods.periods.size() - 1));
}

} // namespace matinee::ui
