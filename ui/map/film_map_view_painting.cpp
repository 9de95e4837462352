// What FilmMapView paints.
#include "ui/map/film_map_view.h"
#include "ui/map/map_gl_layer.h"

#include <QApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QTimerEvent>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace matinee::ui {

namespace {

/// Of a frame for working out titles; the rest follows in the next frames.
constexpr std::chrono::milliseconds kLabelBudget{3};
constexpr std::size_t kSelectedTitles = 40;
constexpr const char* kForceOpenGl = "matineeForceOpenGl"; // a property of the application

QSizeF labelSpacing(FilmMapView::LabelDensity density)
{
    switch (density) {
    case FilmMapView::LabelDensity::Few:
        return {140, 56};
    case FilmMapView::LabelDensity::Many:
        return {6, 0};
    default:
        return {10, 2};
    }
}

QFont titleFont(QFont font)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.9);
    else
        font.setPixelSize(std::max(8, static_cast<int>(font.pixelSize() * 0.9)));
    return font;
}

} // namespace

// What is kept from frame to frame

void FilmMapView::refresh()
{
    if (m_gl)
        m_gl->update();
    else
        update();
}

void FilmMapView::forceOpenGl()
{
    qApp->setProperty(kForceOpenGl, true);
}

void FilmMapView::setRenderer(Renderer renderer)
{
    const bool wanted =
        renderer == Renderer::OpenGl || (renderer == Renderer::Automatic && qApp->property(kForceOpenGl).toBool());
    if (wanted == (m_gl != nullptr))
        return;
    delete m_gl;
    m_gl = nullptr;
    if (wanted) {
        m_gl = new MapGlLayer([this](QPainter& painter) { paintAll(painter); }, this);
        m_gl->setGeometry(rect());
        m_gl->show();
    }
    dropMarkers();
}

void FilmMapView::dropMarkers()
{
    m_markersValid = false;
    m_raster.invalidate();
    refresh();
}

void FilmMapView::dropLabels()
{
    m_labelsValid = false;
    refresh();
}

void FilmMapView::prepareMarkers()
{
    const double ratio = devicePixelRatioF();
    const MapStyle style = MapStyle::of(palette());
    if (!m_markersValid) {
        std::vector<float> radii = m_radii;
        for (float& radius : radii)
            radius *= static_cast<float>(markerScale());
        m_markers = MapPoints(*m_scene, radii, m_dimmed, selectedRows(), style, ratio);
        std::vector<float> x;
        std::vector<float> y;
        coordinates(x, y); // not those of the scene where it has moved
        m_markers.move(x, y);
        m_markersValid = true;
        m_raster.invalidate();
        if (m_gl)
            m_gl->dropTexture();
    }
    if (!m_hullsValid) {
        m_hulls.clear();
        if (m_scene->hulls) {
            std::vector<float> x;
            std::vector<float> y;
            coordinates(x, y);
            m_hulls = findHulls(x, y, m_scene->cluster, static_cast<int>(m_scene->clusters.size()));
        }
        m_hullsValid = true;
        m_labelsValid = false;
        m_raster.invalidate();
    }
}

void FilmMapView::prepareLabels(bool all)
{
    if (m_density == LabelDensity::None && m_hulls.empty()) {
        m_labels.clear();
        return;
    }
    const bool isBusy = m_moving && !all;
    if (!m_labelsValid && !isBusy) {
        MapLabels::Layout layout;
        layout.font = titleFont(font());
        layout.spacing = labelSpacing(m_density);
        layout.baseScale = baseScale();
        layout.fitScale = fitScale();
        layout.markerScale = markerScale();
        layout.titles = m_density != LabelDensity::None;
        m_labels.lay(m_points, m_radii, m_dimmed, m_hulls, layout);
        m_laidFitScale = layout.fitScale;
        m_labelsValid = true;
    }
    if (isBusy) {
        m_labels.follow(m_camera, m_points);
        return;
    }
    const auto budget = all ? std::chrono::microseconds::max() : std::chrono::microseconds(kLabelBudget);
    if (!m_labels.prepare(m_camera.scale, budget) && !m_moreTimer.isActive())
        m_moreTimer.start(0, this);
    std::vector<std::int32_t> first;
    if (m_current >= 0)
        first.push_back(m_current);
    for (std::size_t i = 0; i < std::min(kSelectedTitles, m_selection.size()); ++i) {
        if (m_selection[i] != m_current)
            first.push_back(m_selection[i]);
    }
    m_labels.place(m_camera, first);
}

void FilmMapView::timerEvent(QTimerEvent* event)
{
    if (event->timerId() == m_moreTimer.timerId()) {
        m_moreTimer.stop(); // the next frame starts it again if need be
        refresh();
    } else if (event->timerId() == m_restTimer.timerId()) {
        m_restTimer.stop();
        m_moving = false;
        m_hullsValid = false;
        dropLabels();
    } else {
        QWidget::timerEvent(event);
    }
}

void FilmMapView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange) {
        layOut();
        dropLabels();
        dropMarkers();
    }
}

void FilmMapView::resizeEvent(QResizeEvent*)
{
    if (m_gl)
        m_gl->setGeometry(rect());
    layOut();
    refresh();
}

// Painting

void FilmMapView::paintEvent(QPaintEvent*)
{
    if (m_gl)
        return; // it covers all of this
    QPainter painter(this);
    paintAll(painter);
}

void FilmMapView::paintAll(QPainter& painter)
{
    if (m_scene) {
        const double ratio = devicePixelRatioF();
        if (m_markersRatio != ratio)
            m_markersValid = false;
        m_markersRatio = ratio;
        prepareMarkers();
        prepareLabels(false);
        const QSize pixels(static_cast<int>(std::ceil(m_camera.viewport.width() * ratio)),
                           static_cast<int>(std::ceil(m_camera.viewport.height() * ratio)));
        const MapPixels frame = MapPixels::of(m_camera, ratio);
        m_raster.update(
            pixels, ratio, frame, [&](QPainter& ground, const QRect& clip) { paintGround(ground, frame, clip, ratio); },
            m_gl ? nullptr : &m_markers);
        painter.drawImage(QPoint(0, 0), m_raster.image());
        if (m_gl) {
            painter.end();
            m_gl->drawPoints(m_markers, frame, pixels, ratio);
            painter.begin(m_gl);
        }
        painter.setRenderHint(QPainter::Antialiasing);
        painter.save();
        painter.setClipRect(m_camera.viewport);
        paintTrails(painter);
        m_labels.paint(painter, m_camera, MapStyle::of(palette()), ratio);
        if (m_outdated)
            paintOutdated(painter);
        paintOverlays(painter);
        paintDrag(painter);
        painter.restore();
        paintFooter(painter);
        paintHover(painter);
    } else {
        painter.fillRect(rect(), palette().color(QPalette::Base));
        paintEmpty(painter);
    }
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(MapStyle::of(palette()).accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

void FilmMapView::paintGround(QPainter& painter, const MapPixels& frame, const QRect& clip, double ratio) const
{
    const MapStyle style = MapStyle::of(palette());
    painter.fillRect(clip, style.background);
    const QPointF origin(frame.originX, frame.originY);
    paintAxes(painter, origin, QRectF(clip), style);
    const double opacity = hullOpacity(m_camera.scale / fitScale());
    if (opacity <= 0)
        return;
    std::vector<bool> emphasis;
    if (m_isolated >= 0) {
        emphasis.resize(m_scene->clusters.size());
        emphasis[static_cast<std::size_t>(m_isolated)] = true;
    }
    paintHulls(painter, *m_scene, m_hulls, origin, frame.scale, opacity, ratio, emphasis, style);
}

void FilmMapView::paintEmpty(QPainter& painter) const
{
    const MapStyle style = MapStyle::of(palette());
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    const QRect area = rect().adjusted(32, 32, -32, -32);
    constexpr int kFlags = Qt::AlignHCenter | Qt::TextWordWrap;
    const int titleHeight = QFontMetrics(large).boundingRect(area, kFlags, m_emptyTitle).height();
    const int hintHeight = fontMetrics().boundingRect(area, kFlags, m_emptyHint).height();
    const int top = area.top() + qMax(0, (area.height() - titleHeight - 8 - hintHeight) / 2);
    painter.setFont(large);
    painter.setPen(style.text);
    painter.drawText(QRect(area.left(), top, area.width(), titleHeight), kFlags, m_emptyTitle);
    painter.setFont(font());
    painter.setPen(style.mutedText);
    painter.drawText(QRect(area.left(), top + titleHeight + 8, area.width(), hintHeight), kFlags, m_emptyHint);
}

void FilmMapView::paintOutdated(QPainter& painter) const
{
    const MapStyle style = MapStyle::of(palette());
    QColor veil = style.background;
    veil.setAlphaF(0.6F);
    painter.fillRect(m_camera.viewport, veil);
    const QString text = tr("Map of the run before");
    QRectF frame(0, 0, QFontMetricsF(font()).horizontalAdvance(text) + 20, fontMetrics().height() + 8);
    frame.moveTopLeft(m_camera.viewport.topLeft() + QPointF(8.5, 8.5));
    painter.setPen(QPen(style.grid, 1));
    painter.setBrush(style.background);
    painter.drawRect(frame);
    painter.setFont(font());
    painter.setPen(style.text);
    painter.drawText(frame, Qt::AlignCenter, text);
}

void FilmMapView::paintFooter(QPainter& painter) const
{
    const MapStyle style = MapStyle::of(palette());
    const QRectF strip(0, m_camera.viewport.bottom(), width(), height() - m_camera.viewport.bottom());
    painter.fillRect(strip, style.background);
    painter.setPen(QPen(style.grid, 1));
    painter.drawLine(QLineF(strip.left(), strip.top() + 0.5, strip.right(), strip.top() + 0.5));
    painter.setFont(font());
    painter.setPen(style.mutedText);
    const QRectF line = strip.adjusted(12, 0, -12, 0);
    const QString count = countText();
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, count);
    const QFontMetricsF metrics(font());
    // The longest form that there is room for.
    for (const QString& axes : m_scene->axesTexts) {
        if (metrics.horizontalAdvance(count) + metrics.horizontalAdvance(axes) + 16 < line.width()) {
            painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, axes);
            break;
        }
    }
}

void FilmMapView::paintOverlays(QPainter& painter) const
{
    const MapStyle style = MapStyle::of(palette());
    const auto ring = [&](int row, double gap, double width, const QColor& colour) {
        const auto r = static_cast<std::size_t>(row);
        const QPointF at = m_camera.toScreen(m_points[r]);
        const double radius = static_cast<double>(m_radii[r]) * markerScale() + gap;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(style.background, width + 2));
        painter.drawEllipse(at, radius, radius);
        painter.setPen(QPen(colour, width));
        painter.drawEllipse(at, radius, radius);
    };
    for (const std::int32_t row : m_hits)
        ring(row, 3, 1.5, style.text);
    if (m_hovered >= 0)
        ring(m_hovered, 3, 1.5, style.text);
    if (m_current < 0)
        return;
    const auto r = static_cast<std::size_t>(m_current);
    const double radius = static_cast<double>(m_radii[r]) * markerScale();
    paintMarker(painter, m_camera.toScreen(m_points[r]), markerLook(*m_scene, m_current, radius, style), style);
    ring(m_current, 4, 2.5, style.text);
}

void FilmMapView::paintTrails(QPainter& painter) const
{
    const MapStyle style = MapStyle::of(palette());
    for (const MapTrail& trail : m_trails) {
        const auto r = static_cast<std::size_t>(trail.row);
        QColor colour = QColor::fromRgb(m_scene->colours[m_scene->colour[r]].on(style.dark));
        QPolygonF line;
        for (const QPointF& p : trail.points)
            line << m_camera.toScreen(p);
        line << m_camera.toScreen(m_points[r]);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(style.background, 4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(line);
        // Paler where it began.
        for (qsizetype i = 1; i < line.size(); ++i) {
            colour.setAlphaF(0.25F + 0.75F * static_cast<float>(i) / static_cast<float>(line.size()));
            painter.setPen(QPen(colour, 2, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(line[i - 1], line[i]);
        }
        painter.setPen(QPen(style.background, 1));
        painter.setBrush(colour);
        painter.drawEllipse(line.first(), 3, 3);
    }
}

void FilmMapView::paintDrag(QPainter& painter) const
{
    if (m_outline.size() < 2 || (m_drag != Drag::Rectangle && m_drag != Drag::Lasso))
        return;
    const MapStyle style = MapStyle::of(palette());
    QColor fill = style.accent;
    fill.setAlphaF(0.12F);
    painter.setBrush(fill);
    painter.setPen(QPen(style.accent, 1.5, m_drag == Drag::Lasso ? Qt::DashLine : Qt::SolidLine));
    painter.drawPolygon(m_outline);
}

void FilmMapView::paintHover(QPainter& painter) const
{
    if (m_hovered < 0)
        return;
    QFont bold = font();
    bold.setBold(true);
    const QString facts = filmFacts(m_hovered);
    const QFontMetricsF boldMetrics(bold);
    const QFontMetricsF metrics(font());
    const QString name = boldMetrics.elidedText(title(m_hovered), Qt::ElideRight, qMax(80, width() - 48));
    const QSizeF box(qMax(boldMetrics.horizontalAdvance(name), metrics.horizontalAdvance(facts)) + 20,
                     boldMetrics.height() + metrics.height() + 14);
    const QPointF at = m_camera.toScreen(m_points[static_cast<std::size_t>(m_hovered)]);
    QRectF frame(at + QPointF(14, 14), box);
    if (frame.right() > width() - 4)
        frame.moveRight(at.x() - 14);
    if (frame.bottom() > height() - 4)
        frame.moveBottom(at.y() - 14);
    frame.moveLeft(qMax(4.0, frame.left()));
    frame.moveTop(qMax(4.0, frame.top()));

    painter.setPen(QPen(palette().color(QPalette::Mid), 1));
    painter.setBrush(palette().color(QPalette::ToolTipBase));
    painter.drawRoundedRect(frame, 4, 4);
    const QRectF inner = frame.adjusted(10, 6, -10, -6);
    painter.setPen(palette().color(QPalette::ToolTipText));
    painter.setFont(bold);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, name);
    painter.setFont(font());
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignBottom, facts);
}

} // namespace matinee::ui
