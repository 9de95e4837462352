#pragma once

#include "ui/map/label_pyramid.h"
#include "ui/map/map_camera.h"

#include <matinee/film_map.h>

#include <QColor>
#include <QFont>
#include <QHash>
#include <QImage>
#include <QPainterPath>
#include <QStringList>

#include <vector>

class QPainter;
class QPalette;

namespace matinee::ui {

/// Colours of the map.
struct MapStyle
{
    bool dark = false;
    QColor background;
    QColor text;
    QColor mutedText;
    QColor grid;
    QColor accent;

    static MapStyle of(const QPalette& palette);
    /// For files: light, whatever the window is.
    static MapStyle forExport();
};

/// What a person reads for a cluster's number: the number that the command line and the files have.
QString clusterName(int cluster);

/// The marker of a cluster around (0, 0): its shape is the second channel beside the colour.
QPainterPath markerPath(int cluster, double radius);
/// The marker with its colour, for legends.
QImage clusterSwatch(int cluster, bool dark, int size, double devicePixelRatio);

/// Radius in logical pixels of a film with so many ratings: its area grows with them.
double markerRadius(std::int32_t ratings, std::int32_t mostRatings, std::size_t films);

/// A map with what its painting needs of it, worked out once: positions, radii, titles.
class MapPainter
{
public:
    MapPainter() = default;
    MapPainter(const FilmMap& map, const Dataset& data);

    const std::vector<QPointF>& points() const { return m_points; }
    const std::vector<float>& radii() const { return m_radii; }
    const QStringList& titles() const { return m_titles; }
    /// Every row, the most rated film first.
    const std::vector<std::int32_t>& byPopularity() const { return m_byPopularity; }

    /// Labels for a font. \param isolated only films of this cluster; -1: all. \param spacing see LabelPyramid
    LabelPyramid labels(const QFont& font, QSizeF spacing, double baseScale, int isolated = -1,
                        double markerScale = 1) const;
    QFont labelFont(const QFont& base) const;

    /// All markers, large ones first so that none is hidden. Drawn as paths: for files of any kind.
    /// \param markerScale of the radii, for large sheets and small windows
    void paintMarkers(QPainter& painter, const MapCamera& camera, const MapStyle& style, int isolated = -1,
                      double markerScale = 1) const;
    /// The same straight into an image's pixels, from a store of small pictures: for the screen. The image is
    /// ARGB32_Premultiplied; its devicePixelRatio counts.
    void blitMarkers(QImage& image, const MapCamera& camera, const MapStyle& style, int isolated = -1,
                     double markerScale = 1) const;
    /// Titles with a rim in the background's colour, so that they are legible over markers.
    void paintLabels(QPainter& painter, const std::vector<LabelPyramid::Label>& labels, const MapStyle& style) const;
    /// The same straight into an image, each title from a store of pictures: for the screen.
    void blitLabels(QImage& image, const std::vector<LabelPyramid::Label>& labels, const QFont& font,
                    const MapStyle& style);
    /// The zero lines of the two axes.
    static void paintAxes(QPainter& painter, const MapCamera& camera, const MapStyle& style);
    void paintMarker(QPainter& painter, int row, const QPointF& at, const MapStyle& style,
                     double markerScale = 1) const;

private:
    std::vector<QPointF> m_points;
    std::vector<float> m_radii;
    std::vector<std::int32_t> m_clusters;
    std::vector<std::int32_t> m_byPopularity;
    QStringList m_titles;
    QHash<int, QImage> m_labelPictures; ///< by row; of one font, style and resolution
    QFont m_labelFont;
    QColor m_labelColour;
};

} // namespace matinee::ui
