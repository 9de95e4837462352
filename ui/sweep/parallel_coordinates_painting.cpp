#include "ui/state/colours.h"
#include "ui/sweep/line_raster.h"
#include "ui/sweep/parallel_coordinates.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

// How it looks; what it does is in parallel_coordinates.cpp.

namespace {

constexpr double kMargin = 10;
constexpr double kRightMargin = 44; ///< the last title is wider than its axis
constexpr double kBrushWidth = 12;
constexpr double kPlateAlpha = 0.75;
/// Up to so many lines have a width that looks good; more of them are hair lines, drawn several times as fast.
constexpr std::size_t kFewLines = 250;
constexpr double kFewWidth = 1.5;
constexpr int kPaleAlpha = 50;
constexpr int kManyAlpha = 190;
/// The words at the first axis have so much room at its left.
constexpr int kLabelCharacters = 7;

} // namespace

QRectF ParallelCoordinates::area() const
{
    const double line = fontMetrics().height();
    const double left = kMargin + kLabelCharacters * fontMetrics().averageCharWidth();
    return {left, kMargin / 2 + line + kMargin, std::max(1.0, width() - left - kRightMargin),
            std::max(1.0, height() - line - 2.5 * kMargin)};
}

double ParallelCoordinates::xAt(int position) const
{
    const auto box = area();
    const auto axes = static_cast<int>(m_order.size());
    return axes < 2 ? box.center().x() : std::round(box.left() + box.width() * position / (axes - 1));
}

double ParallelCoordinates::yAt(double place) const
{
    return area().bottom() - place * area().height();
}

double ParallelCoordinates::placeAt(double y) const
{
    return std::clamp((area().bottom() - y) / area().height(), 0.0, 1.0);
}

QLineF ParallelCoordinates::axisLine(int position) const
{
    return {xAt(position), area().bottom(), xAt(position), area().top()};
}

QRectF ParallelCoordinates::titleRect(int position) const
{
    // Half-way to the neighbours; the outermost ones reach to the edge.
    const bool isLast = position + 1 == static_cast<int>(m_order.size());
    const double left = position == 0 ? 2 : (xAt(position - 1) + xAt(position)) / 2 + 2;
    const double right = isLast ? width() - 2 : (xAt(position) + xAt(position + 1)) / 2 - 2;
    const auto& axis = m_axes[static_cast<std::size_t>(axisOf(position))];
    const double wanted = QFontMetricsF(font()).horizontalAdvance(axis.title) + 4;
    QRectF box(0, kMargin / 2, std::min(wanted, right - left), fontMetrics().height());
    box.moveCenter({xAt(position), box.center().y()});
    box.moveLeft(std::clamp(box.left(), left, right - box.width()));
    return box;
}

QImage ParallelCoordinates::paintLines(bool all) const
{
    const double ratio = devicePixelRatioF();
    QImage image((QSizeF(size()) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QColor pale = palette().color(QPalette::WindowText);
    pale.setAlpha(kPaleAlpha);

    QPainter painter;
    const bool few = m_lines.size() <= kFewLines;
    if (few) {
        painter.begin(&image);
        painter.setRenderHint(QPainter::Antialiasing);
    }
    std::vector<double> xs(m_order.size());
    for (std::size_t i = 0; i < xs.size(); ++i)
        xs[i] = xAt(static_cast<int>(i)) * ratio;
    const double bottom = area().bottom() * ratio;
    const double height = area().height() * ratio;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        if (!all && !m_accepted[i])
            continue;
        QColor colour = all ? pale : m_lines[i].colour;
        if (few)
            painter.setPen(QPen(colour, kFewWidth * ratio, Qt::SolidLine, Qt::FlatCap));
        else if (!all)
            colour.setAlpha(kManyAlpha);
        for (std::size_t position = 0; position + 1 < xs.size(); ++position) {
            const double from = m_lines[i].places[static_cast<std::size_t>(m_order[position])];
            const double to = m_lines[i].places[static_cast<std::size_t>(m_order[position + 1])];
            if (!std::isfinite(from) || !std::isfinite(to))
                continue;
            const QPointF start(xs[position], bottom - from * height);
            const QPointF end(xs[position + 1], bottom - to * height);
            if (few)
                painter.drawLine(start, end);
            else
                drawSmoothLine(image, start, end, colour);
        }
    }
    if (few)
        painter.end();
    image.setDevicePixelRatio(ratio);
    return image;
}

void ParallelCoordinates::paintAxes(QPainter& painter) const
{
    const auto metrics = fontMetrics();
    const QColor text = palette().color(QPalette::WindowText);
    const QColor muted = mutedTextColour(palette());
    QColor plate = palette().color(QPalette::Base);
    plate.setAlphaF(kPlateAlpha);
    const double spacing = m_order.size() > 1 ? xAt(1) - xAt(0) : width();
    for (int position = 0; position < static_cast<int>(m_order.size()); ++position) {
        const auto& axis = m_axes[static_cast<std::size_t>(axisOf(position))];
        const QLineF line = axisLine(position);
        painter.setPen(QPen(muted, 1));
        painter.drawLine(line.translated(0.5, 0));
        double below = area().bottom() + metrics.height();
        for (const auto& [place, label] : axis.ticks) {
            const double y = yAt(place);
            painter.setPen(QPen(muted, 1));
            painter.drawLine(QPointF(line.x1() - 3, y), QPointF(line.x1() + 0.5, y));
            if (y > below - metrics.height())
                continue; // on the label before
            const QString shown = metrics.elidedText(label, Qt::ElideRight, static_cast<int>(spacing * 0.7));
            QRectF box(0, 0, metrics.horizontalAdvance(shown) + 4, metrics.height());
            box.moveCenter({line.x1() - 5 - box.width() / 2, y});
            box.moveLeft(std::max(0.0, box.left()));
            painter.fillRect(box, plate);
            painter.drawText(box, Qt::AlignCenter, shown);
            below = y;
        }
        const bool isCurrent = hasFocus() && position == m_currentAxis;
        painter.setPen(isCurrent ? accentColour(isDark(palette())) : text);
        const QRectF title = titleRect(position);
        painter.drawText(title, Qt::AlignCenter,
                         painter.fontMetrics().elidedText(axis.title, Qt::ElideRight, static_cast<int>(title.width())));
        if (isCurrent)
            painter.fillRect(QRectF(title.left(), title.bottom() + 1, title.width(), 2), painter.pen().color());
    }
}

void ParallelCoordinates::paintBrushes(QPainter& painter) const
{
    const auto metrics = fontMetrics();
    const QColor accent = accentColour(isDark(palette()));
    for (int position = 0; position < static_cast<int>(m_order.size()); ++position) {
        const auto& own = m_brushes[static_cast<std::size_t>(axisOf(position))];
        if (!own)
            continue;
        const double x = xAt(position) + 0.5;
        const QRectF box(QPointF(x - kBrushWidth / 2, yAt(own->high)), QPointF(x + kBrushWidth / 2, yAt(own->low)));
        QColor fill = accent;
        fill.setAlpha(90);
        painter.setPen(QPen(accent, 1.5));
        painter.setBrush(fill);
        painter.drawRect(box);
        // What it reaches from and to, at the other side of the axis than the ticks.
        const auto& axis = m_axes[static_cast<std::size_t>(axisOf(position))];
        const bool isLast = position + 1 == static_cast<int>(m_order.size());
        for (const bool isHigh : {false, true}) {
            const QString text = axis.text(isHigh ? own->high : own->low);
            QRectF plate(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height());
            const double away = kBrushWidth / 2 + 2;
            plate.moveLeft(isLast ? x - away - plate.width() : x + away);
            plate.moveTop(isHigh ? box.top() - plate.height() / 2 : box.bottom() - plate.height() / 2);
            if (!isHigh && box.height() < plate.height())
                plate.moveTop(box.top() + plate.height() / 2);
            painter.setPen(Qt::NoPen);
            painter.setBrush(palette().color(QPalette::Base));
            painter.drawRect(plate);
            painter.setPen(palette().color(QPalette::WindowText));
            painter.drawText(plate, Qt::AlignCenter, text);
        }
    }
}

void ParallelCoordinates::paintCurrent(QPainter& painter) const
{
    const auto paintLine = [&](const ParallelLine& line, double width) {
        QPainterPath path;
        bool open = false;
        for (int position = 0; position < static_cast<int>(m_order.size()); ++position) {
            const double place = line.places[static_cast<std::size_t>(axisOf(position))];
            if (!std::isfinite(place)) {
                open = false;
                continue;
            }
            const QPointF at(xAt(position), yAt(place));
            if (open)
                path.lineTo(at);
            else
                path.moveTo(at);
            open = true;
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette().color(QPalette::Base), width + 3));
        painter.drawPath(path);
        painter.setPen(QPen(line.colour, width));
        painter.drawPath(path);
    };
    if (m_hoveredLine >= 0)
        paintLine(m_lines[static_cast<std::size_t>(m_hoveredLine)], 2.5);
    const auto current = std::ranges::find(m_lines, m_currentLine, &ParallelLine::id);
    if (current != m_lines.end())
        paintLine(*current, 3.5);
}

void ParallelCoordinates::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.setFont(font());
    if (m_axes.empty()) {
        painter.setPen(mutedTextColour(palette()));
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        if (isBrushed()) {
            if (m_all.isNull())
                m_all = paintLines(true);
            painter.drawImage(QPointF(), m_all);
        }
        if (m_passed.isNull())
            m_passed = paintLines(false);
        painter.drawImage(QPointF(), m_passed);
        painter.setRenderHint(QPainter::Antialiasing);
        paintCurrent(painter);
        paintAxes(painter);
        paintBrushes(painter);
    }
    if (hasFocus()) {
        painter.setPen(QPen(accentColour(isDark(palette())), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

} // namespace matinee::ui
