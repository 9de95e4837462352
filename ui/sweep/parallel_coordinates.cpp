#include "ui/sweep/parallel_coordinates.h"

#include "ui/sweep/painted_accessible.h"

#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr double kGrab = 10;    ///< so near an axis it is the axis that is meant
constexpr double kEndGrab = 5;  ///< so near the end of a brush it is the end
constexpr double kLineGrab = 6; ///< so near a line it is the line
constexpr double kNudge = 0.05;
constexpr double kFirstBrush = 0.25; ///< of the axis, when made by key
constexpr double kShortestBrush = 0.01;

} // namespace

ParallelCoordinates::ParallelCoordinates(QWidget* parent)
    : QWidget(parent)
{
    installPaintedAccessibility();
    setObjectName(QStringLiteral("parallelCoordinates"));
    setAccessibleName(tr("Parallel coordinates"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

QSize ParallelCoordinates::sizeHint() const
{
    return {640, 220};
}

QSize ParallelCoordinates::minimumSizeHint() const
{
    return {240, fontMetrics().height() * 8};
}

void ParallelCoordinates::setAxes(std::vector<ParallelAxis> axes)
{
    const auto sameKeys = std::ranges::equal(axes, m_axes, {}, &ParallelAxis::key, &ParallelAxis::key);
    std::vector<std::optional<Brush>> brushes(axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const auto before = std::ranges::find(m_axes, axes[i].key, &ParallelAxis::key);
        if (before != m_axes.end())
            brushes[i] = m_brushes[static_cast<std::size_t>(before - m_axes.begin())];
    }
    m_brushes = std::move(brushes);
    if (!sameKeys) {
        m_order.resize(axes.size());
        for (std::size_t i = 0; i < axes.size(); ++i)
            m_order[i] = static_cast<int>(i);
        m_currentAxis = 0;
        m_drag = Drag::None;
        m_lines.clear(); // their places are of other axes
        m_hoveredLine = -1;
    }
    m_axes = std::move(axes);
    forgetLayers();
    accept();
}

void ParallelCoordinates::setLines(std::vector<ParallelLine> lines)
{
    m_lines = std::move(lines);
    m_hoveredLine = -1;
    forgetLayers();
    accept();
}

void ParallelCoordinates::accept()
{
    std::vector<char> accepted(m_lines.size(), 1);
    for (std::size_t axis = 0; axis < m_axes.size(); ++axis) {
        if (!m_brushes[axis])
            continue;
        const auto [low, high] = *m_brushes[axis];
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const double place = m_lines[i].places[axis];
            if (!(place >= low && place <= high)) // nor where there is no place
                accepted[i] = 0;
        }
    }
    const bool changed = accepted != m_accepted;
    m_accepted = std::move(accepted);
    if (changed) {
        m_passed = {};
        Q_EMIT brushChanged();
    }
    update();
}

void ParallelCoordinates::setBrush(int axis, std::optional<Brush> brush)
{
    auto& own = m_brushes[static_cast<std::size_t>(axis)];
    if (brush) {
        const auto [low, high] = std::minmax(brush->low, brush->high);
        brush = Brush{std::clamp(low, 0.0, 1.0), std::clamp(high, 0.0, 1.0)};
    }
    if (own == brush)
        return;
    own = brush;
    accept();
    notifyAccessibility();
}

void ParallelCoordinates::clearBrushes()
{
    std::ranges::fill(m_brushes, std::nullopt);
    accept();
    notifyAccessibility();
}

bool ParallelCoordinates::isBrushed() const
{
    return std::ranges::any_of(m_brushes, [](const auto& brush) { return brush.has_value(); });
}

void ParallelCoordinates::moveAxis(int position, int to)
{
    to = std::clamp(to, 0, static_cast<int>(m_order.size()) - 1);
    if (position == to)
        return;
    const int axis = axisOf(position);
    m_order.erase(m_order.begin() + position);
    m_order.insert(m_order.begin() + to, axis);
    m_currentAxis = to;
    forgetLayers();
    update();
    Q_EMIT orderChanged();
}

void ParallelCoordinates::setCurrentLine(int id)
{
    if (id == m_currentLine)
        return;
    m_currentLine = id;
    update();
}

void ParallelCoordinates::setEmptyText(const QString& text)
{
    m_emptyText = text;
    update();
}

QString ParallelCoordinates::brushText() const
{
    QStringList parts;
    for (const int axis : m_order) {
        const auto& brush = m_brushes[static_cast<std::size_t>(axis)];
        const auto& shown = m_axes[static_cast<std::size_t>(axis)];
        if (brush)
            //: %1 an axis, %2 and %3 the values it is brushed from and to
            parts.append(tr("%1 from %2 to %3").arg(shown.title, shown.text(brush->low), shown.text(brush->high)));
    }
    const auto passed = std::ranges::count(m_accepted, 1);
    if (parts.isEmpty())
        return tr("No brush; all %1 lines").arg(passed);
    return tr("%1: %2 of %3 lines").arg(parts.join(QStringLiteral(", "))).arg(passed).arg(m_lines.size());
}

void ParallelCoordinates::notifyAccessibility()
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(this, QAccessible::ValueChanged);
    QAccessible::updateAccessibility(&event);
}

void ParallelCoordinates::chooseAxis(int position)
{
    if (m_order.empty())
        return;
    m_currentAxis = std::clamp(position, 0, static_cast<int>(m_order.size()) - 1);
    update();
    notifyAccessibility();
}

void ParallelCoordinates::nudgeBrush(double shift, double growth)
{
    const int axis = axisOf(m_currentAxis);
    const auto& own = m_brushes[static_cast<std::size_t>(axis)];
    if (!own) {
        const bool isUpper = shift + growth > 0;
        setBrush(axis, Brush{isUpper ? 1 - kFirstBrush : 0, isUpper ? 1 : kFirstBrush});
        return;
    }
    const double length = std::clamp(own->high - own->low + growth, kShortestBrush, 1.0);
    const double low = std::clamp(own->low + shift, 0.0, 1 - length);
    setBrush(axis, Brush{low, low + length});
}

void ParallelCoordinates::keyPressEvent(QKeyEvent* event)
{
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    if (m_axes.empty() || event->modifiers().testFlag(Qt::AltModifier)) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int to = m_currentAxis + (event->key() == Qt::Key_Right ? 1 : -1);
        if (control)
            moveAxis(m_currentAxis, to);
        else
            chooseAxis(to);
        break;
    }
    case Qt::Key_Home:
        chooseAxis(0);
        break;
    case Qt::Key_End:
        chooseAxis(static_cast<int>(m_order.size()) - 1);
        break;
    case Qt::Key_Up:
        nudgeBrush(shift ? 0 : kNudge, shift ? kNudge : 0);
        break;
    case Qt::Key_Down:
        nudgeBrush(shift ? 0 : -kNudge, shift ? -kNudge : 0);
        break;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        setBrush(axisOf(m_currentAxis), std::nullopt);
        break;
    case Qt::Key_Escape:
        if (!isBrushed()) {
            event->ignore();
            return;
        }
        clearBrushes();
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    event->accept();
}

int ParallelCoordinates::axisNear(const QPointF& at) const
{
    if (at.y() < area().top() - kGrab || at.y() > area().bottom() + kGrab)
        return -1;
    for (int position = 0; position < static_cast<int>(m_order.size()); ++position)
        if (std::abs(at.x() - xAt(position)) <= kGrab)
            return position;
    return -1;
}

int ParallelCoordinates::titleAt(const QPointF& at) const
{
    for (int position = 0; position < static_cast<int>(m_order.size()); ++position)
        if (titleRect(position).contains(at))
            return position;
    return -1;
}

int ParallelCoordinates::lineNear(const QPointF& at) const
{
    int nearest = -1;
    double distance = kLineGrab;
    for (int position = 0; position + 1 < static_cast<int>(m_order.size()); ++position) {
        const double left = xAt(position);
        const double right = xAt(position + 1);
        if (at.x() < left || at.x() > right)
            continue;
        const double share = (at.x() - left) / (right - left);
        const auto from = static_cast<std::size_t>(axisOf(position));
        const auto to = static_cast<std::size_t>(axisOf(position + 1));
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            if (!m_accepted[i])
                continue;
            const double start = yAt(m_lines[i].places[from]);
            const double end = yAt(m_lines[i].places[to]);
            // Across the line, not straight down: steep lines are as easy to hit as flat ones.
            const double away = std::abs(start + share * (end - start) - at.y()) * (right - left) /
                                std::hypot(right - left, end - start);
            if (away <= distance) { // of those at one place the one on top
                distance = away;
                nearest = static_cast<int>(i);
            }
        }
    }
    return nearest;
}

void ParallelCoordinates::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_axes.empty()) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_pressed = event->position();
    if (const int title = titleAt(m_pressed); title >= 0) {
        m_drag = Drag::Title;
        m_draggedAxis = title;
        chooseAxis(title);
        return;
    }
    m_draggedAxis = axisNear(m_pressed);
    if (m_draggedAxis < 0) {
        if (const int line = lineNear(m_pressed); line >= 0)
            Q_EMIT lineChosen(m_lines[static_cast<std::size_t>(line)].id);
        return;
    }
    chooseAxis(m_draggedAxis);
    m_brushBefore = m_brushes[static_cast<std::size_t>(axisOf(m_draggedAxis))];
    m_drag = Drag::NewBrush;
    if (!m_brushBefore)
        return;
    const double y = m_pressed.y();
    if (std::abs(y - yAt(m_brushBefore->low)) <= kEndGrab)
        m_drag = Drag::LowEnd;
    else if (std::abs(y - yAt(m_brushBefore->high)) <= kEndGrab)
        m_drag = Drag::HighEnd;
    else if (y < yAt(m_brushBefore->low) && y > yAt(m_brushBefore->high))
        m_drag = Drag::MoveBrush;
}

void ParallelCoordinates::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer = event->position();
    if (m_drag == Drag::None) {
        updateHover(m_pointer);
        return;
    }
    if (m_drag == Drag::Title) {
        const double spacing = m_order.size() > 1 ? xAt(1) - xAt(0) : 1;
        const double place = (m_pointer.x() - xAt(0)) / spacing;
        const int to = std::clamp(static_cast<int>(std::lround(place)), 0, static_cast<int>(m_order.size()) - 1);
        moveAxis(m_draggedAxis, to);
        m_draggedAxis = to;
        return;
    }
    const double from = placeAt(m_pressed.y());
    const double to = placeAt(m_pointer.y());
    const int axis = axisOf(m_draggedAxis);
    switch (m_drag) {
    case Drag::NewBrush:
        if (std::abs(m_pointer.y() - m_pressed.y()) >= QApplication::startDragDistance() / 2.0)
            setBrush(axis, Brush{from, to});
        break;
    case Drag::LowEnd:
        setBrush(axis, Brush{to, m_brushBefore->high});
        break;
    case Drag::HighEnd:
        setBrush(axis, Brush{m_brushBefore->low, to});
        break;
    case Drag::MoveBrush: {
        const double length = m_brushBefore->high - m_brushBefore->low;
        const double low = std::clamp(m_brushBefore->low + to - from, 0.0, 1 - length);
        setBrush(axis, Brush{low, low + length});
        break;
    }
    default:
        break;
    }
}

void ParallelCoordinates::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const bool clicked = std::abs(event->position().y() - m_pressed.y()) < QApplication::startDragDistance() / 2.0;
    if (m_drag == Drag::NewBrush && clicked)
        setBrush(axisOf(m_draggedAxis), std::nullopt);
    m_drag = Drag::None;
    updateHover(event->position());
    update();
}

void ParallelCoordinates::mouseDoubleClickEvent(QMouseEvent*)
{
    m_drag = Drag::None;
    clearBrushes();
}

void ParallelCoordinates::updateHover(const QPointF& at)
{
    const int title = titleAt(at);
    const int axis = axisNear(at);
    const int line = title < 0 && axis < 0 ? lineNear(at) : -1;
    setCursor(title >= 0  ? Qt::OpenHandCursor
              : axis >= 0 ? Qt::SizeVerCursor
              : line >= 0 ? Qt::PointingHandCursor
                          : Qt::ArrowCursor);
    if (line == m_hoveredLine)
        return;
    m_hoveredLine = line;
    update();
}

void ParallelCoordinates::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hoveredLine = -1;
    update();
}

bool ParallelCoordinates::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QString text;
    if (const int title = titleAt(help->pos()); title >= 0) {
        text = tr("%1\nDrag to move the axis").arg(m_axes[static_cast<std::size_t>(axisOf(title))].title);
    } else if (const int near = axisNear(help->pos()); near >= 0) {
        const auto& axis = m_axes[static_cast<std::size_t>(axisOf(near))];
        text = tr("%1 %2\nDrag to brush").arg(axis.title, axis.text(placeAt(help->pos().y())));
    } else if (m_hoveredLine >= 0) {
        const auto& line = m_lines[static_cast<std::size_t>(m_hoveredLine)];
        QStringList rows{tr("Trial %1").arg(line.id)};
        for (const int axis : m_order) {
            const auto& shown = m_axes[static_cast<std::size_t>(axis)];
            if (const double place = line.places[static_cast<std::size_t>(axis)]; std::isfinite(place))
                rows.append(tr("%1 %2").arg(shown.title, shown.text(place)));
        }
        text = rows.join(QLatin1Char('\n'));
    }
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), text, this);
    return true;
}

void ParallelCoordinates::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        forgetLayers();
        update();
    }
}

void ParallelCoordinates::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    forgetLayers();
}

void ParallelCoordinates::forgetLayers()
{
    m_all = {};
    m_passed = {};
}

} // namespace matinee::ui
