#pragma once

#include <QWidget>

#include <cstdint>
#include <vector>

class QComboBox;
class QCompleter;
class QLabel;
class QLineEdit;
class QSlider;
class QSpinBox;
class QStandardItemModel;
class QToolButton;

namespace matinee::ui {

class ClusterList;
class FilmMapView;
class Session;

/// The Map tab: the films of the last run in the plane, title search, number of clusters, and the clusters with their
/// most rated films.
class MapPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MapPanel(Session& session, QWidget* parent = nullptr);

    FilmMapView* view() const { return m_view; }

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
    void search(const QString& text);
    void goToHit(int row);
    void goToItem(int item);

    Session& m_session;
    QLineEdit* m_search = nullptr;
    QCompleter* m_completer = nullptr;
    QStandardItemModel* m_hitModel = nullptr;
    QLabel* m_hitCount = nullptr;
    std::vector<std::int32_t> m_hits;
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
