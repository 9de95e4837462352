#pragma once

#include <QColor>
#include <QImage>
#include <QPointF>

namespace matinee::ui {

/// Draws a smooth line of one pixel's width, from pixel centre to pixel centre, over a premultiplied ARGB image:
/// several times as fast as QPainter, for views with ten thousands of them. What lies beyond the image is left out.
void drawSmoothLine(QImage& image, QPointF from, QPointF to, const QColor& colour);

} // namespace matinee::ui
