#pragma once

#include "ui/map/map_scene.h"

#include <QWidget>

#include <set>

class QAction;
class QLabel;
class QToolButton;

namespace matinee::ui {

class ClusterDesk;
class ClusterList;
class MapCategoryList;
class MapColourBar;
class MapMeasures;
class MapSession;

/// What stands beside the map: the legend of its colours, the clusters, which a person may rename, merge and split, and
/// how far all that may be believed.
class MapSide : public QWidget
{
    Q_OBJECT

public:
    MapSide(MapSession& session, MapMeasures& measures, QWidget* parent = nullptr);

    ClusterList* clusters() const { return m_clusters; }
    MapCategoryList* legend() const { return m_legend; }

    /// \param scene what the map shows; null: nothing
    /// \param byCluster its colours are the clusters'
    void setScene(const MapScene* scene, bool byCluster);
    void setIsolated(const std::set<int>& clusters, const std::set<int>& categories);
    /// Ctrl+Z and Ctrl+Shift+Z are of the clusters as long as the focus is in the tab, not of the experiment.
    /// \return whether the event was one of theirs
    bool answerUndoKeys(QEvent* event);

Q_SIGNALS:
    void showAllRequested();

private:
    void makeActions();
    QAction* addClusterAction(const QString& name, const QString& text, const QKeySequence& shortcut = {});
    void showChoice();
    void showMeasures();
    int currentCluster() const;

    MapSession& m_session;
    MapMeasures& m_measures;
    ClusterDesk* m_desk;
    QLabel* m_legendTitle;
    MapCategoryList* m_legend;
    MapColourBar* m_bar;
    ClusterList* m_clusters;
    QToolButton* m_showAll;
    QToolButton* m_edit;
    QAction* m_rename = nullptr;
    QAction* m_merge = nullptr;
    QAction* m_split = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    QLabel* m_quality;
    QLabel* m_agreement;
};

} // namespace matinee::ui
