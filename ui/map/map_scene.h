#pragma once

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace matinee::ui {

/// Shapes of markers: the second channel beside the colour.
enum class MapMarker : std::uint8_t
{
    Circle,
    Diamond,
    Triangle,
    Square
};

/// One colour on a light and on a dark background.
struct MapColour
{
    QRgb light = 0xFF777777;
    QRgb dark = 0xFFAAAAAA;

    QRgb on(bool darkBackground) const { return darkBackground ? dark : light; }
};

/// What a colour of the points stands for: an entry of the legend.
struct MapCategory
{
    QString name;
    std::uint16_t colour = 0; ///< index of MapScene::colours
    MapMarker marker = MapMarker::Circle;
    qint64 count = 0;     ///< points in it
    QStringList examples; ///< a few titles, for the legend of a file
};

/// The legend of a quantity: a strip of colours between two values.
struct MapColourScale
{
    std::uint16_t first = 0; ///< indices of MapScene::colours, first to last
    std::uint16_t last = 0;
    QString low; ///< what the ends read
    QString high;

    bool isNull() const { return high.isEmpty(); }
};

/// A cluster of the points: its hull and its name.
struct MapCluster
{
    QString name;
    std::uint16_t colour = 0; ///< index of MapScene::colours
};

/// Everything that a FilmMapView draws, as plain values; whoever makes it decides what the colours mean. A row is a
/// point: each vector of rows has size() entries, or none where the comment says so. Shared, it does not change any
/// more: another colouring is another scene.
struct MapScene
{
    enum Flag : std::uint8_t
    {
        Hollow = 1, ///< a ring: too few ratings to say much
        User = 2    ///< a user's point, not a film's: a small diamond
    };

    std::vector<float> x; ///< finite; the y axis points up
    std::vector<float> y;
    QStringList titles;
    std::vector<float> weight;          ///< number of ratings: the area of the marker, and which title comes first
    std::vector<std::uint16_t> colour;  ///< index of colours
    std::vector<std::int32_t> category; ///< index of categories, -1: in none; empty: all in none
    std::vector<std::int32_t> cluster;  ///< index of clusters, -1: in none; empty: all in none
    std::vector<std::uint8_t> flags;    ///< of Flag; empty: none set
    std::vector<std::int32_t> item;     ///< dense item index, -1: not a film; empty: all -1

    std::vector<MapColour> colours;
    QString legendTitle; ///< "Cluster", "Decade", "Mean rating"
    std::vector<MapCategory> categories;
    MapColourScale scale; ///< instead of categories
    std::vector<MapCluster> clusters;
    bool hulls = true; ///< clusters as soft outlines, with their names when seen from afar

    QString countText;      ///< "1,653 of 1,682 films; 29 without training ratings left out"
    QStringList axesTexts;  ///< what the axes are, the longest form first; the view takes the first that fits
    QString title;          ///< headline of a file
    QString provenanceText; ///< footer of a file: data, model, seed, versions

    /// Second line of what is shown at the pointer, "1,234 ratings · Cluster 3". May be null.
    std::function<QString(int row)> facts;
    /// The films nearest to a film in the original space, "A; B; C", for those who do not see the picture. May be null.
    std::function<QString(int row)> neighbours;

    std::size_t size() const { return x.size(); }
    bool has(int row, Flag flag) const
    {
        return !flags.empty() && (flags[static_cast<std::size_t>(row)] & static_cast<std::uint8_t>(flag)) != 0;
    }
    int categoryOf(int row) const { return category.empty() ? -1 : category[static_cast<std::size_t>(row)]; }
    int clusterOf(int row) const { return cluster.empty() ? -1 : cluster[static_cast<std::size_t>(row)]; }
    int itemOf(int row) const { return item.empty() ? -1 : item[static_cast<std::size_t>(row)]; }
};

/// A map as it is to be drawn into a file.
struct MapFigure
{
    std::shared_ptr<const MapScene> scene;
    QRectF area;                ///< what is in view, map coordinates; null: everything
    std::vector<bool> dimmed;   ///< of each row; empty: none is
    std::vector<bool> selected; ///< the same
};

/// Where a point has been, the oldest place first; it is joined to where the point is now.
struct MapTrail
{
    int row = -1;
    std::vector<QPointF> points; ///< map coordinates
};

} // namespace matinee::ui
