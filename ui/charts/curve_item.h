#pragma once

#include "ui/charts/axis_scale.h"
#include "ui/charts/decimate.h"
#include "ui/charts/line_series.h"

#include <QFont>
#include <QGraphicsItem>

#include <optional>
#include <vector>

namespace matinee::ui {

/// What a chart is drawn with.
struct ChartColours
{
    QColor background;
    QColor text;
    QColor muted;
    QColor grid;
    bool dark = false;

    static ChartColours fromPalette(const QPalette& palette);
    /// Of figures on paper, whatever the window looks like.
    static ChartColours paper();
};

/// All that the curve item draws.
struct CurveData
{
    std::vector<LineSeries> series;
    std::vector<ReferenceLine> references;
    std::vector<Annotation> annotations;
    AxisScale x;
    AxisScale y;
    std::optional<double> crosshair; ///< x
    ChartColours colours;
    QFont font;
};

/// A word in the plot area.
struct CurveLabel
{
    QRectF place;
    QString text;
    QColor colour;
};

/// Paints the curves over a chart's plot area: from all the points, at most two for each pixel column. Points that are
/// not finite are marked by a triangle at the upper edge.
class CurveItem : public QGraphicsItem
{
public:
    CurveItem(const CurveData& data, QGraphicsItem* parent);

    void setArea(const QRectF& area);
    const QRectF& area() const { return m_area; }
    QPointF position(double x, double y) const;
    double xAt(double pixel) const { return m_data.x.valueAt((pixel - m_area.left()) / m_area.width()); }
    double yAt(double pixel) const { return m_data.y.valueAt((m_area.bottom() - pixel) / m_area.height()); }

    /// The words in the plot area, placed clear of each other and, where there is room, of the curves.
    std::vector<CurveLabel> labels() const;

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintReferences(QPainter& painter) const;
    void addReferenceLabels(std::vector<CurveLabel>& labels) const;
    void addAnnotationLabels(std::vector<CurveLabel>& labels) const;
    void paintSeries(QPainter& painter, const LineSeries& series, int columns) const;
    void paintBroken(QPainter& painter, int columns) const;
    void paintAnnotations(QPainter& painter) const;
    void paintCrosshair(QPainter& painter) const;
    void paintPlate(QPainter& painter, const CurveLabel& label) const;
    bool coversCurve(const QRectF& place) const;

    const CurveData& m_data;
    QRectF m_area;
};

/// The point of a series that is nearest to x; none for an empty series.
std::optional<std::size_t> nearestPoint(const LineSeries& series, double x);

} // namespace matinee::ui
