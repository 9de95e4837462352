#include "ui/charts/curve_chart.h"

#include "ui/charts/curve_chart_accessible.h"
#include "ui/state/colours.h"

#include <QAccessible>
#include <QApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QRubberBand>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kRefreshMilliseconds = 33;
constexpr double kZoomStep = 0.8;
constexpr double kMoveStep = 0.1; ///< of the visible range

} // namespace

CurveChart::CurveChart(QWidget* parent)
    : QChartView(new CurvePlot, parent)
    , m_plot(static_cast<CurvePlot*>(chart()))
    , m_band(new QRubberBand(QRubberBand::Rectangle, viewport()))
{
    CurveChartAccessible::install();
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setMinimumSize(240, 160);
    setObjectName(QStringLiteral("curveChart"));
    setAccessibleName(tr("Curves"));
    m_refreshTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, [this] {
        if (m_stale)
            refreshNow();
    });
    applyStyle();
}

void CurveChart::applyStyle()
{
    const auto colours = ChartColours::fromPalette(palette());
    setBackgroundBrush(colours.background);
    m_plot->setColours(colours);
    m_plot->setTextFont(font());
}

void CurveChart::scheduleRefresh()
{
    m_stale = true;
    if (!m_refreshTimer.isActive())
        m_refreshTimer.start(0); // with the next event, and once for all that changes until then
}

void CurveChart::refreshNow()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    m_plot->refresh();
    m_refreshTimer.start(kRefreshMilliseconds); // the next one has to wait
}

void CurveChart::showEvent(QShowEvent* event)
{
    QChartView::showEvent(event);
    if (m_stale)
        refreshNow();
}

void CurveChart::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyStyle();
}

void CurveChart::setCrosshair(std::optional<double> x)
{
    if (x == crosshair())
        return;
    m_plot->setCrosshair(x);
    Q_EMIT crosshairMoved();
    if (QAccessible::isActive()) {
        QAccessibleValueChangeEvent event(this, x.value_or(0));
        QAccessible::updateAccessibility(&event);
    }
}

void CurveChart::setRestingCrosshair(std::optional<double> x)
{
    m_resting = x;
    if (!viewport()->underMouse())
        setCrosshair(x);
}

void CurveChart::place(std::optional<double> x)
{
    setCrosshair(x);
    Q_EMIT crosshairPlaced(x);
}

std::vector<Reading> CurveChart::readings() const
{
    std::vector<Reading> readings;
    for (const auto& series : m_plot->data().series) {
        if (!series.visible || !series.inReadout || series.isEmpty())
            continue;
        const auto index = crosshair() ? *series.nearest(*crosshair()) : series.size() - 1;
        Reading reading{.name = series.readoutName.isEmpty() ? series.name : series.readoutName,
                        .colour = series.colour,
                        .x = series.xAt(index),
                        .y = series.yAt(index),
                        .toolTip = series.toolTip};
        if (series.raw >= 0)
            reading.raw = m_plot->data().series[static_cast<std::size_t>(series.raw)].yAt(index);
        readings.push_back(std::move(reading));
    }
    return readings;
}

QString CurveChart::readoutText() const
{
    QStringList parts;
    for (const auto& reading : readings()) {
        //: %1 a curve's name, %2 its value, %3 where: the epoch, the step, the time
        const auto at =
            m_plot->xAxis() == XAxis::Epoch ? QLocale().toString(reading.x, 'g', 4) : xText(reading.x, m_plot->xAxis());
        parts.append(tr("%1 %2 at %3").arg(reading.name, valueText(reading.y), at));
    }
    return parts.isEmpty() ? tr("no points yet") : parts.join(QStringLiteral("; "));
}

std::optional<double> CurveChart::stop(std::optional<double> from, int direction, bool everyPoint) const
{
    const auto& all = m_plot->data().series;
    const bool anyMarkers = std::any_of(all.begin(), all.end(), [](const LineSeries& series) {
        return series.visible && series.markers && !series.isEmpty();
    });
    std::optional<double> nearest;
    for (const auto& series : all) {
        if (!series.visible || series.ghost || series.isEmpty() || (!everyPoint && !series.markers && anyMarkers))
            continue;
        std::size_t index = 0;
        if (direction > 0) {
            index = from ? series.upperBound(*from) : 0;
        } else {
            index = from ? series.lowerBound(*from) : series.size();
            while (index > 0 && from && series.xAt(index - 1) >= *from) // rounding between steps and x
                --index;
            --index; // wraps where there is none
        }
        if (index >= series.size())
            continue;
        const double x = series.xAt(index);
        if (!nearest || (direction > 0 ? x < *nearest : x > *nearest))
            nearest = x;
    }
    return nearest;
}

void CurveChart::step(int direction, bool everyPoint)
{
    if (const auto next = stop(crosshair(), direction, everyPoint))
        place(next);
}

void CurveChart::zoomX(double factor, double centre)
{
    const auto& x = m_plot->data().x;
    const double at = x.fraction(centre);
    m_plot->showX(x.valueAt(at - at * factor), x.valueAt(at + (1 - at) * factor));
}

QPointF CurveChart::toPlot(const QPointF& position) const
{
    return m_plot->mapFromScene(mapToScene(position.toPoint()));
}

/// Of any curve, so that the readout is never between two points.
std::optional<double> CurveChart::nearestPoint(const QPointF& position) const
{
    const double x = m_plot->item().xAt(position.x());
    std::optional<double> nearest;
    for (const auto& series : m_plot->data().series) {
        const auto index = series.visible && !series.ghost ? series.nearest(x) : std::nullopt;
        if (index && (!nearest || std::abs(series.xAt(*index) - x) < std::abs(*nearest - x)))
            nearest = series.xAt(*index);
    }
    return nearest;
}

void CurveChart::keyPressEvent(QKeyEvent* event)
{
    const auto& x = m_plot->data().x;
    const double middle = crosshair().value_or(x.valueAt(0.5));
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        step(event->key() == Qt::Key_Right ? 1 : -1, event->modifiers().testFlag(Qt::ControlModifier));
        break;
    case Qt::Key_Home:
    case Qt::Key_End:
        if (const auto end = stop(std::nullopt, event->key() == Qt::Key_Home ? 1 : -1, false))
            place(end);
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomX(kZoomStep, middle);
        break;
    case Qt::Key_Minus:
        zoomX(1 / kZoomStep, middle);
        break;
    case Qt::Key_0:
        m_plot->showAll();
        break;
    case Qt::Key_Escape:
        if (!crosshair()) {
            event->ignore();
            return;
        }
        place(std::nullopt);
        break;
    default:
        event->ignore(); // not to the scroll area's own keys: there is nothing to scroll
        return;
    }
    event->accept();
}

void CurveChart::wheelEvent(QWheelEvent* event)
{
    const auto& x = m_plot->data().x;
    const double along = event->angleDelta().x() / 120.0;
    const double across = event->angleDelta().y() / 120.0;
    if (along != 0 || event->modifiers().testFlag(Qt::ShiftModifier)) {
        const double shift = -(along != 0 ? along : across) * kMoveStep;
        if (m_plot->isZoomed())
            m_plot->showX(x.valueAt(shift), x.valueAt(1 + shift));
    } else if (across != 0) {
        zoomX(std::pow(kZoomStep, across), m_plot->item().xAt(toPlot(event->position()).x()));
    }
    event->accept();
}

void CurveChart::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    if (event->button() == Qt::LeftButton && m_plot->item().area().contains(toPlot(event->position())))
        m_pressed = event->position().toPoint();
    event->accept();
}

void CurveChart::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = toPlot(event->position());
    const auto& area = m_plot->item().area();
    if (m_pressed) {
        const QRect band = QRect(*m_pressed, event->position().toPoint()).normalized();
        if (m_band->isVisible() || (band.width() + band.height() >= QApplication::startDragDistance())) {
            m_band->setGeometry(band);
            m_band->show();
        }
    } else if (area.contains(at)) {
        setCrosshair(nearestPoint(at));
    } else {
        setCrosshair(m_resting);
    }
    event->accept();
}

void CurveChart::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_pressed)
        return;
    m_pressed.reset();
    if (!m_band->isVisible()) {
        if (const auto nearest = nearestPoint(toPlot(event->position())))
            place(nearest);
        return;
    }
    const QRect band = m_band->geometry();
    m_band->hide();
    const auto& item = m_plot->item();
    const QRectF box = QRectF(toPlot(band.topLeft()), toPlot(band.bottomRight())) & item.area();
    if (box.width() >= 4 && box.height() >= 4)
        m_plot->showRectangle(item.xAt(box.left()), item.xAt(box.right()), item.yAt(box.bottom()), item.yAt(box.top()));
    event->accept();
}

void CurveChart::mouseDoubleClickEvent(QMouseEvent* event)
{
    m_pressed.reset();
    m_plot->showAll();
    event->accept();
}

void CurveChart::leaveEvent(QEvent* event)
{
    QChartView::leaveEvent(event);
    if (!hasFocus() || m_resting) // the keyboard's crosshair stays
        setCrosshair(m_resting);
}

void CurveChart::focusInEvent(QFocusEvent* event)
{
    QChartView::focusInEvent(event);
    viewport()->update();
}

void CurveChart::focusOutEvent(QFocusEvent* event)
{
    QChartView::focusOutEvent(event);
    viewport()->update();
}

void CurveChart::paintEvent(QPaintEvent* event)
{
    QChartView::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(viewport());
    painter.setPen(QPen(accentColour(isDark(palette())), 2));
    painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
}

} // namespace matinee::ui
