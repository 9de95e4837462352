// What FilmMapView does with mouse, keys and gestures.
#include "ui/map/film_map_view.h"

#include <QApplication>
#include <QGestureEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPinchGesture>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace matinee::ui {

namespace {

constexpr double kPanStep = 0.15;  // of the viewport, by a key
constexpr double kLassoStep = 2.5; // pixels between the corners of a lasso

QPolygonF rectangleOf(const QPointF& a, const QPointF& b)
{
    return QPolygonF{a, QPointF(b.x(), a.y()), b, QPointF(a.x(), b.y())};
}

} // namespace

bool FilmMapView::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::ToolTip:
        // The map shows its own label at the pointer; the tool tip is there for assistive technology only.
        return true;
    case QEvent::NativeGesture:
        return zoomNatively(*event) || QWidget::event(event);
    case QEvent::Gesture:
        return pinch(*event) || QWidget::event(event);
    default:
        return QWidget::event(event);
    }
}

bool FilmMapView::zoomNatively(const QEvent& event)
{
    const auto& gesture = static_cast<const QNativeGestureEvent&>(event);
    if (gesture.gestureType() != Qt::ZoomNativeGesture)
        return false;
    zoomBy(std::max(0.1, 1 + gesture.value()), gesture.position());
    return true;
}

bool FilmMapView::pinch(const QEvent& event)
{
    const auto& gestures = static_cast<const QGestureEvent&>(event);
    const auto* gesture = static_cast<const QPinchGesture*>(gestures.gesture(Qt::PinchGesture));
    if (!gesture)
        return false;
    if (gesture->changeFlags() & QPinchGesture::ScaleFactorChanged)
        zoomBy(gesture->scaleFactor(), mapFromGlobal(gesture->centerPoint()));
    return true;
}

void FilmMapView::setTool(Tool tool)
{
    if (tool == m_tool)
        return;
    m_tool = tool;
    showCursor();
    Q_EMIT toolChanged();
}

void FilmMapView::showCursor()
{
    if (m_drag == Drag::Pan)
        setCursor(Qt::ClosedHandCursor);
    else if (m_drag != Drag::None)
        setCursor(Qt::CrossCursor);
    else if (m_hovered >= 0)
        setCursor(Qt::PointingHandCursor);
    else if (m_tool != Tool::Pan && m_scene)
        setCursor(Qt::CrossCursor);
    else
        unsetCursor();
}

void FilmMapView::setHovered(int row)
{
    if (row == m_hovered)
        return;
    m_hovered = row;
    setToolTip(row < 0 ? QString() : title(row) + QLatin1Char('\n') + filmFacts(row));
    showCursor();
    refresh();
}

void FilmMapView::leaveEvent(QEvent*)
{
    setHovered(-1);
}

void FilmMapView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_scene)
        return;
    m_isPressed = true;
    m_pressed = event->position();
    m_lastDrag = m_pressed;
    m_drag = Drag::None;
}

void FilmMapView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_scene)
        return;
    const QPointF position = event->position();
    if (!(event->buttons() & Qt::LeftButton)) {
        setHovered(rowAt(position));
        return;
    }
    if (!m_isPressed)
        return;
    if (m_drag == Drag::None && (position - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        if (event->modifiers() & Qt::ShiftModifier)
            m_drag = Drag::Rectangle;
        else if (event->modifiers() & Qt::AltModifier)
            m_drag = Drag::Lasso;
        else
            m_drag = m_tool == Tool::Pan ? Drag::Pan : m_tool == Tool::Lasso ? Drag::Lasso : Drag::Rectangle;
        m_outline = QPolygonF{m_pressed};
        m_hovered = -1;
        showCursor();
    }
    switch (m_drag) {
    case Drag::None:
        return;
    case Drag::Pan: {
        const QPointF moved = (position - m_lastDrag) / m_camera.scale;
        setCamera(m_camera.centre - QPointF(moved.x(), -moved.y()), m_camera.scale);
        m_lastDrag = position;
        return;
    }
    case Drag::Rectangle:
        m_outline = rectangleOf(m_pressed, position);
        break;
    case Drag::Lasso:
        if ((position - m_outline.last()).manhattanLength() >= kLassoStep)
            m_outline << position;
        break;
    }
    refresh();
}

void FilmMapView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_scene || !m_isPressed)
        return;
    const bool change = event->modifiers() & Qt::ControlModifier;
    if (m_drag == Drag::Rectangle || m_drag == Drag::Lasso) {
        selectOutlined(change);
    } else if (m_drag == Drag::None && m_camera.viewport.contains(event->position())) {
        // A click beside every film keeps the selection: a slip of the hand should not lose it.
        if (const int row = rowAt(event->position()); row >= 0) {
            if (change)
                toggleSelection({row});
            selectRow(row);
        }
    }
    m_isPressed = false;
    m_drag = Drag::None;
    m_outline.clear();
    m_hovered = -1;
    showCursor();
    setHovered(rowAt(event->position()));
    refresh();
}

void FilmMapView::selectOutlined(bool change)
{
    const std::vector<std::int32_t> rows = rowsIn(m_outline);
    if (change)
        toggleSelection(rows);
    else
        setSelection(rows);
}

void FilmMapView::toggleSelection(const std::vector<std::int32_t>& rows)
{
    // What is selected as a whole is taken out; otherwise what is missing comes in.
    std::vector<std::int32_t> result;
    if (std::ranges::includes(m_selection, rows))
        std::ranges::set_difference(m_selection, rows, std::back_inserter(result));
    else
        std::ranges::set_union(m_selection, rows, std::back_inserter(result));
    setSelection(std::move(result));
}

void FilmMapView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_scene)
        return;
    m_isPressed = true;
    m_pressed = m_lastDrag = event->position();
    if (const int row = rowAt(event->position()); row >= 0) {
        selectRow(row);
        Q_EMIT itemActivated(m_selectedItem);
    } else {
        fit();
    }
}

void FilmMapView::wheelEvent(QWheelEvent* event)
{
    if (!m_scene || !m_camera.viewport.contains(event->position()))
        return;
    zoomBy(std::pow(2.0, event->angleDelta().y() / 240.0), event->position());
    setHovered(rowAt(event->position()));
    event->accept();
}

void FilmMapView::keyPressEvent(QKeyEvent* event)
{
    if (!m_scene) {
        QWidget::keyPressEvent(event);
        return;
    }
    const auto towards = [&](double x, double y) {
        if (event->modifiers() & Qt::ControlModifier) {
            const QPointF step(x * m_camera.viewport.width(), y * m_camera.viewport.height());
            setCamera(m_camera.centre + step * kPanStep / m_camera.scale, m_camera.scale);
        } else {
            selectTowards({x, y}, event->modifiers() & Qt::ShiftModifier);
        }
    };
    if (event->matches(QKeySequence::SelectAll)) {
        std::vector<std::int32_t> rows(m_points.size());
        std::iota(rows.begin(), rows.end(), 0);
        std::erase_if(rows, [this](std::int32_t row) { return isDimmed(row); });
        return setSelection(std::move(rows));
    }
    switch (event->key()) {
    case Qt::Key_Left:
        return towards(-1, 0);
    case Qt::Key_Right:
        return towards(1, 0);
    case Qt::Key_Up:
        return towards(0, 1);
    case Qt::Key_Down:
        return towards(0, -1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Minus: {
        const QPointF middle = m_camera.viewport.center();
        const QPointF at = m_current < 0 ? middle : m_camera.toScreen(m_points[static_cast<std::size_t>(m_current)]);
        const double factor = event->key() == Qt::Key_Minus ? M_SQRT1_2 : M_SQRT2;
        return zoomBy(factor, m_camera.viewport.contains(at) ? at : middle);
    }
    case Qt::Key_0:
    case Qt::Key_Home:
        return fit();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            Q_EMIT itemActivated(m_selectedItem);
        return;
    case Qt::Key_Escape:
        if (m_drag == Drag::Rectangle || m_drag == Drag::Lasso) {
            m_isPressed = false;
            m_drag = Drag::None;
            m_outline.clear();
            showCursor();
            return refresh();
        }
        selectRow(-1);
        setSelection({});
        setIsolatedCluster(-1);
        setIsolatedCategories({});
        setSearchHits({});
        Q_EMIT cleared();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace matinee::ui
