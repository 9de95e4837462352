#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;
class QSpinBox;
class QToolButton;

namespace matinee::ui {

class ClusterList;
class FilmMapView;
class MapSearch;
class Session;

/// The Map tab: the films of the last run in the plane, title search, number of clusters, and the clusters with their
/// most rated films.
class MapPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MapPanel(Session& session, QWidget* parent = nullptr);

    FilmMapView* view() const { return m_view; }
    /// The search waits for a title.
    void findFilm();
    /// Selects a film and goes there. \param item of Session::dataset(); may be one that is not on the map
    void showFilm(int item);
    /// Isolates a cluster and goes there.
    void showCluster(int cluster);

Q_SIGNALS:
    /// Enter or a double click on a film: the person wants to read about it.
    void inspectorRequested();

private:
    QWidget* makeStrip();
    QWidget* makeSide();
    void showMap();
    /// What stands in place of a map, and whether the map is of the run before.
    void showState();
    void showClusterCount();

    Session& m_session;
    MapSearch* m_search = nullptr;
    QSlider* m_clusterSlider = nullptr;
    QSpinBox* m_clusterSpin = nullptr;
    QComboBox* m_density = nullptr;
    QToolButton* m_fit = nullptr;
    QLabel* m_error = nullptr;
    FilmMapView* m_view = nullptr;
    QWidget* m_side = nullptr;
    ClusterList* m_clusters = nullptr;
    QToolButton* m_showAll = nullptr;
    QLabel* m_agreement = nullptr;
};

} // namespace matinee::ui
