#pragma once

#include <QDialog>

class QLabel;
class QProgressBar;
class QPushButton;

namespace matinee::ui {

class Banner;
class ClusterPlot;
class MapMeasures;
class MapSession;

/// What speaks for which number of clusters: inertia, silhouette and stability over it, as they become known. A click
/// on one of them takes that number. Not modal: the map can be looked at meanwhile.
class ClusterDialog : public QDialog
{
    Q_OBJECT

public:
    /// \param session, measures must outlive the dialog
    ClusterDialog(MapSession& session, MapMeasures& measures, QWidget* parent = nullptr);

    /// Begins unless it is known.
    void find();

private:
    ClusterPlot* makePlot(const QString& name, const QString& title, const QString& help);
    void showPoints();
    void showChosen();
    void showState();

    MapSession& m_session;
    MapMeasures& m_measures;
    Banner* m_banner;
    ClusterPlot* m_inertia;
    ClusterPlot* m_silhouette;
    ClusterPlot* m_stability;
    QLabel* m_status;
    QProgressBar* m_progress;
    QPushButton* m_again;
    QPushButton* m_close;
};

} // namespace matinee::ui
