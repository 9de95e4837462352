#pragma once

#include "ui/charts/curve_item.h"
#include "ui/charts/x_axis.h"

#include <QChart>
#include <QVariantAnimation>

class QCategoryAxis;

namespace matinee::ui {

/// A chart of curves: Qt Charts draws axes, grid, titles and legend, a CurveItem the curves. For the window
/// (CurveChart) and for figures (paintCurves). Changes show after refresh().
class CurvePlot : public QChart
{
    Q_OBJECT

public:
    explicit CurvePlot(QGraphicsItem* parent = nullptr);

    void setColours(const ChartColours& colours);
    void setTextFont(const QFont& font);
    void setAxisTitles(const QString& x, const QString& y);

    const CurveData& data() const { return m_data; }
    void setSeries(std::vector<LineSeries> series);
    /// For appending points; call refresh() afterwards, setSeries() to change anything else.
    std::vector<LineSeries>& series() { return m_data.series; }
    void setReferences(std::vector<ReferenceLine> references);
    void setAnnotations(std::vector<Annotation> annotations);
    void setChanges(std::vector<ChangeLine> changes);
    void setBands(std::vector<Band> bands);

    /// What x is; another one shows everything.
    void setXAxis(XAxis axis);
    XAxis xAxis() const { return m_axis; }
    /// Where x is not above zero nothing can be shown then.
    void setLogarithmicX(bool logarithmic);

    /// The x range that everything visible fits in, e.g. all the epochs that will run; the curves may widen it. Without
    /// one the curves decide.
    void setExtent(double minimum, double maximum);
    void clearExtent();
    void setLogarithmic(bool logarithmic);
    bool isLogarithmic() const { return m_logarithmic; }

    /// Shows a part of the x axis, with the y axis fitted to what is there.
    void showX(double minimum, double maximum);
    void showRectangle(double left, double right, double bottom, double top);
    void showAll();
    bool isZoomed() const { return m_zoomX.has_value(); }
    /// The part of the x axis that is shown, as another plot has it; none: everything. Not told by zoomed().
    const std::optional<AxisScale>& zoom() const { return m_zoomX; }
    void setZoom(const std::optional<AxisScale>& zoom);

    void setCrosshair(std::optional<double> x);

    /// While it is held the y axis only grows, and not without bounds: curves that come and go do not make it jump. Let
    /// go, it moves to what fits, without a jump where the style has animations.
    void setHeld(bool held);

    /// Where the plot area begins by what its labels need, and where it is made to begin, further right.
    double naturalLeft() const { return plotArea().left() - m_indent; }
    void setLeft(double left);

    CurveItem& item() const { return *m_item; }
    /// Brings axes and legend up to date, as far as they changed, and asks for a repaint.
    void refresh();

Q_SIGNALS:
    /// A person has chosen another part of the x axis.
    void zoomed();

private:
    std::vector<Tick> ticksX(const AxisScale& scale, int wanted) const;
    AxisScale fullX() const;
    AxisScale fittedY(const AxisScale& x) const;
    AxisScale shownY(const AxisScale& fitted) const;
    void setAxis(QCategoryAxis& axis, AxisScale& current, const AxisScale& wanted, const std::vector<Tick>& marks);
    void updateLegend();

    CurveData m_data;
    CurveItem* m_item;
    QCategoryAxis* m_xAxis;
    QCategoryAxis* m_yAxis;
    XAxis m_axis = XAxis::Epoch;
    std::optional<std::pair<double, double>> m_extent = std::pair(0.0, 1.0);
    bool m_logarithmic = false;
    bool m_logarithmicX = false;
    int m_indent = 0; ///< of the plot area, beside that of another plot
    std::optional<AxisScale> m_zoomX;
    std::optional<AxisScale> m_zoomY;
    std::optional<AxisScale> m_held;    ///< the y axis when it was held
    std::optional<AxisScale> m_leaving; ///< the y axis when it was let go
    QVariantAnimation m_settling;
};

} // namespace matinee::ui
