#pragma once

#include <QColor>
#include <QString>

#include <vector>

namespace matinee::ui {

/// A curve with every point kept; drawing thins it out, see decimate(). x is ascending; y may be NaN or infinite.
struct LineSeries
{
    QString name;
    std::vector<double> x;
    std::vector<double> y; ///< as long as x
    QColor colour;
    double width = 2;
    Qt::PenStyle dash = Qt::SolidLine;
    bool markers = false; ///< a disc at each point, where they are far enough apart
    bool visible = true;
    bool ghost = false; ///< of a run before: painted below the others, and the crosshair does not seek its points
    bool inLegend = true;
    QString readoutName = {}; ///< where there is room for more than the legend has; empty: the name
    QString toolTip = {};

    void append(double pointX, double pointY)
    {
        x.push_back(pointX);
        y.push_back(pointY);
    }
};

/// A labelled dashed line across the plot.
struct ReferenceLine
{
    QString name;
    double y = 0;
    QColor colour;
    Qt::PenStyle dash = Qt::DashLine;
};

/// A ring around a point with a word beside it.
struct Annotation
{
    QString text;
    double x = 0;
    double y = 0;
    QColor colour;
};

} // namespace matinee::ui
