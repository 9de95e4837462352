#include "ui/panels/factor_strip.h"

#include "ui/state/colours.h"
#include "ui/state/number_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace matinee::ui {

FactorStrip::FactorStrip(QWidget* parent)
    : ColumnStrip(parent)
{
    setObjectName(QStringLiteral("factorStrip"));
    setAccessibleName(tr("Factors of the film"));
}

void FactorStrip::setFactors(std::vector<float> film, std::vector<float> mean, const QString& cluster)
{
    m_film = std::move(film);
    m_mean = std::move(mean);
    m_cluster = cluster;
    sort();
}

void FactorStrip::setOrder(Order order)
{
    if (order == m_order)
        return;
    m_order = order;
    sort();
}

void FactorStrip::sort()
{
    m_factors.resize(m_film.size());
    std::iota(m_factors.begin(), m_factors.end(), 0);
    if (m_order == Order::Difference)
        std::ranges::stable_sort(m_factors, std::ranges::greater(),
                                 [this](int factor) { return std::abs(difference(factor)); });
    columnsChanged();
}

double FactorStrip::difference(int factor) const
{
    const auto f = static_cast<std::size_t>(factor);
    const double mean = m_mean.empty() ? 0 : static_cast<double>(m_mean[f]);
    return static_cast<double>(m_film[f]) - mean;
}

QString FactorStrip::columnText(int column) const
{
    const int factor = factorAt(column);
    const auto f = static_cast<std::size_t>(factor);
    const QString number = QString::number(factor + 1);
    const QString film = signedNumberText(static_cast<double>(m_film[f]), 2);
    if (m_mean.empty())
        return tr("%1: %2").arg(number, film);
    return tr("%1: %2, cluster %3 (%4)")
        .arg(number, film, signedNumberText(static_cast<double>(m_mean[f]), 2),
             signedNumberText(difference(factor), 2));
}

QString FactorStrip::summaryText() const
{
    return m_mean.empty() ? tr("Columns: the film") : tr("Columns: the film; marks: %1").arg(m_cluster);
}

void FactorStrip::paintColumns(QPainter& painter, const QRectF& plot)
{
    const bool dark = isDark(palette());
    double most = 1e-9;
    for (const auto* values : {&m_film, &m_mean}) {
        for (const float value : *values)
            most = std::max(most, std::abs(static_cast<double>(value)));
    }
    const double zero = plot.center().y();
    const double scale = (plot.height() / 2 - 2) / most;
    const QColor film = accentColour(dark);
    const QColor mark = palette().color(QPalette::WindowText);
    for (int c = 0; c < columnCount(); ++c) {
        const auto f = static_cast<std::size_t>(factorAt(c));
        const QRectF room = columnRect(c, plot);
        const double top = zero - scale * static_cast<double>(m_film[f]);
        painter.fillRect(QRectF(room.left(), std::min(zero, top), room.width(), std::abs(top - zero)), film);
        if (m_mean.empty())
            continue;
        const double mean = zero - scale * static_cast<double>(m_mean[f]);
        const double beyond = room.width() < 4 ? 0.5 : 1; // marks of neighbours do not touch
        painter.fillRect(QRectF(room.left() - beyond, mean - 1, room.width() + 2 * beyond, 2), mark);
    }
    painter.setPen(gridColour(palette()));
    painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero));
}

} // namespace matinee::ui
