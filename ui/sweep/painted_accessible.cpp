#include "ui/sweep/painted_accessible.h"

#include "ui/sweep/heat_map.h"
#include "ui/sweep/importance_bars.h"
#include "ui/sweep/parallel_coordinates.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace matinee::ui {

namespace {

class PaintedAccessible : public QAccessibleWidget
{
public:
    explicit PaintedAccessible(QWidget* view)
        : QAccessibleWidget(view, QAccessible::Chart)
    {}

    QString text(QAccessible::Text kind) const override
    {
        if (kind != QAccessible::Value && kind != QAccessible::Help)
            return QAccessibleWidget::text(kind);
        const bool isHelp = kind == QAccessible::Help;
        if (const auto* lines = qobject_cast<const ParallelCoordinates*>(widget()))
            return isHelp
                       ? ParallelCoordinates::tr("Left and Right choose an axis; Up and Down brush it, with Shift the "
                                                 "brush grows and shrinks; Delete removes the brush, Escape all; "
                                                 "Control with Left and Right moves the axis.")
                       : lines->brushText();
        if (const auto* map = qobject_cast<const HeatMap*>(widget()))
            return isHelp ? HeatMap::tr("Arrow keys go from cell to cell; Enter chooses the best trial of the cell.")
                          : map->currentText();
        if (const auto* bars = qobject_cast<const ImportanceBars*>(widget()))
            return isHelp ? QString() : bars->summary();
        return QAccessibleWidget::text(kind);
    }
};

QAccessibleInterface* create(const QString&, QObject* object)
{
    if (qobject_cast<ParallelCoordinates*>(object) || qobject_cast<HeatMap*>(object) ||
        qobject_cast<ImportanceBars*>(object))
        return new PaintedAccessible(static_cast<QWidget*>(object));
    return nullptr;
}

} // namespace

void installPaintedAccessibility()
{
    QAccessible::installFactory(create); // Qt keeps one of each
}

} // namespace matinee::ui
