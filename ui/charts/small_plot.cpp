#include "ui/charts/small_plot.h"

#include "ui/state/colours.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr double kGap = 4;
constexpr double kDisc = 4;
constexpr double kTickSpacing = 64; // along x

/// Of a line at x, between its points; nothing outside of it.
std::optional<double> valueAt(const SmallPlot::Line& line, double x)
{
    const auto next = std::ranges::lower_bound(line.x, x);
    if (next == line.x.end())
        return {};
    const auto i = static_cast<std::size_t>(next - line.x.begin());
    if (*next == x)
        return line.y[i];
    if (i == 0)
        return {};
    const double share = (x - line.x[i - 1]) / (line.x[i] - line.x[i - 1]);
    return line.y[i - 1] + share * (line.y[i] - line.y[i - 1]);
}

} // namespace

SmallPlot::SmallPlot(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void SmallPlot::setAxes(const AxisScale& x, const AxisScale& y)
{
    m_x = x;
    m_y = y;
    update();
}

void SmallPlot::setTitles(const QString& x, const QString& y)
{
    m_xTitle = x;
    m_yTitle = y;
    update();
}

void SmallPlot::setYTicks(std::vector<Tick> ticks)
{
    m_yTicks = std::move(ticks);
    update();
}

void SmallPlot::setPadding(int padding)
{
    m_padding = padding;
    update();
}

void SmallPlot::setLines(std::vector<Line> lines)
{
    m_lines = std::move(lines);
    update();
}

void SmallPlot::setMark(std::optional<Mark> mark)
{
    m_mark = std::move(mark);
    update();
}

QSize SmallPlot::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 44, fontMetrics().height() * 7};
}

QSize SmallPlot::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, fontMetrics().height() * 5};
}

std::vector<Tick> SmallPlot::yTicks() const
{
    if (m_yTicks)
        return *m_yTicks;
    return makeTicks(m_y, std::max(2, height() / (3 * fontMetrics().height())));
}

QRectF SmallPlot::area() const
{
    const double line = fontMetrics().height();
    double left = 0;
    for (const auto& tick : yTicks())
        left = std::max<double>(left, fontMetrics().horizontalAdvance(tick.label));
    const double top = m_yTitle.isEmpty() ? line / 2 : line + kGap;
    const double bottom = line + kGap + (m_xTitle.isEmpty() ? 0 : line);
    return content().adjusted(left + 2 * kGap, top, -2 * kGap, -bottom);
}

double SmallPlot::xAt(double pixel) const
{
    const auto box = area();
    return m_x.valueAt(std::clamp((pixel - box.left()) / box.width(), 0.0, 1.0));
}

QPointF SmallPlot::position(double x, double y) const
{
    const auto box = area();
    return {box.left() + m_x.fraction(x) * box.width(), box.bottom() - m_y.fraction(y) * box.height()};
}

void SmallPlot::paintEvent(QPaintEvent*)
{
    if (m_lines.empty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter);
    painter.save();
    painter.setClipRect(area().adjusted(-1, -1, 1, 1));
    for (const bool secondary : {true, false})
        for (const auto& line : m_lines)
            if (line.secondary == secondary)
                paintLine(painter, line);
    painter.restore();
    paintMark(painter);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void SmallPlot::paintAxes(QPainter& painter) const
{
    const auto box = area();
    const double line = fontMetrics().height();
    const auto grid = gridColour(palette());
    painter.setPen(grid);
    painter.drawLine(box.bottomLeft(), box.bottomRight());
    const auto muted = mutedTextColour(palette());
    for (const auto& tick : yTicks()) {
        const double y = position(m_x.minimum, tick.value).y();
        painter.setPen(grid);
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
        painter.setPen(muted);
        painter.drawText(QRectF(0, y - line / 2, box.left() - kGap, line), Qt::AlignRight | Qt::AlignVCenter,
                         tick.label);
    }
    double free = 0; // labels do not overlap
    for (const auto& tick : makeTicks(m_x, std::max(2, static_cast<int>(box.width() / kTickSpacing)))) {
        const double x = position(tick.value, m_y.minimum).x();
        const double half = fontMetrics().horizontalAdvance(tick.label) / 2.0;
        painter.setPen(grid);
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + kGap));
        const double left = std::clamp(x - half, content().left(), content().right() - 2 * half);
        if (left < free)
            continue;
        free = left + 2 * half + 2 * kGap;
        painter.setPen(muted);
        painter.drawText(QRectF(left, box.bottom() + kGap, 2 * half + 1, line), Qt::AlignCenter, tick.label);
    }
    painter.setPen(muted);
    if (!m_yTitle.isEmpty())
        painter.drawText(QRectF(content().topLeft(), QSizeF(content().width(), line)), Qt::AlignLeft | Qt::AlignVCenter,
                         m_yTitle);
    if (!m_xTitle.isEmpty())
        painter.drawText(QRectF(box.left(), content().bottom() - line, box.width(), line), Qt::AlignCenter, m_xTitle);
}

void SmallPlot::paintLine(QPainter& painter, const Line& line) const
{
    QPainterPath path;
    bool open = false;
    const auto box = area();
    for (std::size_t i = 0; i < line.x.size(); ++i) {
        if (!std::isfinite(line.y[i])) {
            open = false;
            continue;
        }
        auto at = position(line.x[i], line.y[i]);
        at.setY(std::clamp(at.y(), box.top() - 2 * height(), box.bottom() + 2 * height())); // far outside is outside
        if (open)
            path.lineTo(at);
        else
            path.moveTo(at);
        open = true;
    }
    const auto colour = line.secondary ? mutedTextColour(palette()) : accentColour(isDark(palette()));
    QPen pen(colour, line.secondary ? 1 : 2);
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(Qt::RoundCap);
    painter.setOpacity(line.secondary ? 0.5 : 1);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setOpacity(1);
}

void SmallPlot::paintMark(QPainter& painter) const
{
    if (!m_mark)
        return;
    const auto box = area();
    const double x = position(m_mark->x, m_y.minimum).x();
    const auto text = palette().color(QPalette::WindowText);
    painter.setPen(QPen(text, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    if (const auto y = valueAt(m_lines.back(), m_mark->x); y && std::isfinite(*y)) {
        painter.setPen(QPen(palette().color(QPalette::Window), 2));
        painter.setBrush(accentColour(isDark(palette())));
        painter.drawEllipse(position(m_mark->x, *y), kDisc + 1, kDisc + 1);
    }
    if (m_mark->text.isEmpty())
        return;
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    const double wide = QFontMetricsF(bold).horizontalAdvance(m_mark->text) + 1;
    const bool fitsRight = x + 2 * kGap + wide <= box.right();
    const QRectF place(fitsRight ? x + 2 * kGap : x - 2 * kGap - wide, box.top(), wide, fontMetrics().height());
    painter.fillRect(place.adjusted(-2, 0, 2, 0), palette().color(QPalette::Window));
    painter.setPen(text);
    painter.drawText(place, Qt::AlignCenter, m_mark->text);
}

} // namespace matinee::ui
