#pragma once

#include <matinee/film_map.h>

#include <QTreeWidget>

#include <set>
#include <vector>

namespace matinee::ui {

/// The clusters of a map with their names and most rated films. A click or Space isolates a cluster, or ends that, with
/// Ctrl or Shift more of them; Enter or a double click also goes there. On a film, each of them chooses it. F2 edits a
/// name in its place.
class ClusterList : public QTreeWidget
{
    Q_OBJECT

public:
    explicit ClusterList(QWidget* parent = nullptr);

    /// Both null or both set.
    void setFilms(const FilmMap* map, const Dataset* dataset);
    /// Marks the clusters that are isolated.
    void setIsolatedClusters(const std::set<int>& clusters);
    /// The colours of the map are those of the clusters.
    void setColoured(bool coloured);
    /// Whether F2 edits a name.
    void setEditable(bool editable);
    /// Mean silhouette of each cluster, for its tooltip; empty: not known.
    void setSilhouettes(const std::vector<double>& silhouettes);

    /// Ascending; those of the row with the cursor if none is selected.
    std::vector<std::int32_t> chosenClusters() const;
    /// Begins to edit the name of the row with the cursor.
    void editName();

Q_SIGNALS:
    /// Empty: none any longer.
    void isolateRequested(const std::set<int>& clusters);
    void clusterActivated(int cluster);
    void filmChosen(int item);
    void renameRequested(int cluster, const QString& name);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void choose(QTreeWidgetItem* item, bool activate, bool more);
    void describe(QTreeWidgetItem* row) const;

    std::set<int> m_isolated;
    std::vector<double> m_silhouettes;
    bool m_ignoreClick = false; ///< the second click of a double click
};

} // namespace matinee::ui
