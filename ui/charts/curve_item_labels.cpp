#include "ui/charts/curve_item.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

// Where the words in the plot area stand.
namespace matinee::ui {

namespace {

constexpr double kMarkerRadius = 3.5;
/// A stretch of more points is looked at as a whole.
constexpr std::size_t kFewPoints = 100;
/// Height of the triangles that stand for what is not finite.
constexpr double kTriangleRow = 14;
constexpr int kMostChangeRows = 6;

} // namespace

bool CurveItem::coversCurve(const QRectF& place) const
{
    const double left = xAt(place.left());
    const double right = xAt(place.right());
    for (const auto& series : m_data.series) {
        if (!series.visible)
            continue;
        const std::size_t begin = series.lowerBound(left);
        const std::size_t end = series.upperBound(right);
        if (end - begin > kFewPoints) {
            // So many that the curve is everywhere between its extremes.
            const auto found = series.extremes(begin, end);
            if (found && position(left, found->first).y() >= place.top() &&
                position(left, found->second).y() <= place.bottom())
                return true;
            continue;
        }
        for (std::size_t i = begin > 0 ? begin - 1 : 0; i + 1 < series.size() && series.xAt(i) <= right; ++i) {
            if (!std::isfinite(series.yAt(i)) || !std::isfinite(series.yAt(i + 1)))
                continue;
            // The part of the segment between the place's edges: its ends tell how high it runs.
            const QPointF from = position(series.xAt(i), series.yAt(i));
            const QPointF to = position(series.xAt(i + 1), series.yAt(i + 1));
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
    addChangeLabels(labels);
    addReferenceLabels(labels);
    addAnnotationLabels(labels);
    return labels;
}

void CurveItem::addChangeLabels(std::vector<CurveLabel>& labels) const
{
    const QFontMetricsF metrics(m_data.font);
    for (const auto& change : m_data.changes) {
        const double x = position(change.x, m_data.y.minimum).x();
        if (change.text.isEmpty() || x < m_area.left() || x > m_area.right())
            continue;
        QRectF place(0, 0, metrics.horizontalAdvance(change.text) + 8, metrics.height());
        place.moveLeft(x + 3);
        if (place.right() > m_area.right())
            place.moveRight(x - 3);
        // Below each other from the top, under the row of triangles; what has no room there is told by its line alone.
        for (int row = 0; row < kMostChangeRows; ++row) {
            place.moveTop(m_area.top() + kTriangleRow + row * metrics.height());
            const auto hides = [&](const CurveLabel& other) { return other.place.intersects(place); };
            if (place.bottom() > m_area.bottom() || std::any_of(labels.begin(), labels.end(), hides))
                continue;
            labels.push_back({place, change.text, change.colour});
            break;
        }
    }
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

} // namespace matinee::ui
