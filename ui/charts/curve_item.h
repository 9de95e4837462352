#pragma once

#include "ui/charts/axis_scale.h"
#include "ui/charts/column_spans.h"
#include "ui/charts/decimate.h"
#include "ui/charts/line_series.h"

#include <QFont>
#include <QGraphicsItem>
#include <QImage>

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
    std::vector<ChangeLine> changes;
    std::vector<Band> bands;
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

/// Paints the curves over a chart's plot area: from all the points, at most two for each pixel column. Curves of many
/// points are painted by a ColumnCanvas where the device has pixels; that image is kept until something changes, so
/// that the crosshair moves over it at no cost. Points that are not finite are marked by a triangle at the upper edge.
class CurveItem : public QGraphicsItem
{
public:
    CurveItem(const CurveData& data, QGraphicsItem* parent);

    void setArea(const QRectF& area);
    const QRectF& area() const { return m_area; }
    QPointF position(double x, double y) const;
    double xAt(double pixel) const { return m_data.x.valueAt((pixel - m_area.left()) / m_area.width()); }
    double yAt(double pixel) const { return m_data.y.valueAt((m_area.bottom() - pixel) / m_area.height()); }

    /// Something of the data changed: paint anew, nothing kept.
    void invalidate();

    /// The words in the plot area, placed clear of each other and, where there is room, of the curves.
    std::vector<CurveLabel> labels() const;

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintReferences(QPainter& painter) const;
    void paintChanges(QPainter& painter) const;
    void paintBands(QPainter& painter) const;
    /// The curves of many points, by columns of the device's pixels.
    void paintDense(QPainter& painter);
    bool isDense(const LineSeries& series) const;
    void addChangeLabels(std::vector<CurveLabel>& labels) const;
    void addReferenceLabels(std::vector<CurveLabel>& labels) const;
    void addAnnotationLabels(std::vector<CurveLabel>& labels) const;
    void paintSeries(QPainter& painter, const LineSeries& series, int columns) const;
    /// A curve of many points as lines, for devices without pixels.
    void paintColumns(QPainter& painter, const LineSeries& series, int columns) const;
    void paintBroken(QPainter& painter) const;
    void paintAnnotations(QPainter& painter) const;
    void paintCrosshair(QPainter& painter) const;
    void paintPlate(QPainter& painter, const CurveLabel& label) const;
    bool coversCurve(const QRectF& place) const;

    const CurveData& m_data;
    QRectF m_area;
    QImage m_dense;     ///< as painted last; null: to be painted
    QRectF m_denseArea; ///< the plot area in device pixels that it was painted for
};

} // namespace matinee::ui
