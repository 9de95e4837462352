#include "ui/charts/curve_plot.h"

#include "ui/charts/time_ticks.h"

#include <QApplication>
#include <QCategoryAxis>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLegendMarker>
#include <QLineSeries>
#include <QStyle>

#include <algorithm>
#include <cmath>
#include <limits>
#include <ranges>

namespace matinee::ui {

namespace {

constexpr QMargins kMargins(8, 0, 16, 8);
/// Discs at the first and the last epoch need room.
constexpr double kSideAir = 0.015;
/// What can be zoomed into.
constexpr double kLeastPart = 1e-6;
constexpr double kPixelsPerXTick = 80;
constexpr double kPixelsPerYTick = 50;
/// By how much of its length a held axis grows at most, at either end.
constexpr double kMostGrowth = 0.5;
constexpr int kSettleMilliseconds = 160;

QCategoryAxis* makeAxis(QObject* parent)
{
    // A category axis is a value axis with ticks where we want them: one code path for linear and logarithmic axes,
    // and 1-2-5 labels on a logarithmic one, where QLogValueAxis labels whole powers only.
    auto* axis = new QCategoryAxis(parent);
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setTruncateLabels(false);
    return axis;
}

} // namespace

CurvePlot::CurvePlot(QGraphicsItem* parent)
    : QChart(parent)
    , m_item(new CurveItem(m_data, this))
    , m_xAxis(makeAxis(this))
    , m_yAxis(makeAxis(this))
{
    setAnimationOptions(QChart::NoAnimation);
    setBackgroundRoundness(0);
    setMargins(kMargins);
    addAxis(m_xAxis, Qt::AlignBottom);
    addAxis(m_yAxis, Qt::AlignLeft);
    legend()->setAlignment(Qt::AlignTop);
    legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
    m_settling.setStartValue(0.0);
    m_settling.setEndValue(1.0);
    m_settling.setDuration(kSettleMilliseconds);
    m_settling.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_settling, &QVariantAnimation::valueChanged, this, &CurvePlot::refresh);
    connect(&m_settling, &QVariantAnimation::finished, this, [this] {
        m_leaving.reset();
        refresh();
    });
    connect(this, &QChart::plotAreaChanged, this, [this](const QRectF& area) {
        m_item->setArea(area);
        refresh(); // the number of ticks that fit
    });
}

void CurvePlot::setColours(const ChartColours& colours)
{
    m_data.colours = colours;
    setBackgroundPen(Qt::NoPen);
    setBackgroundBrush(colours.background);
    setTitleBrush(colours.text);
    legend()->setLabelColor(colours.text);
    for (auto* axis : {m_xAxis, m_yAxis}) {
        axis->setLabelsColor(colours.muted);
        axis->setTitleBrush(colours.text);
        axis->setLinePen(QPen(colours.grid, 1));
        axis->setGridLinePen(QPen(colours.grid, 1));
    }
    m_item->invalidate();
}

void CurvePlot::setTextFont(const QFont& font)
{
    m_data.font = font;
    legend()->setFont(font);
    for (auto* axis : {m_xAxis, m_yAxis}) {
        axis->setLabelsFont(font);
        axis->setTitleFont(font);
    }
}

void CurvePlot::setAxisTitles(const QString& x, const QString& y)
{
    m_xAxis->setTitleText(x);
    m_yAxis->setTitleText(y);
}

void CurvePlot::setSeries(std::vector<LineSeries> series)
{
    m_data.series = std::move(series);
    updateLegend();
}

void CurvePlot::updateLegend()
{
    const auto isShown = [this](QAbstractSeries* entry, const LineSeries& curve) {
        const auto* line = static_cast<QLineSeries*>(entry);
        return line->name() == curve.name && line->pen() == QPen(curve.colour, curve.width, curve.dash);
    };
    auto listed =
        m_data.series | std::views::filter([](const LineSeries& curve) { return curve.visible && curve.inLegend; });
    const auto entries = QChart::series();
    if (std::ranges::equal(entries, listed, isShown))
        return; // anything else lays the chart out anew
    // Series without points: Qt Charts draws its legend from them and nothing else.
    removeAllSeries();
    for (const auto& curve : listed) {
        auto* entry = new QLineSeries;
        entry->setName(curve.name);
        entry->setPen(QPen(curve.colour, curve.width, curve.dash));
        addSeries(entry);
    }
}

void CurvePlot::setReferences(std::vector<ReferenceLine> references)
{
    m_data.references = std::move(references);
}

void CurvePlot::setAnnotations(std::vector<Annotation> annotations)
{
    m_data.annotations = std::move(annotations);
}

void CurvePlot::setChanges(std::vector<ChangeLine> changes)
{
    m_data.changes = std::move(changes);
}

void CurvePlot::setBands(std::vector<Band> bands)
{
    m_data.bands = std::move(bands);
}

void CurvePlot::setXAxis(XAxis axis)
{
    if (axis == m_axis)
        return;
    m_axis = axis;
    m_zoomX.reset();
    m_zoomY.reset();
}

void CurvePlot::setLogarithmicX(bool logarithmic)
{
    if (logarithmic == m_logarithmicX)
        return;
    m_logarithmicX = logarithmic;
    m_zoomX.reset();
    m_zoomY.reset();
}

void CurvePlot::setExtent(double minimum, double maximum)
{
    m_extent = {minimum, maximum};
}

void CurvePlot::clearExtent()
{
    m_extent.reset();
}

void CurvePlot::setLogarithmic(bool logarithmic)
{
    m_logarithmic = logarithmic;
    m_zoomY.reset();
    m_held.reset();
    m_settling.stop();
    m_leaving.reset();
}

void CurvePlot::showX(double minimum, double maximum)
{
    // As the axis measures, so that moving and zooming go on evenly along a logarithmic one.
    const AxisScale all = fullX();
    const auto coordinateOf = [&all](double value) { return all.logarithmic ? std::log10(value) : value; };
    const double allLow = coordinateOf(all.minimum);
    const double allHigh = coordinateOf(all.maximum);
    const double low = coordinateOf(minimum);
    const double span = coordinateOf(maximum) - low;
    if (!(span < allHigh - allLow)) {
        showAll();
        return;
    }
    if (span < (allHigh - allLow) * kLeastPart)
        return;
    const double start = std::clamp(low, allLow, allHigh - span);
    const auto valueOf = [&all](double coordinate) {
        return all.logarithmic ? std::pow(10.0, coordinate) : coordinate;
    };
    m_zoomX = AxisScale{valueOf(start), valueOf(start + span), all.logarithmic};
    m_zoomY.reset();
    refresh();
    Q_EMIT zoomed();
}

void CurvePlot::showRectangle(double left, double right, double bottom, double top)
{
    if (!(left < right) || !(bottom < top))
        return;
    m_zoomX = AxisScale{left, right, m_logarithmicX};
    m_zoomY = AxisScale{bottom, top, m_logarithmic};
    refresh();
    Q_EMIT zoomed();
}

void CurvePlot::showAll()
{
    m_zoomX.reset();
    m_zoomY.reset();
    refresh();
    Q_EMIT zoomed();
}

void CurvePlot::setZoom(const std::optional<AxisScale>& zoom)
{
    if (zoom == m_zoomX)
        return;
    m_zoomX = zoom;
    m_zoomY.reset();
    refresh();
}

void CurvePlot::setCrosshair(std::optional<double> x)
{
    if (x == m_data.crosshair)
        return;
    m_data.crosshair = x;
    m_item->update();
}

void CurvePlot::setLeft(double left)
{
    const int indent = std::max(0, static_cast<int>(std::lround(left - naturalLeft())));
    if (indent == m_indent)
        return;
    m_indent = indent;
    setMargins(QMargins(kMargins.left() + indent, kMargins.top(), kMargins.right(), kMargins.bottom()));
}

AxisScale CurvePlot::fullX() const
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    double low = m_extent ? m_extent->first : kInfinity;
    double high = m_extent ? m_extent->second : -kInfinity;
    if (m_logarithmicX && low <= 0)
        low = kInfinity; // the first point that has a logarithm decides
    for (const auto& curve : m_data.series) {
        if (!curve.visible || curve.isEmpty())
            continue;
        const std::size_t first = m_logarithmicX ? curve.upperBound(0) : 0;
        if (first == curve.size())
            continue;
        low = std::min(low, curve.xAt(first));
        high = std::max(high, curve.xAt(curve.size() - 1));
    }
    if (!(low < high)) {
        // Nothing, or a single place: something around it.
        low = low == high ? low - (m_logarithmicX ? low / 2 : 0.5) : (m_logarithmicX ? 0.1 : 0);
        high = std::max(high, low + 1);
    }
    if (m_logarithmicX) {
        const double air = std::pow(high / low, kSideAir);
        return {low / air, high * air, true};
    }
    const double air = (high - low) * kSideAir;
    return {low - air, high + air, false};
}

AxisScale CurvePlot::fittedY(const AxisScale& x) const
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto include = [&](double value) {
        if (std::isfinite(value) && (!m_logarithmic || value > 0)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    };
    for (const auto& curve : m_data.series) {
        if (!curve.visible)
            continue;
        const auto found = curve.extremes(curve.lowerBound(x.minimum), curve.upperBound(x.maximum), m_logarithmic);
        if (found) {
            include(found->first);
            include(found->second);
        }
    }
    for (const auto& band : m_data.bands) {
        for (std::size_t i = 0; i < band.x.size(); ++i) {
            if (band.x[i] >= x.minimum && band.x[i] <= x.maximum) {
                include(band.low[i]);
                include(band.high[i]);
            }
        }
    }
    for (const auto& reference : m_data.references)
        include(reference.y);
    if (!(low <= high))
        return {m_logarithmic ? 0.1 : 0.0, 1, m_logarithmic};
    return fitScale(low, high, m_logarithmic);
}

AxisScale CurvePlot::shownY(const AxisScale& fitted) const
{
    const auto between = [&fitted](double lowest, double highest) {
        AxisScale scale = fitted;
        scale.minimum = fitted.logarithmic ? std::pow(10.0, lowest) : lowest;
        scale.maximum = fitted.logarithmic ? std::pow(10.0, highest) : highest;
        return scale;
    };
    const auto ends = [](const AxisScale& scale) {
        return std::pair(scale.coordinate(scale.minimum), scale.coordinate(scale.maximum));
    };
    const auto [low, high] = ends(fitted);
    if (m_held && m_held->logarithmic == fitted.logarithmic) {
        const auto [heldLow, heldHigh] = ends(*m_held);
        const auto [nowLow, nowHigh] = ends(m_data.y.logarithmic == fitted.logarithmic ? m_data.y : *m_held);
        const double most = kMostGrowth * (heldHigh - heldLow);
        return between(std::max(std::min(nowLow, low), heldLow - most),
                       std::min(std::max(nowHigh, high), heldHigh + most));
    }
    if (m_leaving && m_leaving->logarithmic == fitted.logarithmic && m_settling.state() == QVariantAnimation::Running) {
        const auto [oldLow, oldHigh] = ends(*m_leaving);
        const double done = m_settling.currentValue().toDouble();
        return between(oldLow + done * (low - oldLow), oldHigh + done * (high - oldHigh));
    }
    return fitted;
}

void CurvePlot::setHeld(bool held)
{
    if (held == m_held.has_value())
        return;
    m_settling.stop();
    m_leaving.reset();
    if (held) {
        m_held = m_data.y;
        return;
    }
    m_held.reset();
    m_leaving = m_data.y;
    if (m_leaving != fittedY(m_zoomX.value_or(fullX())) &&
        QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0)
        m_settling.start();
    refresh();
}

std::vector<Tick> CurvePlot::ticksX(const AxisScale& scale, int wanted) const
{
    if (m_axis == XAxis::RelativeTime || m_axis == XAxis::WallTime)
        return makeTimeTicks(scale, wanted, m_axis == XAxis::WallTime);
    return makeTicks(scale, wanted);
}

void CurvePlot::setAxis(QCategoryAxis& axis, AxisScale& current, const AxisScale& wanted,
                        const std::vector<Tick>& marks)
{
    QStringList labels;
    for (const auto& tick : marks)
        labels.append(tick.label);
    // Each change lays the chart out anew, so nothing is set that stands already.
    if (wanted == current && labels == axis.categoriesLabels())
        return;
    current = wanted;
    const auto old = axis.categoriesLabels();
    for (const auto& label : old)
        axis.remove(label);
    axis.setRange(wanted.coordinate(wanted.minimum), wanted.coordinate(wanted.maximum));
    // Without a tick of its own at the edge: the first one starts the axis.
    axis.setStartValue(wanted.coordinate(marks.empty() ? wanted.minimum : marks.front().value));
    for (const auto& tick : marks)
        axis.append(tick.label, wanted.coordinate(tick.value));
}

void CurvePlot::refresh()
{
    const QRectF area = plotArea();
    const AxisScale x = m_zoomX.value_or(fullX());
    const AxisScale y = m_zoomY.value_or(shownY(fittedY(x)));
    const int ticks = std::clamp(static_cast<int>(area.width() / kPixelsPerXTick), 2, 12);
    setAxis(*m_xAxis, m_data.x, x, ticksX(x, ticks));
    setAxis(*m_yAxis, m_data.y, y, makeTicks(y, std::clamp(static_cast<int>(area.height() / kPixelsPerYTick), 2, 10)));
    // At once, not with the next event: the curves must never be seen beside the axes of a moment ago.
    layout()->activate();
    m_item->invalidate();
}

} // namespace matinee::ui
