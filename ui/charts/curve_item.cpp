#include "ui/charts/curve_item.h"

#include "ui/charts/column_canvas.h"
#include "ui/state/colours.h"

#include <QPaintEngine>
#include <QPainter>
#include <QPalette>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr double kMarkerRadius = 3.5;
constexpr double kMinimumMarkerDistance = 9;
/// Room for what stands over the edge of the plot area: discs, triangles.
constexpr double kOverhang = 10;

} // namespace

ChartColours ChartColours::fromPalette(const QPalette& palette)
{
    return {.background = palette.color(QPalette::Base),
            .text = palette.color(QPalette::WindowText),
            .muted = mutedTextColour(palette),
            .grid = gridColour(palette),
            .dark = isDark(palette)};
}

ChartColours ChartColours::paper()
{
    return {.background = Qt::white,
            .text = QColor(0x20, 0x20, 0x20),
            .muted = QColor(0x58, 0x58, 0x58),
            .grid = QColor(0xDD, 0xDD, 0xDD),
            .dark = false};
}

CurveItem::CurveItem(const CurveData& data, QGraphicsItem* parent)
    : QGraphicsItem(parent)
    , m_data(data)
{
    setZValue(100);
    setAcceptedMouseButtons(Qt::NoButton);
}

void CurveItem::setArea(const QRectF& area)
{
    if (area == m_area)
        return;
    prepareGeometryChange();
    m_area = area;
    m_dense = {};
}

QPointF CurveItem::position(double x, double y) const
{
    return {m_area.left() + m_data.x.fraction(x) * m_area.width(),
            m_area.bottom() - m_data.y.fraction(y) * m_area.height()};
}

QRectF CurveItem::boundingRect() const
{
    return m_area.adjusted(-kOverhang, -kOverhang, kOverhang, kOverhang);
}

void CurveItem::invalidate()
{
    m_dense = {};
    update();
}

void CurveItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    if (m_area.width() < 1 || m_area.height() < 1)
        return;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(m_data.font);
    const auto pixels = m_area.width() * painter->deviceTransform().m11();
    const int columns = std::clamp(static_cast<int>(pixels), 1, 1 << 16);

    painter->save();
    painter->setClipRect(m_area.adjusted(-kMarkerRadius, -kMarkerRadius, kMarkerRadius, kMarkerRadius));
    paintReferences(*painter);
    paintChanges(*painter);
    paintBands(*painter);
    const bool hasPixels = painter->paintEngine()->type() == QPaintEngine::Raster &&
                           painter->deviceTransform().type() <= QTransform::TxScale;
    if (hasPixels)
        paintDense(*painter);
    for (const bool ghosts : {true, false}) {
        for (const auto& series : m_data.series) {
            if (!series.visible || series.ghost != ghosts)
                continue;
            if (!isDense(series))
                paintSeries(*painter, series, columns);
            else if (!hasPixels)
                paintColumns(*painter, series, columns);
        }
    }
    paintBroken(*painter);
    painter->restore();
    paintAnnotations(*painter);
    for (const auto& label : labels())
        paintPlate(*painter, label);
    if (m_data.crosshair)
        paintCrosshair(*painter);
}

void CurveItem::paintReferences(QPainter& painter) const
{
    for (const auto& reference : m_data.references) {
        painter.setPen(QPen(reference.colour, 1.5, reference.dash, Qt::FlatCap));
        const double y = position(m_data.x.minimum, reference.y).y();
        painter.drawLine(QPointF(m_area.left(), y), QPointF(m_area.right(), y));
    }
}

void CurveItem::paintChanges(QPainter& painter) const
{
    for (const auto& change : m_data.changes) {
        const double x = std::floor(position(change.x, m_data.y.minimum).x()) + 0.5;
        if (x < m_area.left() || x > m_area.right())
            continue;
        painter.setPen(QPen(change.colour, 1, Qt::DashLine, Qt::FlatCap));
        painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
    }
}

void CurveItem::paintBands(QPainter& painter) const
{
    painter.setPen(Qt::NoPen);
    for (const auto& band : m_data.bands) {
        painter.setBrush(band.colour);
        QPolygonF upper;
        QPolygonF lower;
        const auto finish = [&] {
            std::ranges::reverse(lower);
            painter.drawPolygon(upper + lower);
            upper.clear();
            lower.clear();
        };
        for (std::size_t i = 0; i < band.x.size(); ++i) {
            if (!std::isfinite(band.low[i]) || !std::isfinite(band.high[i])) {
                finish();
                continue;
            }
            upper.append(position(band.x[i], band.high[i]));
            lower.append(position(band.x[i], band.low[i]));
        }
        finish();
    }
}

bool CurveItem::isDense(const LineSeries& series) const
{
    if (series.points)
        return true;
    if (series.dash != Qt::SolidLine || series.markers)
        return false;
    return static_cast<double>(series.upperBound(m_data.x.maximum) - series.lowerBound(m_data.x.minimum)) >
           m_area.width();
}

void CurveItem::paintDense(QPainter& painter)
{
    const QTransform transform = painter.deviceTransform();
    const QRectF area = transform.mapRect(m_area);
    const QPoint origin(static_cast<int>(std::floor(area.left())), static_cast<int>(std::floor(area.top())));
    if (m_dense.isNull() || area != m_denseArea) {
        const PixelFrame frame{.x = m_data.x,
                               .y = m_data.y,
                               .left = area.left() - origin.x(),
                               .width = area.width(),
                               .top = area.top() - origin.y(),
                               .height = area.height(),
                               .columns = static_cast<int>(std::ceil(area.right())) - origin.x(),
                               .rows = static_cast<int>(std::ceil(area.bottom())) - origin.y()};
        const ColumnSampler sampler(frame);
        ColumnCanvas canvas(frame.columns, frame.rows);
        for (const bool ghosts : {true, false}) {
            for (const auto& series : m_data.series) {
                if (series.visible && series.ghost == ghosts && isDense(series))
                    canvas.add(sampler.spans(series), series.colour, series.width * transform.m11());
            }
        }
        m_dense = canvas.isEmpty() ? QImage(1, 1, QImage::Format_ARGB32_Premultiplied) : canvas.paint();
        if (canvas.isEmpty())
            m_dense.fill(Qt::transparent);
        m_denseArea = area;
    }
    painter.save();
    painter.resetTransform();
    const QTransform base = painter.deviceTransform(); // what a window or a grab adds
    m_dense.setDevicePixelRatio(base.m11());
    painter.drawImage(base.inverted().map(QPointF(origin)), m_dense);
    painter.restore();
}

void CurveItem::paintColumns(QPainter& painter, const LineSeries& series, int columns) const
{
    const double step = m_area.width() / columns;
    const PixelFrame frame{.x = m_data.x,
                           .y = m_data.y,
                           .width = static_cast<double>(columns),
                           .height = m_area.height(),
                           .columns = columns};
    const auto spans = ColumnSampler(frame).spans(series);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(series.colour, series.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    QPolygonF line;
    const auto finish = [&] {
        if (line.size() == 1)
            painter.drawPoint(line.first());
        else
            painter.drawPolyline(line);
        line.clear();
    };
    for (std::size_t c = 0; c < spans.size(); ++c) {
        const auto& span = spans[c];
        if (span.isEmpty()) {
            finish();
            continue;
        }
        const double x = m_area.left() + (static_cast<double>(c) + 0.5) * step;
        const QPointF top(x, m_area.top() + span.top);
        const QPointF bottom(x, m_area.top() + span.bottom);
        // The nearer end first: with both ends of each column that is the shortest way.
        const bool down =
            line.isEmpty() || std::abs(line.last().y() - top.y()) < std::abs(line.last().y() - bottom.y());
        line.append(down ? top : bottom);
        if (span.bottom - span.top > 0.01F)
            line.append(down ? bottom : top);
    }
    finish();
}

void CurveItem::paintSeries(QPainter& painter, const LineSeries& series, int columns) const
{
    // Columns are even as the axis measures; what has no logarithm is not there.
    const std::size_t hidden = m_data.x.logarithmic ? series.upperBound(0) : 0;
    const auto y = std::span(series.y).subspan(hidden);
    std::vector<double> x(series.x.begin() + static_cast<std::ptrdiff_t>(hidden), series.x.end());
    if (m_data.x.logarithmic)
        std::ranges::transform(x, x.begin(), [](double value) { return std::log10(value); });
    const Decimation thin =
        decimate(x, y, m_data.x.coordinate(m_data.x.minimum), m_data.x.coordinate(m_data.x.maximum), columns);
    QPolygonF line;
    line.reserve(static_cast<qsizetype>(thin.kept.size()));
    for (const auto index : thin.kept)
        line.append(position(series.x[hidden + index], y[index]));

    QPen pen(series.colour, series.width, series.dash, Qt::RoundCap, Qt::RoundJoin);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen);
    for (std::size_t s = 0; s < thin.starts.size(); ++s) {
        const auto begin = static_cast<int>(thin.starts[s]);
        const auto end = static_cast<int>(s + 1 < thin.starts.size() ? thin.starts[s + 1] : thin.kept.size());
        if (end - begin == 1)
            painter.drawPoint(line[begin]); // a stretch of one point has no line to be seen by
        else
            painter.drawPolyline(line.constData() + begin, end - begin);
    }

    painter.setPen(Qt::NoPen);
    painter.setBrush(series.colour);
    const double shown = std::max<double>(2, static_cast<double>(thin.kept.size()));
    if (series.markers && m_area.width() / (shown - 1) >= kMinimumMarkerDistance) {
        for (const auto& point : line)
            painter.drawEllipse(point, kMarkerRadius, kMarkerRadius);
    }
}

void CurveItem::paintBroken(QPainter& painter) const
{
    painter.setPen(Qt::NoPen);
    double top = m_area.top() + 1;
    for (const auto& series : m_data.series) {
        if (!series.visible || series.raw >= 0) // the measured curve has them
            continue;
        painter.setBrush(series.colour);
        bool any = false;
        const std::size_t end = series.upperBound(m_data.x.maximum);
        std::size_t index = series.nextBroken(series.lowerBound(m_data.x.minimum));
        while (index < end) {
            const double x = position(series.xAt(index), m_data.y.minimum).x();
            painter.drawPolygon(QPolygonF({{x, top}, {x - 6, top + 10}, {x + 6, top + 10}}));
            any = true;
            // Those on the next pixels would hide behind this one.
            index = series.nextBroken(std::max(index + 1, series.lowerBound(xAt(x + 1))));
        }
        if (any)
            top += 12; // a row for each curve: they tend to run away together
    }
}

void CurveItem::paintPlate(QPainter& painter, const CurveLabel& label) const
{
    QColor plate = m_data.colours.background;
    plate.setAlphaF(0.7F); // a curve below stays in sight
    painter.setPen(Qt::NoPen);
    painter.setBrush(plate);
    painter.drawRect(label.place);
    painter.setPen(label.colour);
    painter.drawText(label.place, Qt::AlignCenter, label.text);
}

void CurveItem::paintAnnotations(QPainter& painter) const
{
    for (const auto& annotation : m_data.annotations) {
        const QPointF at = position(annotation.x, annotation.y);
        if (!m_area.contains(at))
            continue;
        painter.setPen(QPen(annotation.colour, 2));
        painter.setBrush(m_data.colours.background);
        painter.drawEllipse(at, kMarkerRadius + 1, kMarkerRadius + 1);
    }
}

void CurveItem::paintCrosshair(QPainter& painter) const
{
    const double x = std::floor(position(*m_data.crosshair, m_data.y.minimum).x()) + 0.5;
    if (x < m_area.left() || x > m_area.right())
        return;
    painter.setPen(QPen(m_data.colours.muted, 1));
    painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
    for (const auto& series : m_data.series) {
        const auto index = series.visible && series.inReadout ? series.nearest(*m_data.crosshair) : std::nullopt;
        if (!index || !std::isfinite(series.yAt(*index)))
            continue;
        const QPointF at = position(series.xAt(*index), series.yAt(*index));
        if (!m_area.contains(at))
            continue;
        painter.setPen(QPen(m_data.colours.background, 2));
        painter.setBrush(series.colour);
        painter.drawEllipse(at, kMarkerRadius + 2, kMarkerRadius + 2);
    }
}

} // namespace matinee::ui
