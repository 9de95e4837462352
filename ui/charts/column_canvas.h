#pragma once

#include "ui/charts/column_spans.h"

#include <QImage>

#include <vector>

namespace matinee::ui {

/// Paints curves column by column into an image: a column fits the first level cache, so that fifty curves on top of
/// each other cost hardly more than one, and what they have to be composed of is a run of pixels. QPainter's stroker
/// takes a microsecond for each segment, the pixels not counted.
class ColumnCanvas
{
public:
    ColumnCanvas(int columns, int rows);

    /// Above those that were added before. \param width of the line, in pixels
    void add(std::vector<ColumnSpan> spans, const QColor& colour, double width);
    bool isEmpty() const { return m_layers.empty(); }
    /// Premultiplied, transparent where no curve is.
    QImage paint() const;

private:
    struct Layer
    {
        std::vector<ColumnSpan> spans; ///< thickened
        QRgb colour;                   ///< premultiplied
    };

    int m_columns;
    int m_rows;
    std::vector<Layer> m_layers;
};

} // namespace matinee::ui
