#include "ui/sweep/heat_map.h"

#include "ui/state/colours.h"
#include "ui/state/viridis.h"
#include "ui/sweep/painted_accessible.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr double kMargin = 8;
constexpr double kGap = 1; ///< between cells
constexpr double kBarWidth = 12;
constexpr int kBarSteps = 64;
/// Labels at the left take as much as the widest, but not more than this share of the width.
constexpr double kMostLabels = 0.3;

} // namespace

HeatMap::HeatMap(QWidget* parent)
    : QWidget(parent)
{
    installPaintedAccessibility();
    setObjectName(QStringLiteral("heatMap"));
    setAccessibleName(tr("Heat map"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize HeatMap::sizeHint() const
{
    return {320, 220};
}

QSize HeatMap::minimumSizeHint() const
{
    return {160, fontMetrics().height() * 8};
}

void HeatMap::setGrid(HeatGrid grid)
{
    m_grid = std::move(grid);
    m_column = std::clamp(m_column, 0, std::max(0, m_grid.x.cells - 1));
    m_row = std::clamp(m_row, 0, std::max(0, m_grid.y.cells - 1));
    update();
}

void HeatMap::setEmptyText(const QString& text)
{
    m_emptyText = text;
    update();
}

void HeatMap::setCurrentTrial(int trial)
{
    m_currentTrial = trial;
    update();
}

QString HeatMap::cellText(int column, int row) const
{
    const auto& cell = m_grid.at(column, row);
    const QString place =
        tr("%1 %2, %3 %4").arg(m_grid.x.title, m_grid.x.text(column), m_grid.y.title, m_grid.y.text(row));
    if (cell.trial < 0)
        return tr("%1: no trial").arg(place);
    const QString value = valueText(cell.value);
    //: %1 the cell's place, %2 the metric, %3 its value, %4 a trial's number
    return cell.trials == 1 ? tr("%1: %2 %3 in trial %4").arg(place, m_grid.value.title, value).arg(cell.trial)
                            //: %5 how many trials
                            : tr("%1: %2 %3 in trial %4, the best of %5")
                                  .arg(place, m_grid.value.title, value)
                                  .arg(cell.trial)
                                  .arg(cell.trials);
}

QString HeatMap::currentText() const
{
    return m_grid.isEmpty() ? m_emptyText : cellText(m_column, m_row);
}

QRectF HeatMap::barRect() const
{
    const double line = fontMetrics().height();
    const double labels = fontMetrics().horizontalAdvance(QStringLiteral("≥ 0.0000")) + 4;
    return {width() - kMargin - labels - kBarWidth, kMargin + line, kBarWidth,
            std::max(1.0, height() - 2 * kMargin - 3 * line - 4)};
}

QRectF HeatMap::area() const
{
    const auto metrics = fontMetrics();
    const double line = metrics.height();
    double labels = 0;
    for (const auto& label : m_grid.y.labels)
        labels = std::max<double>(labels, metrics.horizontalAdvance(label));
    const double left = kMargin + std::min(labels, width() * kMostLabels) + 6;
    const double top = kMargin + line + 4;
    const double right = barRect().left() - kMargin;
    return {left, top, std::max(1.0, right - left), std::max(1.0, height() - top - 2 * line - 6 - kMargin / 2)};
}

QRectF HeatMap::cellRect(int column, int row) const
{
    const auto box = area();
    const double width = box.width() / m_grid.x.cells;
    const double height = box.height() / m_grid.y.cells;
    return QRectF(box.left() + column * width, box.bottom() - (row + 1) * height, width, height)
        .adjusted(0, 0, -kGap, -kGap);
}

bool HeatMap::cellAt(const QPointF& at, int& column, int& row) const
{
    const auto box = area();
    if (m_grid.isEmpty() || !box.contains(at))
        return false;
    column = std::min(static_cast<int>((at.x() - box.left()) / box.width() * m_grid.x.cells), m_grid.x.cells - 1);
    row = std::min(static_cast<int>((box.bottom() - at.y()) / box.height() * m_grid.y.cells), m_grid.y.cells - 1);
    return true;
}

void HeatMap::moveTo(int column, int row)
{
    m_column = std::clamp(column, 0, m_grid.x.cells - 1);
    m_row = std::clamp(row, 0, m_grid.y.cells - 1);
    update();
    if (QAccessible::isActive()) {
        QAccessibleEvent event(this, QAccessible::ValueChanged);
        QAccessible::updateAccessibility(&event);
    }
}

void HeatMap::chooseTrial(int column, int row)
{
    if (const int trial = m_grid.at(column, row).trial; trial >= 0)
        Q_EMIT trialChosen(trial);
}

void HeatMap::keyPressEvent(QKeyEvent* event)
{
    if (m_grid.isEmpty() || event->modifiers() != Qt::NoModifier) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        moveTo(m_column - 1, m_row);
        break;
    case Qt::Key_Right:
        moveTo(m_column + 1, m_row);
        break;
    case Qt::Key_Up:
        moveTo(m_column, m_row + 1);
        break;
    case Qt::Key_Down:
        moveTo(m_column, m_row - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        chooseTrial(m_column, m_row);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void HeatMap::mousePressEvent(QMouseEvent* event)
{
    int column = 0;
    int row = 0;
    if (event->button() != Qt::LeftButton || !cellAt(event->position(), column, row))
        return;
    moveTo(column, row);
    chooseTrial(column, row);
}

bool HeatMap::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    int column = 0;
    int row = 0;
    if (cellAt(help->pos(), column, row))
        QToolTip::showText(help->globalPos(), cellText(column, row), this);
    else
        QToolTip::hideText();
    return true;
}

void HeatMap::paintSides(QPainter& painter) const
{
    const auto metrics = fontMetrics();
    const double line = metrics.height();
    const auto box = area();
    painter.setPen(mutedTextColour(palette()));
    // A label that would run into the one before is left out.
    double right = -1;
    const auto& x = m_grid.x;
    for (int i = 0; i < x.labels.size(); ++i) {
        const double centre = box.left() + box.width() * (x.hasEdges ? i : i + 0.5) / x.cells;
        QRectF place(0, box.bottom() + 2, metrics.horizontalAdvance(x.labels[i]), line);
        place.moveCenter({centre, place.center().y()});
        if (x.hasEdges) // the outermost ones would reach over the corners
            place.moveLeft(std::clamp(place.left(), box.left(), std::max(box.left(), box.right() - place.width())));
        if (place.left() < right + 6)
            continue;
        painter.drawText(place, Qt::AlignCenter, x.labels[i]);
        right = place.right();
    }
    double above = height();
    const auto& y = m_grid.y;
    for (int i = 0; i < y.labels.size(); ++i) {
        const double centre = box.bottom() - box.height() * (y.hasEdges ? i : i + 0.5) / y.cells;
        QRectF place(kMargin, centre - line / 2, box.left() - kMargin - 4, line);
        if (y.hasEdges)
            place.moveTop(std::clamp(place.top(), box.top(), std::max(box.top(), box.bottom() - line)));
        if (place.bottom() > above)
            continue;
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(y.labels[i], Qt::ElideRight, static_cast<int>(place.width())));
        above = place.top();
    }
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRectF(box.left(), box.bottom() + line + 2, box.width(), line), Qt::AlignCenter,
                     metrics.elidedText(x.title, Qt::ElideRight, static_cast<int>(box.width())));
    const QString best = tr("%1, best of each cell").arg(m_grid.value.title);
    const double all = width() - 2 * kMargin;
    const double share = std::min<double>(all / 2, metrics.horizontalAdvance(y.title));
    painter.drawText(QRectF(kMargin, kMargin / 2, share, line), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(y.title, Qt::ElideRight, static_cast<int>(share)));
    painter.setPen(mutedTextColour(palette()));
    const double left = all - share - kMargin;
    painter.drawText(QRectF(kMargin + all - left, kMargin / 2, left, line), Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(best, Qt::ElideRight, static_cast<int>(left)));
}

void HeatMap::paintCells(QPainter& painter) const
{
    const bool dark = isDark(palette());
    const auto metrics = fontMetrics();
    for (int row = 0; row < m_grid.y.cells; ++row) {
        for (int column = 0; column < m_grid.x.cells; ++column) {
            const auto& cell = m_grid.at(column, row);
            const auto box = cellRect(column, row);
            if (cell.trial < 0) {
                painter.fillRect(box, palette().color(QPalette::Base));
                painter.fillRect(box, QBrush(gridColour(palette()), Qt::BDiagPattern));
                continue;
            }
            const QColor colour = goodnessColour(goodness(m_grid.value, cell.value), dark);
            painter.fillRect(box, colour);
            QString text = valueText(cell.value);
            if (metrics.horizontalAdvance(text) > box.width() - 4)
                text = QLocale().toString(cell.value, 'g', 2);
            if (metrics.horizontalAdvance(text) > box.width() - 2 || metrics.height() > box.height())
                continue;
            painter.setPen(textColourOn(colour));
            painter.drawText(box, Qt::AlignCenter, text);
        }
    }
    const auto frame = [&](const QRectF& box, const QColor& colour) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette().color(QPalette::Base), 4));
        painter.drawRect(box.adjusted(1, 1, -1, -1));
        painter.setPen(QPen(colour, 2));
        painter.drawRect(box.adjusted(1, 1, -1, -1));
    };
    for (int row = 0; row < m_grid.y.cells && m_currentTrial >= 0; ++row)
        for (int column = 0; column < m_grid.x.cells; ++column)
            if (m_grid.at(column, row).trial == m_currentTrial)
                frame(cellRect(column, row), palette().color(QPalette::WindowText));
    if (hasFocus())
        frame(cellRect(m_column, m_row), accentColour(dark));
}

void HeatMap::paintBar(QPainter& painter) const
{
    const auto box = barRect();
    const bool dark = isDark(palette());
    const bool isMore = isMoreBetter(m_grid.value.key.toStdString());
    for (int step = 0; step < kBarSteps; ++step) {
        const double low = static_cast<double>(step) / kBarSteps;
        const double place = (step + 0.5) / kBarSteps;
        painter.fillRect(QRectF(box.left(), box.bottom() - box.height() * (low + 1.0 / kBarSteps), box.width(),
                                box.height() / kBarSteps + 1),
                         goodnessColour(isMore ? place : 1 - place, dark));
    }
    painter.setPen(mutedTextColour(palette()));
    const double line = fontMetrics().height();
    for (const auto& [place, text] : m_grid.value.ticks(2)) {
        if (place != 0 && place != 1)
            continue;
        painter.drawText(QRectF(box.right() + 4, place == 0 ? box.bottom() - line : box.top(), width(), line),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
    }
}

void HeatMap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (m_grid.isEmpty()) {
        painter.setPen(mutedTextColour(palette()));
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        paintCells(painter);
        paintSides(painter);
        paintBar(painter);
    }
    if (hasFocus()) {
        painter.setPen(QPen(accentColour(isDark(palette())), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

} // namespace matinee::ui
