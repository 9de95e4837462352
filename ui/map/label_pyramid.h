#pragma once

#include "ui/map/map_camera.h"

#include <QRectF>
#include <QSizeF>

#include <cstdint>
#include <vector>

namespace matinee::ui {

/// Which points carry their title at which zoom. The scales form levels, a factor of the square root of two apart; each
/// level keeps the labels of the farther ones and adds, by priority, those that overlap none at its scale. A label
/// stands at a fixed distance above its point, so labels that are apart at one scale are apart at every larger one:
/// what is visible stays visible on zooming in, and panning changes nothing.
class LabelPyramid
{
public:
    struct Label
    {
        int row = -1;
        QRectF box; ///< logical pixels
    };

    LabelPyramid() = default;
    /// \param points map coordinates of every row
    /// \param order the rows that may be labelled, most important first
    /// \param widths of every row's text, logical pixels
    /// \param lifts of every row: pixels between the point and the lower edge of its label
    /// \param height of a label
    /// \param spacing free pixels kept around each label; decides how many there are
    /// \param baseScale the farthest level's scale; from farther away there are no labels
    LabelPyramid(const std::vector<QPointF>& points, std::vector<std::int32_t> order, std::vector<float> widths,
                 std::vector<float> lifts, double height, QSizeF spacing, double baseScale);

    /// The labels whose points lie in the camera's viewport; their boxes never overlap. A box that would leave the
    /// viewport is moved in where there is room. \param first this row comes first, labelled or not (-1: none)
    std::vector<Label> visible(const MapCamera& camera, int first = -1);

private:
    QRectF boxAt(int row, const QPointF& anchor) const;
    const std::vector<std::int32_t>& labelsAt(int level);

    std::vector<QPointF> m_points;
    std::vector<std::int32_t> m_rest; ///< not yet labelled at the deepest level known, by priority
    std::vector<float> m_widths;
    std::vector<float> m_lifts;
    double m_height = 0;
    QSizeF m_spacing;
    double m_baseScale = 1;
    std::vector<std::vector<std::int32_t>> m_levels; ///< each contains the one before as its beginning
};

} // namespace matinee::ui
