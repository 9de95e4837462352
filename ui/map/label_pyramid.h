#pragma once

#include "ui/map/map_camera.h"

#include <QRectF>
#include <QSizeF>

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace matinee::ui {

class BoxSet;

/// Which points carry their title at which zoom. The scales form levels, a factor of the square root of two apart; each
/// level keeps the labels of the farther ones and adds, by priority, those that overlap none at its scale. A label
/// stands at a fixed distance above its point, so labels that are apart at one scale are apart at every larger one:
/// what is visible stays visible on zooming in, and panning changes nothing. The names of regions stand centred on
/// their points as long as one looks from afar; titles keep off the place of every name.
class LabelPyramid
{
public:
    struct Label
    {
        int row = -1;        ///< of a title; of a name, the number of titles plus the name's index
        QRectF box;          ///< logical pixels
        bool elided = false; ///< the box is narrower than the text
    };

    /// A name and where its middle is.
    struct Name
    {
        QPointF point; ///< map coordinates
        QSizeF size;   ///< logical pixels
    };

    struct Input
    {
        std::vector<QPointF> points;     ///< map coordinates of every row
        std::vector<std::int32_t> order; ///< the rows that may be labelled, most important first
        std::vector<float> widths;       ///< of every row's text, logical pixels
        std::vector<float> lifts;        ///< of every row: pixels between the point and the lower edge of its label
        double height = 0;               ///< of a title
        QSizeF spacing;                  ///< free pixels kept around each title; decides how many there are
        double baseScale = 1;            ///< the farthest level's scale; from farther away there are no titles
        double sparseScale = 0;          ///< up to this scale spacing is wider, so that names have room
        std::vector<Name> names;         ///< most important first
        double namesUntil = 0;           ///< the scale from which there are no names
    };

    LabelPyramid();
    explicit LabelPyramid(Input input);
    ~LabelPyramid();
    LabelPyramid(LabelPyramid&&) noexcept;
    LabelPyramid& operator=(LabelPyramid&&) noexcept;

    /// Works out the labels for this scale, as far as the time allows; goes on where it stopped.
    /// \return whether all is known. What is known before that is right already, but not all.
    bool prepare(double scale, std::chrono::microseconds budget = std::chrono::microseconds::max());

    /// The labels whose points lie in the camera's viewport, as far as prepare() has come; their boxes never overlap
    /// and lie in the viewport. A box that would leave it is moved in, or else made narrower. \param first these rows
    /// come first, labelled or not
    std::vector<Label> visible(const MapCamera& camera, const std::vector<std::int32_t>& first = {}) const;

private:
    int levelOf(double scale) const;
    QRectF boxAt(int row, const QPointF& anchor) const;
    QSizeF spacingAt(double scale) const;
    double levelScale() const;
    void beginLevel();
    bool isName(int row) const { return row >= static_cast<int>(m_in.points.size()); }

    Input m_in;
    std::vector<std::int32_t> m_rest;   ///< not yet labelled, by priority
    std::vector<std::int32_t> m_labels; ///< titles in the order they appear
    std::vector<std::size_t> m_counts;  ///< how many of them each finished level has
    bool m_begun = false;               ///< m_taken has what the level begins with
    // The level that is being worked out.
    std::unique_ptr<BoxSet> m_taken;
    std::size_t m_read = 0;    ///< in m_rest
    std::size_t m_written = 0; ///< those before were looked at and stay in m_rest
};

} // namespace matinee::ui
