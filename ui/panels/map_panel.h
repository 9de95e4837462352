#pragma once

#include "ui/map/map_colouring.h"

#include <QWidget>

#include <set>

class QLabel;
class QSplitter;

namespace matinee::ui {

class ClusterDialog;
class FileChooser;
class FilmMapView;
class MapMeasures;
class MapSearch;
class MapSide;
class MapStrip;
class SelectionPane;
class Session;

/// The Map tab: the films of the last run in the plane, with the controls above, the legend and the clusters beside,
/// and the selected films below.
class MapPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MapPanel(Session& session, QWidget* parent = nullptr);
    ~MapPanel() override;

    FilmMapView* view() const { return m_view; }
    MapMeasures& measures() const { return *m_measures; }
    /// For tables that a person wants to keep; must outlive the panel.
    void setFileChooser(FileChooser* files);
    /// The search waits for a title.
    void findFilm();
    /// Selects a film and goes there. \param item of Session::dataset(); may be one that is not on the map
    void showFilm(int item);
    /// Isolates a cluster and goes there.
    void showCluster(int cluster);

Q_SIGNALS:
    /// Enter or a double click on a film: the person wants to read about it.
    void inspectorRequested();

protected:
    bool event(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void connectView();
    void connectSession();
    /// Another map, or it is to be seen otherwise.
    void showMap();
    /// The same films elsewhere.
    void moveMap();
    /// \return whether the scene has these places
    bool setPlaces(std::vector<float> x, std::vector<float> y);
    void showForming(const Projection& picture);
    void showIsolation();
    void isolateClusters(const std::set<int>& clusters);
    /// What stands in place of a map, and whether the map is of the run before.
    void showState();
    void showSelection();
    void showError(const QString& message);
    void openChoice();

    Session& m_session;
    MapMeasures* m_measures;
    MapSceneMaker m_scenes;
    MapSearch* m_search;
    MapStrip* m_strip;
    QLabel* m_error;
    FilmMapView* m_view;
    MapSide* m_side;
    SelectionPane* m_selection;
    QSplitter* m_below; ///< the map over the selected films
    std::shared_ptr<const FilmMap> m_shown;
    bool m_changing = false;           ///< the view's rows change, not what the person selected
    bool m_byCluster = true;           ///< the colours are the clusters'
    ClusterDialog* m_choice = nullptr; ///< once it was asked for
};

} // namespace matinee::ui
