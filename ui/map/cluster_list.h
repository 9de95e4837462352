#pragma once

#include <matinee/film_map.h>

#include <QTreeWidget>

#include <memory>

namespace matinee::ui {

/// The clusters of a map with their most rated films. A click or Space isolates a cluster, or ends that; Enter or a
/// double click also goes there. On a film, each of them chooses it.
class ClusterList : public QTreeWidget
{
    Q_OBJECT

public:
    explicit ClusterList(QWidget* parent = nullptr);

    /// Both null or both set.
    void setFilms(const FilmMap* map, const Dataset* dataset);
    /// Marks the cluster that is isolated; -1: none.
    void setIsolatedCluster(int cluster);

Q_SIGNALS:
    /// -1: none any longer.
    void isolateRequested(int cluster);
    void clusterActivated(int cluster);
    void filmChosen(int item);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void choose(QTreeWidgetItem* item, bool activate);

    int m_isolated = -1;
    bool m_ignoreClick = false; ///< the second click of a double click
};

} // namespace matinee::ui
