#include "ui/sweep/importance_bars.h"

#include "ui/state/colours.h"
#include "ui/sweep/painted_accessible.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kMargin = 12;
constexpr int kGap = 8;
/// Names take as much as the widest, but not more than this share of the width.
constexpr double kMostNames = 0.5;
/// Interactions below are noise of the fit, not worth a line.
constexpr double kLeastInteractions = 0.005;

QString percent(double share)
{
    return ImportanceBars::tr("%1 %").arg(QLocale().toString(100 * share, 'f', share < 0.0995 ? 1 : 0));
}

} // namespace

ImportanceBars::ImportanceBars(QWidget* parent)
    : QWidget(parent)
{
    installPaintedAccessibility();
    setObjectName(QStringLiteral("importanceBars"));
    setAccessibleName(tr("Importance of the parameters"));
    setToolTip(tr("Share of the differences between the trials that each parameter explains by itself (functional "
                  "analysis of variance over a forest of regression trees)"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ImportanceBars::setBars(std::vector<Bar> bars)
{
    std::ranges::stable_sort(bars, std::ranges::greater(), &Bar::share);
    m_bars = std::move(bars);
    setAccessibleDescription(summary());
    updateGeometry();
    update();
}

void ImportanceBars::setEmptyText(const QString& text)
{
    m_emptyText = text;
    setAccessibleDescription(summary());
    update();
}

double ImportanceBars::interactions() const
{
    double rest = 1;
    for (const auto& bar : m_bars)
        rest -= bar.share;
    return rest;
}

QString ImportanceBars::summary() const
{
    if (m_bars.empty())
        return m_emptyText;
    QStringList parts;
    for (const auto& bar : m_bars)
        parts.append(QStringLiteral("%1 %2").arg(bar.name, percent(bar.share)));
    if (interactions() >= kLeastInteractions)
        parts.append(tr("interactions %1").arg(percent(interactions())));
    return parts.join(QStringLiteral("; "));
}

QSize ImportanceBars::sizeHint() const
{
    return {280, 2 * kMargin + (static_cast<int>(m_bars.size()) + 1) * (fontMetrics().height() + kGap)};
}

QSize ImportanceBars::minimumSizeHint() const
{
    return {160, fontMetrics().height() * 6};
}

void ImportanceBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    const QColor muted = mutedTextColour(palette());
    const QColor text = palette().color(QPalette::WindowText);
    if (m_bars.empty()) {
        painter.setPen(muted);
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    auto rows = m_bars;
    const bool hasInteractions = interactions() >= kLeastInteractions;
    if (hasInteractions)
        rows.push_back({tr("Interactions"), interactions()});
    const auto metrics = fontMetrics();
    int names = 0;
    for (const auto& row : rows)
        names = std::max(names, metrics.horizontalAdvance(row.name));
    names = std::min(names, static_cast<int>(width() * kMostNames));
    const int shares = metrics.horizontalAdvance(percent(0.88)) + kGap;
    const int left = kMargin + names + kGap;
    const double full = std::max(8, width() - left - shares - kMargin);
    // With little height the rows move together; what still does not fit is the least important.
    const int step = std::clamp((height() - 2 * kMargin) / static_cast<int>(rows.size()), metrics.height(),
                                metrics.height() + 2 * kGap);
    int top = kMargin;
    for (std::size_t i = 0; i < rows.size() && top + step <= height(); ++i, top += step) {
        const auto& row = rows[i];
        const bool isRest = hasInteractions && i + 1 == rows.size();
        painter.setPen(isRest ? muted : text);
        painter.drawText(QRect(kMargin, top, names, step), Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(row.name, Qt::ElideRight, names));
        const double thick = std::min(step - 4.0, metrics.height() + 0.0);
        const QRectF bar(left, top + (step - thick) / 2, std::max(1.0, full * row.share), thick);
        painter.fillRect(bar, isRest ? gridColour(palette()) : accentColour(isDark(palette())));
        painter.drawText(QRectF(bar.right() + kGap, top, shares, step), Qt::AlignLeft | Qt::AlignVCenter,
                         percent(row.share));
    }
}

} // namespace matinee::ui
