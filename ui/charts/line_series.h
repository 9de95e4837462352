#pragma once

#include "ui/charts/step_curve.h"
#include "ui/charts/step_scale.h"

#include <QColor>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace matinee::ui {

/// A curve with every point kept; drawing thins it out. Values may be NaN or infinite. Few points of full precision are
/// in x and y; many points over optimiser steps are in a StepCurve.
struct LineSeries
{
    QString name;
    std::vector<double> x; ///< ascending
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
    std::shared_ptr<const StepCurve> points = {}; ///< where there is one, x and y are empty
    StepScale scale = {};                         ///< of points
    std::vector<double> epochs = {};              ///< of the points in x and y, where x is something else
    bool inReadout = true;
    int raw = -1;             ///< position of the curve that this one is smoothed from; -1: it is as measured
    bool noSmoothing = false; ///< shown as it is, whatever the others are

    void append(double pointX, double pointY)
    {
        x.push_back(pointX);
        y.push_back(pointY);
    }

    std::size_t size() const { return points ? points->size() : x.size(); }
    bool isEmpty() const { return size() == 0; }
    double xAt(std::size_t index) const
    {
        return points ? scale.xAt(static_cast<double>(points->step(index))) : x[index];
    }
    double yAt(std::size_t index) const { return points ? points->value(index) : y[index]; }

    /// The first point at or right of x; size() if there is none.
    std::size_t lowerBound(double x) const;
    /// The first point right of x.
    std::size_t upperBound(double x) const;
    /// The point that is nearest to x; none for an empty series.
    std::optional<std::size_t> nearest(double x) const;
    /// The first point from there on that is not finite; size() if there is none.
    std::size_t nextBroken(std::size_t index) const;
    /// Lowest and highest finite value of a stretch of points, above zero alone if asked for; none if it has none.
    std::optional<std::pair<double, double>> extremes(std::size_t begin, std::size_t end, bool positive = false) const;
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

/// A vertical line with words: a setting was changed there.
struct ChangeLine
{
    QString text;
    double x = 0;
    QColor colour;
};

/// An area between two curves, painted below all of them; where an end is not finite it has a gap.
struct Band
{
    std::vector<double> x; ///< ascending
    std::vector<double> low;
    std::vector<double> high;
    QColor colour; ///< with its opacity
};

} // namespace matinee::ui
