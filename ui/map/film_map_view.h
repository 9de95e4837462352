#pragma once

#include "ui/map/map_labels.h"
#include "ui/map/map_raster.h"
#include "ui/map/map_scene.h"
#include "ui/map/point_grid.h"

#include <matinee/film_map.h>

#include <QBasicTimer>
#include <QWidget>

#include <memory>
#include <set>
#include <vector>

namespace matinee::ui {

class MapGlLayer;

/// A MapScene in the plane: markers by category and weight, titles by priority, soft hulls of clusters with their names
/// when seen from afar, hover, selection, search hits, trails. The markers are kept as an image, or drawn by
/// OpenGL where that is asked for; what moves with the pointer is painted over it.
///
/// Mouse: drag moves, the wheel zooms around the pointer, a click makes a film the current one, Ctrl+click adds it to
/// the selection or takes it out; Shift+drag draws a rectangle and Alt+drag a lasso around what to select (a plain drag
/// as well, see setTool()), with Ctrl for more or fewer; a double click opens a film or fits. Pinching zooms. Keys:
/// arrows go to the nearest film that way, with Shift they select on the way, with Ctrl they move the map; + and -
/// zoom, 0 or Home fit, Ctrl+A selects all, Enter opens, Escape clears.
class FilmMapView : public QWidget
{
    Q_OBJECT

public:
    enum class LabelDensity
    {
        None,
        Few,
        Some,
        Many
    };
    Q_ENUM(LabelDensity)

    /// What a drag without modifiers does.
    enum class Tool
    {
        Pan,
        Rectangle,
        Lasso
    };
    Q_ENUM(Tool)

    enum class Renderer
    {
        Automatic, ///< the raster, unless forceOpenGl() was called
        Raster,
        OpenGl
    };
    Q_ENUM(Renderer)

    explicit FilmMapView(QWidget* parent = nullptr);
    ~FilmMapView() override;

    /// What to draw; may be null. Camera, selection and current film stay if the points are the same (as many, the same
    /// items); the camera alone is fitted anew if they lie elsewhere. \throws Error{InvalidArgument} if lengths differ
    void setScene(std::shared_ptr<const MapScene> scene);
    const std::shared_ptr<const MapScene>& scene() const { return m_scene; }
    /// The scene of a film map coloured by cluster, see makeFilmScene(). Both null or both set.
    void setFilms(std::shared_ptr<const FilmMap> map, std::shared_ptr<const Dataset> dataset);
    /// What setFilms() got; null after setScene().
    const std::shared_ptr<const FilmMap>& map() const { return m_map; }

    /// The points of the scene elsewhere: a frame of a map that moves. Markers follow at once; which titles are shown
    /// and the hulls are worked out anew a few times a second and when it rests. One coordinate per row.
    void setPositions(std::vector<float> x, std::vector<float> y);
    /// Where each row is now, map coordinates.
    const std::vector<QPointF>& positions() const { return m_points; }
    void setTrails(std::vector<MapTrail> trails);
    const std::vector<MapTrail>& trails() const { return m_trails; }

    /// The map is of an earlier run than what else is shown: it is dimmed and says so.
    void setOutdated(bool outdated);
    bool isOutdated() const { return m_outdated; }
    /// What to read while there is no map.
    void setEmptyText(const QString& title, const QString& hint);
    QString emptyText() const;

    /// The one film that the keyboard is at and whose title always shows; -1: none. Setters emit nothing.
    void setCurrentRow(int row);
    int currentRow() const { return m_current; }
    /// The same by dense item index; may be a film that is not on the map.
    void setSelectedItem(int item);
    int selectedItem() const { return m_selectedItem; }
    /// A set of rows beside the current one, in any order. Emits selectionChanged() on a change.
    void setSelection(std::vector<std::int32_t> rows);
    /// Ascending.
    const std::vector<std::int32_t>& selection() const { return m_selection; }
    /// Rows of the shown points (none that is dimmed) in a polygon of the widget, even-odd rule; ascending.
    std::vector<std::int32_t> rowsIn(const QPolygonF& polygon) const;
    void setTool(Tool tool);
    Tool tool() const { return m_tool; }

    /// Rows to ring.
    void setSearchHits(std::vector<std::int32_t> rows);
    const std::vector<std::int32_t>& searchHits() const { return m_hits; }
    /// Dims the points of all other categories; empty: none is dimmed. Emits isolatedCategoriesChanged() on a change.
    void setIsolatedCategories(std::set<int> categories);
    const std::set<int>& isolatedCategories() const { return m_isolatedCategories; }
    /// Dims every other cluster, whatever the colours are; -1: none is isolated. Emits isolatedClusterChanged() on a
    /// change.
    void setIsolatedCluster(int cluster);
    int isolatedCluster() const { return m_isolated; }
    void setLabelDensity(LabelDensity density);

    void fit();
    void fitCluster(int cluster);
    /// Goes to the cluster if most of it is out of view.
    void revealCluster(int cluster);
    void fitRows(const std::vector<std::int32_t>& rows);
    void zoomBy(double factor);
    void zoomBy(double factor, const QPointF& around);
    /// Moves the film to the middle; comes nearer if that is far away.
    void centreOn(int row);

    const MapCamera& camera() const { return m_camera; }
    void setCamera(const QPointF& centre, double scale);
    /// Row of the point at a point of the widget, -1: none. The nearest marker within a few pixels that is not dimmed.
    int rowAt(const QPointF& position) const;
    /// The titles and names in view, all of them. Paints first if need be.
    std::vector<LabelPyramid::Label> visibleLabels();
    QString labelText(const LabelPyramid::Label& label) const { return m_labels.text(label); }
    bool isTitle(const LabelPyramid::Label& label) const { return m_labels.isTitle(label); }
    QString title(int row) const { return m_scene ? m_scene->titles.value(row) : QString(); }

    /// "1,653 of 1,682 films; 29 without training ratings left out", and how many are selected.
    QString countText() const;
    /// The current film, where it is and what is near, for those who do not see the picture.
    QString selectionText() const;

    /// What is seen, for a file. Without a scene, its scene is null.
    MapFigure figure() const;

    void setRenderer(Renderer renderer);
    bool usesOpenGl() const { return m_gl != nullptr; }
    /// From now on, views that are made draw by OpenGL even in software: the program's --opengl.
    static void forceOpenGl();

    QSize sizeHint() const override { return {640, 480}; }
    QSize minimumSizeHint() const override { return {240, 180}; }

Q_SIGNALS:
    void currentRowChanged(int row);
    void itemSelected(int item);
    /// Enter, or a double click on a film.
    void itemActivated(int item);
    void selectionChanged();
    void isolatedClusterChanged(int cluster);
    void isolatedCategoriesChanged();
    /// Escape: current film, selection, isolation and hits are gone.
    void cleared();
    void toolChanged();

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag
    {
        None,
        Pan,
        Rectangle,
        Lasso
    };

    int footerHeight() const;
    double baseScale() const;
    double fitScale() const;
    double fitMargin() const;
    double markerScale() const;
    double leastScale() const;
    void layOut();
    void takePositions(const std::vector<float>& x, const std::vector<float>& y);
    const PointGrid& grid() const;

    void dropMarkers();
    void dropLabels();
    void refresh();
    void setHovered(int row);
    int rowOfItem(int item) const;
    void showCurrent(int row, int item);
    void selectRow(int row);
    void selectTowards(const QPointF& direction, bool extend);
    void reveal(int row);
    bool isDimmed(int row) const { return !m_dimmed.empty() && m_dimmed[static_cast<std::size_t>(row)]; }
    void dim();
    void toggleSelection(const std::vector<std::int32_t>& rows);
    void selectOutlined(bool change);
    void showCursor();
    bool pinch(const QEvent& event);
    bool zoomNatively(const QEvent& event);

    std::vector<bool> selectedRows() const;
    void coordinates(std::vector<float>& x, std::vector<float>& y) const;
    void prepareMarkers();
    void prepareLabels(bool all);
    void paintAll(QPainter& painter);
    void paintGround(QPainter& painter, const MapPixels& frame, const QRect& clip, double ratio) const;
    void paintEmpty(QPainter& painter) const;
    void paintOutdated(QPainter& painter) const;
    void paintFooter(QPainter& painter) const;
    void paintOverlays(QPainter& painter) const;
    void paintTrails(QPainter& painter) const;
    void paintDrag(QPainter& painter) const;
    void paintHover(QPainter& painter) const;
    QString filmFacts(int row) const;

    std::shared_ptr<const MapScene> m_scene;
    std::shared_ptr<const FilmMap> m_map;
    bool m_outdated = false;
    QString m_emptyTitle;
    QString m_emptyHint;

    std::vector<QPointF> m_points;
    QRectF m_bounds;
    std::vector<float> m_radii; ///< logical pixels, before markerScale()
    std::vector<bool> m_dimmed; ///< empty: none
    mutable PointGrid m_grid;   ///< made when first asked
    mutable bool m_gridValid = false;
    MapCamera m_camera;
    bool m_fitted = true; ///< the camera follows the size until the person moves it

    MapPoints m_markers;
    bool m_markersValid = false;
    double m_markersRatio = 1; ///< device pixel ratio that they were made for
    MapRaster m_raster;
    std::vector<MapHull> m_hulls;
    bool m_hullsValid = false;
    MapLabels m_labels;
    bool m_labelsValid = false; ///< laid for these points, colours, fonts and sizes
    double m_laidFitScale = 1;
    bool m_moving = false;   ///< points moved since titles and hulls were worked out
    QBasicTimer m_restTimer; ///< until they are
    QBasicTimer m_moreTimer; ///< there is more to work out of the titles

    int m_current = -1;
    int m_selectedItem = -1;
    int m_hovered = -1;
    std::vector<std::int32_t> m_selection;
    std::vector<std::int32_t> m_hits;
    std::vector<MapTrail> m_trails;
    int m_isolated = -1;
    std::set<int> m_isolatedCategories;
    LabelDensity m_density = LabelDensity::Some;
    Tool m_tool = Tool::Pan;

    QPointF m_pressed;
    QPointF m_lastDrag;
    bool m_isPressed = false;
    Drag m_drag = Drag::None;
    QPolygonF m_outline; ///< of a lasso or a rectangle that is being drawn

    MapGlLayer* m_gl = nullptr; ///< a child that covers this widget, where OpenGL draws
};

} // namespace matinee::ui
