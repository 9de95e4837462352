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
            if (series.visible && !series.x.empty())
                names.append(CurveChart::tr("%1 (points: %2)").arg(series.name).arg(series.x.size()));
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
    const auto stops = chart().stops(true);
    if (stops.empty())
        return;
    const double wanted = value.toDouble();
    chart().setCrosshair(*std::min_element(stops.begin(), stops.end(), [wanted](double a, double b) {
        return std::abs(a - wanted) < std::abs(b - wanted);
    }));
}

QVariant CurveChartAccessible::maximumValue() const
{
    const auto stops = chart().stops(true);
    return stops.empty() ? 0.0 : stops.back();
}

QVariant CurveChartAccessible::minimumValue() const
{
    const auto stops = chart().stops(true);
    return stops.empty() ? 0.0 : stops.front();
}

QVariant CurveChartAccessible::minimumStepSize() const
{
    const auto stops = chart().stops(false);
    return stops.size() < 2 ? 0.0 : stops[1] - stops[0];
}

} // namespace matinee::ui
