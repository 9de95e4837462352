#include "ui/panels/map_colour_bar.h"

#include "ui/state/colours.h"

#include <QPainter>

namespace matinee::ui {

namespace {

constexpr int kBarHeight = 12;
constexpr int kMargin = 8;
constexpr int kGap = 3;

} // namespace

MapColourBar::MapColourBar(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("mapColourBar"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void MapColourBar::setScene(const MapScene& scene)
{
    m_colours.assign(scene.colours.begin() + scene.scale.first, scene.colours.begin() + scene.scale.last + 1);
    m_low = scene.scale.low;
    m_high = scene.scale.high;
    //: the legend of a quantity, for those who do not see it: "Mean rating in stars, from 1.50 to 4.50"
    setAccessibleName(tr("%1, from %2 to %3").arg(scene.legendTitle, m_low, m_high));
    setToolTip(accessibleName());
    update();
}

QSize MapColourBar::sizeHint() const
{
    return {120, kBarHeight + kGap + fontMetrics().height() + kGap};
}

void MapColourBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QRectF bar(kMargin, 0, width() - 2 * kMargin, kBarHeight);
    const bool dark = isDark(palette());
    const double step = bar.width() / static_cast<double>(m_colours.size());
    for (std::size_t i = 0; i < m_colours.size(); ++i) {
        const double left = bar.left() + step * static_cast<double>(i);
        painter.fillRect(QRectF(left, bar.top(), step + 0.5, bar.height()), QColor::fromRgb(m_colours[i].on(dark)));
    }
    painter.setPen(mutedTextColour(palette()));
    const QRectF text(kMargin, kBarHeight + kGap, width() - 2 * kMargin, fontMetrics().height());
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, m_low);
    painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, m_high);
}

} // namespace matinee::ui
