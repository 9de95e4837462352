#pragma once

#include "ui/dialogs/file_chooser.h"

#include <QMainWindow>

#include <memory>

class QAction;
class QDockWidget;
class QLabel;
class QMenu;
class QProgressBar;
class QSettings;
class QTabWidget;

namespace matinee::ui {

class ComparePanel;
class CurvesPanel;
class Banner;
class DropOverlay;
class ExperimentPanel;
class InspectorPanel;
class MapPanel;
class NoticeBar;
struct MapFigure;
class RunLibrary;
class RunsPanel;
class RateDialog;
class Session;
class SweepPanel;

/// The window: puts the panels together and keeps its state between starts. Knows the session and the panels; they do
/// not know each other.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// \param settings where the state is kept
    /// \param files null: the platform's dialogs
    explicit MainWindow(std::unique_ptr<QSettings> settings, std::unique_ptr<FileChooser> files = nullptr,
                        QWidget* parent = nullptr);
    ~MainWindow() override;

    Session& session() { return *m_session; }
    RunLibrary& runLibrary() { return *m_library; }

    /// Opens what the person was looking at last; the built-in sample at the first start, or where the last source is
    /// gone.
    void openLast();
    /// Opens a data set, a run if it is a run's folder, or an experiment if it is a JSON file.
    void open(const QString& path);

protected:
    bool event(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeCentre();
    void makeDocks();
    QDockWidget* makeDock(const QString& name, const QString& title, QWidget* content, Qt::DockWidgetArea area);
    void makeRunsDock();
    void offerInterrupted();
    void makeActions();
    void makeFileActions();
    void makeTrainingActions();
    void makeViewActions();
    void makeHelpActions();
    void makeStatusBar();
    void connectSession();

    void proposeFirst(const QString& source);
    void openFolder();
    void openFile();
    void openRunFolder();
    static bool isExperimentFile(const QString& path);
    void openExperiment(const QString& path);
    void saveRun();
    void download();
    void exportFigure();
    void makeMapActions();
    void exportMapData();
    /// The map as it is seen, with what a file says of it.
    MapFigure shownMap() const;
    void findRate();
    void showDivergence();
    void noteSource();
    void updateRecent();
    void updateActions();
    void fitStartButton();
    void updateStatus();
    void sizeDocks();
    void resetLayout();
    void restore();
    void save();

    QAction* addAction(const QString& name, const QString& text, const QKeySequence& shortcut = {});

    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<FileChooser> m_files;
    Session* m_session;
    bool m_closing = false;    // waits for the training to end
    bool m_fallBack = false;   // the source being opened is the remembered one
    bool m_keepBanner = false; // its error is why another source is being opened
    QByteArray m_defaultLayout;

    Banner* m_banner = nullptr;
    DropOverlay* m_overlay = nullptr;
    CurvesPanel* m_curves = nullptr;
    MapPanel* m_map = nullptr;
    QTabWidget* m_tabs = nullptr;
    ComparePanel* m_compare = nullptr;
    ExperimentPanel* m_experiment = nullptr;
    SweepPanel* m_sweep = nullptr;
    RateDialog* m_rateDialog = nullptr; // once it was asked for
    QDockWidget* m_experimentDock = nullptr;
    InspectorPanel* m_inspector = nullptr;
    QDockWidget* m_inspectorDock = nullptr;
    RunLibrary* m_library = nullptr;
    RunsPanel* m_runs = nullptr;
    NoticeBar* m_notice = nullptr; ///< offers to go on with a run that was interrupted
    qint64 m_interrupted = 0;      ///< that run
    QDockWidget* m_runsDock = nullptr;

    QMenu* m_recentMenu = nullptr;
    QAction* m_openFolder = nullptr;
    QAction* m_openFile = nullptr;
    QAction* m_openSample = nullptr;
    QAction* m_openRun = nullptr;
    QAction* m_saveRun = nullptr;
    QAction* m_download = nullptr;
    QAction* m_export = nullptr;
    QAction* m_exportMap = nullptr;
    QAction* m_start = nullptr;
    QAction* m_pause = nullptr;
    QAction* m_startOrPause = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_live = nullptr;
    QAction* m_findRate = nullptr;
    QAction* m_restoreBest = nullptr;
    QAction* m_fullScreen = nullptr;

    QProgressBar* m_progress = nullptr;
    QLabel* m_activity = nullptr;
    QLabel* m_liveState = nullptr;
    QLabel* m_device = nullptr;
    QLabel* m_epoch = nullptr;
    QLabel* m_rate = nullptr;
    QLabel* m_timeLeft = nullptr;
    QLabel* m_films = nullptr;
};

} // namespace matinee::ui
