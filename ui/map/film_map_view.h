#pragma once

#include "ui/map/map_painter.h"
#include "ui/map/point_grid.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace matinee::ui {

/// All films of a map in the plane: markers by cluster and number of ratings, titles by priority, hover, selection,
/// search hits. The markers and titles are kept as an image; what moves with the pointer is painted over it.
/// Mouse: drag moves, the wheel zooms around the pointer, a click selects, a double click opens a film or fits.
/// Keys: arrows select the nearest film that way, + and - zoom, 0 or Home fit, Enter opens, Escape clears.
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

    explicit FilmMapView(QWidget* parent = nullptr);

    /// Both null or both set. The camera stays if the positions are those from before.
    void setFilms(std::shared_ptr<const FilmMap> map, std::shared_ptr<const Dataset> dataset);
    const std::shared_ptr<const FilmMap>& map() const { return m_map; }
    /// The map is of an earlier run than what else is shown: it is dimmed and says so.
    void setOutdated(bool outdated);
    bool isOutdated() const { return m_outdated; }
    /// What to read while there is no map.
    void setEmptyText(const QString& title, const QString& hint);
    QString emptyText() const;

    /// Dense item index, -1: none. Does not emit itemSelected().
    void setSelectedItem(int item);
    int selectedItem() const { return m_selectedItem; }
    /// Rows to ring.
    void setSearchHits(std::vector<std::int32_t> rows);
    const std::vector<std::int32_t>& searchHits() const { return m_hits; }
    /// Dims every other cluster; -1: none is isolated. Emits isolatedClusterChanged() on a change.
    void setIsolatedCluster(int cluster);
    int isolatedCluster() const { return m_isolated; }
    void setLabelDensity(LabelDensity density);

    void fit();
    void fitCluster(int cluster);
    /// Goes to the cluster if most of it is out of view.
    void revealCluster(int cluster);
    void zoomBy(double factor);
    void zoomBy(double factor, const QPointF& around);
    /// Moves the film to the middle; comes nearer if that is far away.
    void centreOn(int row);

    const MapCamera& camera() const { return m_camera; }
    void setCamera(const QPointF& centre, double scale);
    /// Row of the film at a point of the widget, -1: none. The nearest marker within a few pixels; of the isolated
    /// cluster, if one is.
    int rowAt(const QPointF& position) const;
    /// The titles in view. Paints first if need be.
    std::vector<LabelPyramid::Label> visibleLabels();
    QString title(int row) const { return m_painter.titles().value(row); }

    /// "1,653 of 1,682 films; 29 without training ratings left out".
    QString countText() const;
    /// The selected film, where it is and what is near, for those who do not see the picture.
    QString selectionText() const;

    QSize sizeHint() const override { return {640, 480}; }
    QSize minimumSizeHint() const override { return {240, 180}; }

Q_SIGNALS:
    void itemSelected(int item);
    /// Enter, or a double click on a film.
    void itemActivated(int item);
    void isolatedClusterChanged(int cluster);
    /// Escape: selection, isolation and hits are gone.
    void cleared();

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int footerHeight() const;
    double baseScale() const;
    double fitScale() const;
    double fitMargin() const;
    double markerScale() const;
    void layOut();
    void invalidate(bool labelsToo = false);
    void setHovered(int row);
    int selectedRow() const;
    void selectRow(int row);
    void selectTowards(const QPointF& direction);
    void reveal(int row);
    bool isDimmed(int row) const;
    void renderImage();
    void paintEmpty(QPainter& painter) const;
    void paintOutdated(QPainter& painter) const;
    void paintFooter(QPainter& painter) const;
    void paintOverlays(QPainter& painter) const;
    void paintHover(QPainter& painter) const;
    QString filmFacts(int row) const;

    std::shared_ptr<const FilmMap> m_map;
    std::shared_ptr<const Dataset> m_data;
    bool m_outdated = false;
    QString m_emptyTitle;
    QString m_emptyHint;

    MapPainter m_painter;
    PointGrid m_grid;
    MapCamera m_camera;
    bool m_fitted = true; ///< the camera follows the size until the person moves it
    LabelPyramid m_pyramid;
    bool m_pyramidValid = false;
    std::vector<LabelPyramid::Label> m_labels;
    QImage m_image;
    bool m_imageValid = false;

    int m_selectedItem = -1;
    int m_hovered = -1;
    std::vector<std::int32_t> m_hits;
    int m_isolated = -1;
    LabelDensity m_density = LabelDensity::Some;

    QPointF m_pressed;
    QPointF m_lastDrag;
    bool m_dragging = false;
};

} // namespace matinee::ui
