#pragma once

#include "ui/map/label_pyramid.h"
#include "ui/map/map_hulls.h"
#include "ui/map/map_painter.h"
#include "ui/map/map_scene.h"

#include <QFont>
#include <QHash>
#include <QImage>

#include <chrono>
#include <vector>

class QPainter;

namespace matinee::ui {

/// The titles of a scene's points and the names of its clusters: their priority, their places at every zoom, their
/// pictures.
class MapLabels
{
public:
    using Label = LabelPyramid::Label;

    /// What places depend on.
    struct Layout
    {
        QFont font;
        QSizeF spacing;       ///< see LabelPyramid
        double baseScale = 1; ///< the same
        double fitScale = 1;  ///< of the whole map
        double markerScale = 1;
        bool titles = true;
    };

    MapLabels() = default;
    /// \param scene must outlive this
    explicit MapLabels(const MapScene& scene);

    /// Begins anew. \param hulls of the clusters whose names are to be shown \param dimmed of every row: those have no
    /// titles; empty: none is
    void lay(const std::vector<QPointF>& points, const std::vector<float>& radii, const std::vector<bool>& dimmed,
             const std::vector<MapHull>& hulls, const Layout& layout);

    /// See LabelPyramid::prepare().
    bool prepare(double scale, std::chrono::microseconds budget = std::chrono::microseconds::max())
    {
        return m_pyramid.prepare(scale, budget);
    }
    const std::vector<Label>& place(const MapCamera& camera, const std::vector<std::int32_t>& first);
    /// The labels of the last place() at the points' new places, without those that are in each other's way there: for
    /// points that move.
    const std::vector<Label>& follow(const MapCamera& camera, const std::vector<QPointF>& points);
    const std::vector<Label>& placed() const { return m_placed; }
    void clear() { m_placed.clear(); }

    bool isTitle(const Label& label) const { return label.row < static_cast<int>(m_titles); }
    QString text(const Label& label) const;
    /// Every row, that with the most weight first.
    const std::vector<std::int32_t>& byWeight() const { return m_byWeight; }

    /// Paints what place() or follow() found, each label from a store of pictures, at whole pixels.
    void paint(QPainter& painter, const MapCamera& camera, const MapStyle& style, double devicePixelRatio);
    /// The same with the painter's own text: for files.
    void write(QPainter& painter, const MapCamera& camera, const MapStyle& style) const;

private:
    std::vector<std::int32_t> priorities(const std::vector<bool>& dimmed) const;
    std::vector<LabelPyramid::Name> names(const std::vector<MapHull>& hulls, const LabelPyramid::Input& input) const;
    QFont fontOf(const Label& label) const { return isTitle(label) ? m_layout.font : m_nameFont; }
    QColor colourOf(const Label& label, const MapStyle& style) const;
    double rimOf(const Label& label) const { return isTitle(label) ? 3 : 5; }
    double opacityOf(const Label& label, const MapCamera& camera) const;

    const MapScene* m_scene = nullptr;
    std::size_t m_titles = 0;
    std::vector<std::int32_t> m_byWeight;
    std::vector<int> m_nameClusters; ///< of each name
    std::vector<QPointF> m_namePoints;
    Layout m_layout;
    QFont m_nameFont;
    std::vector<float> m_lifts;
    LabelPyramid m_pyramid;
    std::vector<Label> m_placed;

    struct Picture
    {
        QImage image;
        double width = 0; ///< of the box
    };
    QHash<int, Picture> m_pictures;
    MapStyle m_pictureStyle;
    double m_pictureRatio = 0;
};

} // namespace matinee::ui
