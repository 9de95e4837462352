#include "ui/charts/curve_chart_accessible.h"

#include "ui/charts/curve_chart.h"

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    if (auto* chart = qobject_cast<CurveChart*>(object))
        return new CurveChartAccessible(chart);
    return nullptr;
}

} // namespace

CurveChartAccessible::CurveChartAccessible(CurveChart* chart)
    : QAccessibleWidget(chart, QAccessible::Chart)
{}

void CurveChartAccessible::install()
{
    QAccessible::installFactory(makeInterface);
}

CurveChart& CurveChartAccessible::chart() const
{
    return *static_cast<CurveChart*>(widget());
}

QString CurveChartAccessible::text(QAccessible::Text type) const
{
    if (type == QAccessible::Value)
        return chart().readoutText();
    if (type == QAccessible::Description) {
        QStringList names;
        for (const auto& series : chart().plot().data().series) {
            if (series.visible && !series.isEmpty())
                names.append(CurveChart::tr("%1 (points: %2)").arg(series.name).arg(series.size()));
        }
        for (const auto& reference : chart().plot().data().references)
            names.append(CurveChart::tr("%1 %2 (reference)").arg(reference.name, valueText(reference.y)));
        return names.join(QStringLiteral(", "));
    }
    return QAccessibleWidget::text(type);
}

void* CurveChartAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::ValueInterface)
        return static_cast<QAccessibleValueInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
}

QVariant CurveChartAccessible::currentValue() const
{
    return chart().crosshair() ? QVariant(*chart().crosshair()) : QVariant();
}

void CurveChartAccessible::setCurrentValue(const QVariant& value)
{
    const double wanted = value.toDouble();
    const auto below = chart().stop(wanted, -1, true);
    const auto above = chart().stop(wanted, 1, true);
    // A point at the very value is next to both of its neighbours.
    const auto at = below ? chart().stop(below, 1, true) : chart().stop(std::nullopt, 1, true);
    std::optional<double> nearest;
    for (const auto& candidate : {at, below, above}) {
        if (candidate && (!nearest || std::abs(*candidate - wanted) < std::abs(*nearest - wanted)))
            nearest = candidate;
    }
    if (nearest)
        chart().setCrosshair(nearest);
}

QVariant CurveChartAccessible::maximumValue() const
{
    return chart().stop(std::nullopt, -1, true).value_or(0.0);
}

QVariant CurveChartAccessible::minimumValue() const
{
    return chart().stop(std::nullopt, 1, true).value_or(0.0);
}

QVariant CurveChartAccessible::minimumStepSize() const
{
    const auto first = chart().stop(std::nullopt, 1, false);
    const auto second = first ? chart().stop(first, 1, false) : std::nullopt;
    return second ? *second - *first : 0.0;
}

} // namespace matinee::ui
