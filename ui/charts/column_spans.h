#pragma once

#include "ui/charts/axis_scale.h"
#include "ui/charts/line_series.h"

#include <limits>

namespace matinee::ui {

/// Where the plot area lies in a grid of pixels. Its edges may be between pixels.
struct PixelFrame
{
    AxisScale x;
    AxisScale y;
    double left = 0; ///< of x.minimum, in pixels
    double width = 1;
    double top = 0; ///< of y.maximum, in pixels
    double height = 1;
    int columns = 1; ///< of pixels that there are
    int rows = 1;
};

/// What a curve covers of a pixel column, in pixels from the top; top > bottom: nothing.
struct ColumnSpan
{
    float top = std::numeric_limits<float>::infinity();
    float bottom = -std::numeric_limits<float>::infinity();

    bool isEmpty() const { return top > bottom; }
};

/// Finds from where to where a curve runs in each pixel column: over all its points there, and over the lines by which
/// it enters and leaves the column. So no spike is lost however many points a column has, and with few points the lines
/// between them are as they should be. A line is not drawn to a point that is not finite.
class ColumnSampler
{
public:
    explicit ColumnSampler(const PixelFrame& frame);

    /// One for each column of the frame.
    std::vector<ColumnSpan> spans(const LineSeries& series) const;

private:
    /// For each edge of a column the first point that is not left of it.
    std::vector<std::size_t> firstPoints(const LineSeries& series) const;

    PixelFrame m_frame;
    std::vector<double> m_edges; ///< x at the columns' edges
};

} // namespace matinee::ui
