#pragma once

#include "ui/map/film_map_view.h"
#include "ui/map/map_colouring.h"

#include <QWidget>

class QAction;
class QActionGroup;
class QComboBox;
class QLabel;
class QProgressBar;
class QSpinBox;
class QTimer;
class QToolButton;

namespace matinee::ui {

class FlowLayout;
class MapOptions;
class MapSession;

/// The controls above the map: layout, number of clusters, colours, tools, and a button for the rest. It wraps where
/// there is little room. While a map forms, a bar says how far it is and can end it.
class MapStrip : public QWidget
{
    Q_OBJECT

public:
    /// \param first what stands before all the others
    MapStrip(MapSession& session, QWidget* first, QWidget* parent = nullptr);

    MapLook look() const;
    FilmMapView::LabelDensity density() const;
    /// Marks the tool as the one in use.
    void showTool(FilmMapView::Tool tool);
    /// The button that offers to find a number of clusters.
    QToolButton* chooseButton() const { return m_choose; }

Q_SIGNALS:
    void lookChanged();
    void densityChanged();
    void toolChosen(FilmMapView::Tool tool);
    void fitRequested();
    void chooseRequested();

private:
    QWidget* makeTools();
    QWidget* makeLayoutChoice();
    QWidget* makeClusters();
    QWidget* makeColours();
    QWidget* makeButtons();
    QWidget* makeProgress();
    void showOptions();
    void showMap();
    void showColourDetails();
    void showWork();

    MapSession& m_session;
    FlowLayout* m_flow = nullptr;
    QActionGroup* m_tools = nullptr;
    QComboBox* m_layout = nullptr;
    QSpinBox* m_clusters = nullptr;
    QToolButton* m_choose = nullptr;
    QComboBox* m_by = nullptr;
    QComboBox* m_detail = nullptr;                           ///< which genre, which factor
    MapColouring::By m_detailOf = MapColouring::By::Cluster; ///< what m_detail lists
    MapOptions* m_options = nullptr;
    QToolButton* m_fit = nullptr;
    QWidget* m_progressRow = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_progressText = nullptr;
    QTimer* m_progressTimer = nullptr; ///< what is done in a moment needs no bar
};

} // namespace matinee::ui
