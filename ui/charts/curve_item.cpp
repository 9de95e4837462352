#include "ui/charts/curve_item.h"

#include "ui/state/colours.h"

#include <QFontMetricsF>
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

std::optional<std::size_t> nearestPoint(const LineSeries& series, double x)
{
    if (series.x.empty())
        return std::nullopt;
    const auto above = std::lower_bound(series.x.begin(), series.x.end(), x);
    if (above == series.x.end())
        return series.x.size() - 1;
    const auto index = static_cast<std::size_t>(above - series.x.begin());
    if (index > 0 && x - series.x[index - 1] < *above - x)
        return index - 1;
    return index;
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
    for (const bool ghosts : {true, false}) {
        for (const auto& series : m_data.series) {
            if (series.visible && series.ghost == ghosts)
                paintSeries(*painter, series, columns);
        }
    }
    paintBroken(*painter, columns);
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

bool CurveItem::coversCurve(const QRectF& place) const
{
    const double left = xAt(place.left());
    const double right = xAt(place.right());
    for (const auto& series : m_data.series) {
        if (!series.visible)
            continue;
        const auto begin = std::lower_bound(series.x.begin(), series.x.end(), left) - series.x.begin();
        auto i = static_cast<std::size_t>(begin > 0 ? begin - 1 : 0);
        for (; i + 1 < series.x.size() && series.x[i] <= right; ++i) {
            if (!std::isfinite(series.y[i]) || !std::isfinite(series.y[i + 1]))
                continue;
            // The part of the segment between the place's edges: its ends tell how high it runs.
            const QPointF from = position(series.x[i], series.y[i]);
            const QPointF to = position(series.x[i + 1], series.y[i + 1]);
            const auto heightAt = [&](double x) {
                const double t = to.x() > from.x() ? (x - from.x()) / (to.x() - from.x()) : 0;
                return from.y() + std::clamp(t, 0.0, 1.0) * (to.y() - from.y());
            };
            // The list has minmax() return values; of two temporaries it would return references.
            const auto [high, low] = std::minmax({heightAt(place.left()), heightAt(place.right())});
            if (low >= place.top() && high <= place.bottom())
                return true;
        }
    }
    return false;
}

std::vector<CurveLabel> CurveItem::labels() const
{
    std::vector<CurveLabel> labels;
    addReferenceLabels(labels);
    addAnnotationLabels(labels);
    return labels;
}

void CurveItem::addReferenceLabels(std::vector<CurveLabel>& labels) const
{
    const QFontMetricsF metrics(m_data.font);
    for (const auto& reference : m_data.references) {
        const double y = position(m_data.x.minimum, reference.y).y();
        if (y < m_area.top() || y > m_area.bottom())
            continue;
        const QString text = reference.name + QStringLiteral("  ") + valueText(reference.y);
        QRectF place(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height());
        const double width = m_area.width() - place.width();
        // Above or below the line, at the right, at the left or between: where it hides neither label nor curve.
        std::optional<QRectF> chosen;
        std::optional<QRectF> secondBest;
        for (const double along : {0.98, 0.02, 0.75, 0.5, 0.25}) {
            for (const bool above : {true, false}) {
                place.moveLeft(m_area.left() + along * width);
                place.moveTop(above ? y - 2 - place.height() : y + 2);
                const auto hides = [&](const CurveLabel& other) { return other.place.intersects(place); };
                if (!m_area.contains(place) || std::any_of(labels.begin(), labels.end(), hides))
                    continue;
                if (!secondBest)
                    secondBest = place;
                if (!chosen &&
                    !coversCurve(place.adjusted(-kMarkerRadius, -kMarkerRadius, kMarkerRadius, kMarkerRadius)))
                    chosen = place;
            }
        }
        if (!chosen)
            chosen = secondBest.value_or(place);
        labels.push_back({*chosen, text, reference.colour});
    }
}

void CurveItem::addAnnotationLabels(std::vector<CurveLabel>& labels) const
{
    const QFontMetricsF metrics(m_data.font);
    for (const auto& annotation : m_data.annotations) {
        const QPointF at = position(annotation.x, annotation.y);
        if (annotation.text.isEmpty() || !m_area.contains(at))
            continue;
        QRectF place(0, 0, metrics.horizontalAdvance(annotation.text) + 8, metrics.height());
        place.moveLeft(at.x() + kMarkerRadius + 6);
        if (place.right() > m_area.right())
            place.moveRight(at.x() - kMarkerRadius - 6);
        const auto hides = [&](const CurveLabel& other) { return other.place.intersects(place); };
        const auto isCrossing = [&](const ReferenceLine& reference) {
            const double y = position(annotation.x, reference.y).y();
            return y > place.top() - 2 && y < place.bottom() + 2;
        };
        // As near as may be, above before below: losses fall, so there is room. With none left the ring must do.
        std::optional<QRectF> chosen;
        std::optional<QRectF> secondBest;
        for (const double lines : {0.0, 0.5, 1.0, 1.5, 2.0}) {
            for (const int direction : {-1, 1}) {
                place.moveTop(at.y() - metrics.height() / 2 + direction * (0.4 + lines) * metrics.height());
                if (!m_area.contains(place) || std::any_of(labels.begin(), labels.end(), hides) ||
                    std::any_of(m_data.references.begin(), m_data.references.end(), isCrossing))
                    continue;
                if (!secondBest)
                    secondBest = place;
                if (!chosen && !coversCurve(place.adjusted(0, -kMarkerRadius, 0, kMarkerRadius)))
                    chosen = place;
            }
        }
        if (chosen || secondBest)
            labels.push_back({chosen ? *chosen : *secondBest, annotation.text, m_data.colours.muted});
    }
}

void CurveItem::paintSeries(QPainter& painter, const LineSeries& series, int columns) const
{
    const Decimation thin = decimate(series.x, series.y, m_data.x.minimum, m_data.x.maximum, columns);
    QPolygonF line;
    line.reserve(static_cast<qsizetype>(thin.kept.size()));
    for (const auto index : thin.kept)
        line.append(position(series.x[index], series.y[index]));

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

void CurveItem::paintBroken(QPainter& painter, int columns) const
{
    painter.setPen(Qt::NoPen);
    double top = m_area.top() + 1;
    for (const auto& series : m_data.series) {
        if (!series.visible)
            continue;
        const auto thin = decimate(series.x, series.y, m_data.x.minimum, m_data.x.maximum, columns);
        if (thin.broken.empty())
            continue;
        painter.setBrush(series.colour);
        for (const auto index : thin.broken) {
            const double x = position(series.x[index], m_data.y.minimum).x();
            painter.drawPolygon(QPolygonF({{x, top}, {x - 6, top + 10}, {x + 6, top + 10}}));
        }
        top += 12; // a row for each curve: they tend to run away together
    }
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
        const auto index = series.visible ? nearestPoint(series, *m_data.crosshair) : std::nullopt;
        if (!index || !std::isfinite(series.y[*index]))
            continue;
        const QPointF at = position(series.x[*index], series.y[*index]);
        if (!m_area.contains(at))
            continue;
        painter.setPen(QPen(m_data.colours.background, 2));
        painter.setBrush(series.colour);
        painter.drawEllipse(at, kMarkerRadius + 2, kMarkerRadius + 2);
    }
}

} // namespace matinee::ui
