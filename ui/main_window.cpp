#include "ui/main_window.h"

#include "ui/compare/compare_panel.h"
#include "ui/dialogs/download_dialog.h"
#include "ui/dialogs/file_chooser.h"
#include "ui/dialogs/help_dialogs.h"
#include "ui/forms/banner.h"
#include "ui/forms/drop_overlay.h"
#include "ui/forms/icons.h"
#include "ui/forms/notice_bar.h"
#include "ui/map/map_scene.h"
#include "ui/panels/curves_panel.h"
#include "ui/panels/data_panel.h"
#include "ui/panels/experiment_panel.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/map_panel.h"
#include "ui/state/colours.h"
#include "ui/state/figure_export.h"
#include "ui/state/map_session.h"
#include "ui/state/run_library.h"
#include "ui/state/session.h"
#include "ui/state/window_settings.h"
#include "ui/sweep/sweep_panel.h"
#include "ui/sweep/sweep_session.h"

#include <QAction>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QProgressBar>
#include <QSettings>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <utility>

namespace matinee::ui {

namespace {

constexpr int kLayoutVersion = 2; // raise it when docks or toolbars change
constexpr int kProgressSteps = 1000;
constexpr QSize kDefaultSize(1400, 900);
constexpr int kRunsHeight = 200;
constexpr QSize kFigureSize(1600, 900);

bool isRunFolder(const QString& path)
{
    return QFileInfo::exists(path + QStringLiteral("/run.json"));
}

/// The one local path that is dragged; empty if it is anything else.
QString draggedPath(const QMimeData* data)
{
    const auto urls = data->urls();
    return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

} // namespace

MainWindow::MainWindow(std::unique_ptr<QSettings> settings, std::unique_ptr<FileChooser> files, QWidget* parent)
    : QMainWindow(parent)
    , m_settings(std::move(settings))
    , m_files(files ? std::move(files) : std::make_unique<DialogFileChooser>())
    , m_session(new Session(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Matinee"));
    setWindowIcon(QIcon(QStringLiteral(":/matinee/icons/matinee.svg")));
    setAcceptDrops(true);
    mendQuietText();
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    makeCentre();
    makeDocks();
    makeActions();
    makeStatusBar();
    m_overlay = new DropOverlay(this);
    resize(kDefaultSize);
    sizeDocks();
    m_defaultLayout = saveState(kLayoutVersion);
    connectSession();
    restore();
    updateRecent();
    updateActions();
    updateStatus();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeCentre()
{
    m_library = new RunLibrary(RunStore::defaultFolder(), this);
    auto* centre = new QWidget(this);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_banner = new Banner(centre);
    layout->addWidget(m_banner);
    m_notice = new NoticeBar(QStringLiteral("interruptedNotice"), centre);
    layout->addWidget(m_notice);
    m_tabs = new QTabWidget(centre);
    m_tabs->setObjectName(QStringLiteral("tabs"));
    m_tabs->setAccessibleName(tr("Views"));
    m_tabs->setDocumentMode(true);
    m_curves = new CurvesPanel(*m_session);
    m_tabs->addTab(m_curves, tr("Curves"));
    m_map = new MapPanel(*m_session);
    m_map->setFileChooser(m_files.get());
    connect(m_map, &MapPanel::inspectorRequested, this, [this] {
        m_inspectorDock->show();
        m_inspectorDock->raise();
    });
    m_tabs->addTab(m_map, tr("Map"));
    m_compare = new ComparePanel(*m_session, *m_library, *m_files);
    connect(m_compare, &ComparePanel::failed, this,
            [this](const QString& message) { m_banner->showMessage(Banner::Kind::Error, message); });
    m_tabs->addTab(m_compare, tr("Compare"));
    m_tabs->addTab(new DataPanel(*m_session), tr("Data"));
    m_sweep = new SweepPanel(*m_session, *m_files);
    connect(m_sweep, &SweepPanel::experimentChosen, this,
            [this](const ExperimentSpec& spec, const QString& label, bool start) {
                m_experiment->propose(spec, label);
                if (start)
                    m_experiment->start();
            });
    m_tabs->addTab(m_sweep, tr("Sweep"));
    layout->addWidget(m_tabs, 1);
    setCentralWidget(centre);
}

QDockWidget* MainWindow::makeDock(const QString& name, const QString& title, QWidget* content, Qt::DockWidgetArea area)
{
    auto* made = new QDockWidget(title, this);
    made->setObjectName(name);
    made->setAccessibleName(title);
    made->setWidget(content);
    addDockWidget(area, made);
    return made;
}

void MainWindow::makeDocks()
{
    m_experiment = new ExperimentPanel(*m_session);
    m_experimentDock =
        makeDock(QStringLiteral("experimentDock"), tr("Experiment"), m_experiment, Qt::LeftDockWidgetArea);
    m_inspector = new InspectorPanel(*m_session);
    m_inspectorDock = makeDock(QStringLiteral("inspectorDock"), tr("Inspector"), m_inspector, Qt::RightDockWidgetArea);
    connect(m_inspector, &InspectorPanel::filmOnMapRequested, this, [this](int item) {
        m_tabs->setCurrentWidget(m_map);
        m_map->showFilm(item);
    });
    connect(m_inspector, &InspectorPanel::clusterOnMapRequested, this, [this](int cluster) {
        m_tabs->setCurrentWidget(m_map);
        m_map->showCluster(cluster);
    });
    makeRunsDock();
    // The experiment comes first in the Tab order, as it is read.
    setTabOrder(m_experiment, m_tabs);
    connect(m_experiment, &ExperimentPanel::openFolderRequested, this, &MainWindow::openFolder);
    connect(m_experiment, &ExperimentPanel::openFileRequested, this, &MainWindow::openFile);
    connect(m_experiment, &ExperimentPanel::downloadRequested, this, &MainWindow::download);
    connect(m_experiment, &ExperimentPanel::tensorBoardFolderRequested, this, [this] {
        m_files->openFolder(this, tr("Folder for TensorBoard files"),
                            [this](const QString& folder) { m_session->setTensorBoardFolder(folder); });
    });
    connect(m_experiment, &ExperimentPanel::startBlockerChanged, this, &MainWindow::updateActions);
}

QAction* MainWindow::addAction(const QString& name, const QString& text, const QKeySequence& shortcut)
{
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(shortcut);
    return action;
}

void MainWindow::makeActions()
{
    makeFileActions();
    auto* edit = menuBar()->addMenu(tr("&Edit"));
    edit->addAction(m_experiment->undoAction());
    edit->addAction(m_experiment->redoAction());
    makeViewActions();
    makeTrainingActions();
    makeHelpActions();

    auto* bar = addToolBar(tr("Main toolbar"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setAccessibleName(tr("Main toolbar"));
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setMovable(false);
    auto* open = new QToolButton(bar);
    open->setObjectName(QStringLiteral("toolbarOpen"));
    open->setText(tr("Open"));
    open->setAccessibleName(tr("Open"));
    open->setToolTip(tr("Open a data set or a run"));
    open->setIcon(icon(QStringLiteral("document-open"), QStringLiteral("open")));
    open->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    open->setPopupMode(QToolButton::MenuButtonPopup);
    connect(open, &QToolButton::clicked, m_openFolder, &QAction::trigger);
    auto* menu = new QMenu(open);
    menu->addActions({m_openFolder, m_openFile, m_openSample, m_openRun, m_download});
    open->setMenu(menu);
    bar->addWidget(open);
    bar->addSeparator();
    bar->addAction(m_startOrPause);
    bar->addAction(m_stop);
    bar->addAction(m_live);
    bar->addAction(m_findRate);
    bar->addSeparator();
    bar->addAction(m_export);
    for (auto* action : {m_startOrPause, m_stop, m_live, m_findRate, m_export})
        if (auto* button = bar->widgetForAction(action))
            button->setObjectName(QStringLiteral("toolbar_") + action->objectName());
    bar->widgetForAction(m_live)->setAccessibleName(tr("Live tuning"));
    bar->widgetForAction(m_findRate)->setAccessibleName(tr("Find a learning rate"));
}

void MainWindow::makeFileActions()
{
    m_openFolder = addAction(QStringLiteral("openFolderAction"), tr("&Open data set…"), QKeySequence::Open);
    m_openFolder->setToolTip(tr("Open a folder with a MovieLens release"));
    m_openFile = addAction(QStringLiteral("openFileAction"), tr("Open data set from &zip or file…"),
                           QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    m_openSample = addAction(QStringLiteral("openSampleAction"), tr("Open &sample"));
    m_openRun = addAction(QStringLiteral("openRunAction"), tr("Open &run…"), QKeySequence(Qt::CTRL | Qt::Key_R));
    m_saveRun = addAction(QStringLiteral("saveRunAction"), tr("Sa&ve run…"), QKeySequence::Save);
    m_download = addAction(QStringLiteral("downloadAction"), tr("&Download data set…"));
    m_export = addAction(QStringLiteral("exportAction"), tr("&Export figure…"), QKeySequence(Qt::CTRL | Qt::Key_E));
    m_export->setIcon(icon(QStringLiteral("document-export"), QStringLiteral("export")));
    m_export->setIconText(tr("Export"));
    makeMapActions();
    auto* quit = addAction(QStringLiteral("quitAction"), tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);

    connect(m_openFolder, &QAction::triggered, this, &MainWindow::openFolder);
    connect(m_openFile, &QAction::triggered, this, &MainWindow::openFile);
    connect(m_openSample, &QAction::triggered, this, [this] { m_session->openSource(QStringLiteral("sample")); });
    connect(m_openRun, &QAction::triggered, this, &MainWindow::openRunFolder);
    connect(m_saveRun, &QAction::triggered, this, &MainWindow::saveRun);
    connect(m_session, &Session::runSaved, this,
            [this](const QString& folder) { statusBar()->showMessage(tr("Saved the run in %1.").arg(folder), 5000); });
    connect(m_session, &Session::runSaveFailed, this,
            [this](const QString& message) { m_banner->showMessage(Banner::Kind::Error, message); });
    connect(m_download, &QAction::triggered, this, &MainWindow::download);
    connect(m_export, &QAction::triggered, this, &MainWindow::exportFigure);
    connect(quit, &QAction::triggered, this, &MainWindow::close);

    auto* menu = menuBar()->addMenu(tr("&File"));
    menu->addActions({m_openFolder, m_openFile, m_openSample});
    m_recentMenu = menu->addMenu(tr("Re&cent data sets"));
    m_recentMenu->setObjectName(QStringLiteral("recentMenu"));
    menu->addAction(m_download);
    menu->addAction(m_openRun);
    menu->addAction(m_saveRun);
    menu->addSeparator();
    menu->addAction(m_export);
    menu->addAction(m_exportMap);
    menu->addSeparator();
    menu->addAction(quit);
}

void MainWindow::makeViewActions()
{
    auto* menu = menuBar()->addMenu(tr("&View"));
    for (int tab = 0; tab < m_tabs->count(); ++tab) {
        auto* action = addAction(QStringLiteral("tabAction%1").arg(tab + 1), m_tabs->tabText(tab),
                                 QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + tab)));
        connect(action, &QAction::triggered, this, [this, tab] { m_tabs->setCurrentIndex(tab); });
        menu->addAction(action);
    }
    menu->addSeparator();
    auto* find = addAction(QStringLiteral("findFilmAction"), tr("F&ind a film"), QKeySequence::Find);
    connect(find, &QAction::triggered, this, [this] {
        m_tabs->setCurrentWidget(m_map);
        m_map->findFilm();
    });
    menu->addAction(find);
    menu->addSeparator();
    const auto dockAction = [menu](QDockWidget* dock, const QKeySequence& shortcut) {
        auto* action = dock->toggleViewAction();
        action->setObjectName(dock->objectName() + QStringLiteral("Action"));
        action->setShortcut(shortcut);
        menu->addAction(action);
    };
    dockAction(m_experimentDock, QKeySequence(Qt::Key_F9));
    dockAction(m_inspectorDock, QKeySequence(Qt::SHIFT | Qt::Key_F9));
    dockAction(m_runsDock, QKeySequence(Qt::CTRL | Qt::Key_F9));
    menu->addSeparator();
    m_fullScreen = addAction(QStringLiteral("fullScreenAction"), tr("&Full screen"), QKeySequence(Qt::Key_F11));
    m_fullScreen->setCheckable(true);
    connect(m_fullScreen, &QAction::toggled, this,
            [this](bool on) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, on)); });
    menu->addAction(m_fullScreen);
    auto* reset = addAction(QStringLiteral("resetLayoutAction"), tr("&Reset layout"));
    connect(reset, &QAction::triggered, this, &MainWindow::resetLayout);
    menu->addAction(reset);
}

void MainWindow::makeHelpActions()
{
    auto* menu = menuBar()->addMenu(tr("&Help"));
    auto* shortcuts = addAction(QStringLiteral("shortcutsAction"), tr("&Keyboard shortcuts"),
                                QKeySequence(Qt::CTRL | Qt::Key_Question));
    connect(shortcuts, &QAction::triggered, this, [this] { showShortcuts(this); });
    menu->addAction(shortcuts);
    auto* about = addAction(QStringLiteral("aboutAction"), tr("&About Matinee"));
    about->setMenuRole(QAction::AboutRole);
    connect(about, &QAction::triggered, this, [this] { showAbout(this); });
    menu->addAction(about);
}

void MainWindow::connectSession()
{
    const auto fail = [this](const QString& message) { m_banner->showMessage(Banner::Kind::Error, message); };
    connect(m_session, &Session::loadingStarted, this, [this](const QString& source) {
        m_activity->setText(tr("Loading %1…").arg(QFileInfo(source).fileName()));
        m_progress->setRange(0, 0);
        m_progress->show();
        updateActions();
    });
    connect(m_session, &Session::loadingProgress, this, [this](double fraction, const QString&) {
        m_progress->setRange(0, fraction < 0 ? 0 : kProgressSteps);
        m_progress->setValue(static_cast<int>(fraction * kProgressSteps));
    });
    connect(m_session, &Session::datasetChanged, this, [this] {
        m_fallBack = false;
        if (!std::exchange(m_keepBanner, false))
            m_banner->dismiss();
        const auto& warnings = m_session->dataset()->provenance.warnings;
        if (!warnings.empty())
            m_banner->showMessage(Banner::Kind::Warning, QString::fromStdString(warnings.front()));
        setWindowTitle(tr("%1 – Matinee").arg(QString::fromStdString(m_session->dataset()->name)));
        noteSource();
        updateStatus();
    });
    connect(m_session, &Session::datasetFailed, this, [this, fail](const QString& message) {
        fail(message);
        updateStatus();
        // What was open last time is gone: the sample is always there, and Start works.
        if (std::exchange(m_fallBack, false) && !m_session->dataset()) {
            m_keepBanner = true; // why is still to be read
            m_session->openSource(QStringLiteral("sample"));
        }
    });
    connect(m_session, &Session::trainingStarted, m_banner, &Banner::dismiss);
    connect(m_session, &Session::trainingPrepared, this, [this] {
        // While one training follows another a banner would push the curves up and down; they have the warning beside.
        if (m_session->isLiveTuning())
            m_banner->dismiss();
        else if (const auto& warning = m_session->runStart()->warning; !warning.empty())
            m_banner->showMessage(Banner::Kind::Warning, QString::fromStdString(warning));
        updateStatus();
    });
    connect(m_session, &Session::statsArrived, this, &MainWindow::updateStatus);
    connect(m_session, &Session::liveTuningChanged, this, [this] {
        updateActions();
        updateStatus();
    });
    connect(m_session, &Session::handRested, this, &MainWindow::updateStatus);
    connect(m_session, &Session::liveRunFinished, this, [this] {
        updateActions();
        updateStatus();
    });
    connect(m_session, &Session::trainingFinished, this, [this] {
        showDivergence();
        updateActions();
        updateStatus();
    });
    connect(m_session, &Session::restoreFailed, this, fail);
    connect(m_session, &Session::trainingFailed, this, fail);
    connect(m_session, &Session::problemNoticed, this,
            [this](const QString& message) { m_banner->showMessage(Banner::Kind::Warning, message); });
    connect(m_session, &Session::tensorBoardFailed, this,
            [this](const QString& message) { m_banner->showMessage(Banner::Kind::Warning, message); });
    connect(&m_session->films(), &MapSession::mapChanged, this, &MainWindow::updateStatus);
    connect(m_session, &Session::activityChanged, this, [this] {
        updateActions();
        updateStatus();
        if (m_closing && !m_session->isTraining())
            QMetaObject::invokeMethod(this, &MainWindow::close, Qt::QueuedConnection);
    });
}

void MainWindow::openLast()
{
    const WindowSettings settings(*m_settings);
    const auto source = settings.source();
    proposeFirst(source);
    m_fallBack = source != QLatin1String("sample");
    m_session->openSource(source);
}

void MainWindow::open(const QString& path)
{
    if (isRunFolder(path))
        m_session->openRun(path);
    else if (isExperimentFile(path))
        openExperiment(path);
    else {
        proposeFirst(path);
        m_session->openSource(path);
    }
}

void MainWindow::openFolder()
{
    m_files->openFolder(this, tr("Open a data set"), [this](const QString& path) { open(path); });
}

void MainWindow::openFile()
{
    m_files->openFile(
        this, tr("Open a data set"),
        tr("MovieLens data (*.zip *.csv *.dat *.data *.base *.test);;Experiments (*.json);;All files (*)"),
        [this](const QString& path) { open(path); });
}

void MainWindow::openRunFolder()
{
    m_files->openFolder(this, tr("Open a run"), [this](const QString& path) { m_session->openRun(path); });
}

void MainWindow::download()
{
    auto* dialog = new DownloadDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &DownloadDialog::downloaded, this, [this](const QString& path) {
        m_experiment->refreshSources();
        open(path);
    });
    dialog->open();
}

void MainWindow::saveRun()
{
    const auto run = m_session->run();
    if (!run)
        return;
    const auto suggestion =
        QStringLiteral("%1-%2-seed-%3")
            .arg(QString::fromStdString(run->dataset->name), QString::fromStdString(run->spec.model))
            .arg(run->spec.seed);
    m_files->saveFile(this, tr("Save the run as a folder"), tr("Run folders (*)"), suggestion,
                      [this](const QString& path) { m_session->saveRun(path); });
}

void MainWindow::exportFigure()
{
    const auto run = m_session->run();
    if (!run)
        return;
    const auto view = m_tabs->currentIndex() == 1 ? FigureView::Map : FigureView::Curves;
    const auto map = m_session->films().map();
    const auto shown = view == FigureView::Map && map ? shownMap() : MapFigure();
    const auto curves = m_curves->figure();
    m_files->saveFile(this, tr("Export figure"), figureNameFilters(view),
                      view == FigureView::Map ? QStringLiteral("map.png") : QStringLiteral("curves.png"),
                      [this, curves, view, map, shown](const QString& path) {
                          const auto error = matinee::ui::exportFigure(path, view, kFigureSize, curves, map.get(),
                                                                       shown.scene ? &shown : nullptr);
                          if (error.isEmpty())
                              statusBar()->showMessage(tr("Wrote %1.").arg(path), 5000);
                          else
                              m_banner->showMessage(Banner::Kind::Error, error);
                      });
}

void MainWindow::noteSource()
{
    WindowSettings(*m_settings).noteSource(QString::fromStdString(m_session->spec().data));
    updateRecent();
}

void MainWindow::updateRecent()
{
    const auto recent = WindowSettings(*m_settings).recentSources();
    m_experiment->setRecentSources(recent);
    m_recentMenu->clear();
    m_recentMenu->setEnabled(!recent.isEmpty());
    for (const auto& source : recent) {
        auto* action = m_recentMenu->addAction(source, this, [this, source] { open(source); });
        action->setEnabled(QFileInfo::exists(source));
    }
    m_recentMenu->addSeparator();
    m_recentMenu->addAction(tr("&Clear the list"), this, [this] {
        WindowSettings(*m_settings).clearRecentSources();
        // Not while the menu that holds the action is being walked.
        QMetaObject::invokeMethod(this, &MainWindow::updateRecent, Qt::QueuedConnection);
    });
}

void MainWindow::sizeDocks()
{
    resizeDocks({m_experimentDock, m_inspectorDock}, {360, 264}, Qt::Horizontal);
    resizeDocks({m_runsDock}, {kRunsHeight}, Qt::Vertical);
}

void MainWindow::resetLayout()
{
    restoreState(m_defaultLayout, kLayoutVersion);
    sizeDocks();
    m_fullScreen->setChecked(false);
}

void MainWindow::restore()
{
    const WindowSettings settings(*m_settings);
    restoreGeometry(settings.geometry());
    restoreState(settings.layout(), kLayoutVersion); // of another version: nothing happens
    m_fullScreen->setChecked(isFullScreen());
    m_tabs->setCurrentIndex(settings.tab());
    m_session->films().setClusterCount(settings.clusterCount(m_session->films().options().clusters));
    m_session->setTensorBoardFolder(settings.tensorBoardFolder());
    if (const auto spec = settings.spec())
        m_session->setSpec(*spec);
    m_live->setChecked(settings.liveTuning());
    m_inspector->setState(settings.inspector());
    if (const auto sweep = settings.sweep())
        m_sweep->sweep().setSpec(*sweep);
}

void MainWindow::save()
{
    WindowSettings settings(*m_settings);
    settings.setGeometry(saveGeometry());
    settings.setLayout(saveState(kLayoutVersion));
    settings.setTab(m_tabs->currentIndex());
    settings.setClusterCount(m_session->films().options().clusters);
    settings.setTensorBoardFolder(m_session->tensorBoardFolder());
    settings.setSpec(m_session->spec());
    settings.setLiveTuning(m_session->isLiveTuning());
    settings.setInspector(m_inspector->state());
    settings.setSweep(m_sweep->sweep().spec());
    m_settings->sync();
}

bool MainWindow::event(QEvent* event)
{
    if (event->type() == QEvent::ApplicationPaletteChange)
        mendQuietText();
    return QMainWindow::event(event);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    save();
    if (!m_session->isTraining()) {
        event->accept();
        return;
    }
    // The window stays alive, says so, and closes itself when the training has ended.
    event->ignore();
    m_closing = true;
    m_session->abandon();
    updateStatus();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const auto path = draggedPath(event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    const auto name = QFileInfo(path).fileName();
    m_overlay->showHint(m_session->isTraining() && !m_session->isLiveTuning() ? tr("Stop the training first")
                        : isRunFolder(path)      ? tr("Drop to open the run “%1”").arg(name)
                        : isExperimentFile(path) ? tr("Drop to open the experiment “%1”").arg(name)
                                                 : tr("Drop to open the data set “%1”").arg(name));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*)
{
    m_overlay->hide();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    m_overlay->hide();
    const auto path = draggedPath(event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    open(path);
}

} // namespace matinee::ui
