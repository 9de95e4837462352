#include "ui/forms/banner.h"
#include "ui/main_window.h"
#include "ui/map/film_map_view.h"
#include "ui/map/film_scene.h"
#include "ui/panels/map_panel.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <QAction>
#include <QDir>
#include <QStatusBar>

// What the window does with the film map.

namespace matinee::ui {

void MainWindow::makeMapActions()
{
    m_exportMap = addAction(QStringLiteral("exportMapAction"), tr("Export &map data…"));
    m_exportMap->setToolTip(tr("Write every film with its place and cluster, and its vector, as tables into a folder"));
    m_exportMap->setEnabled(false);
    connect(m_exportMap, &QAction::triggered, this, &MainWindow::exportMapData);
    const auto& films = m_session->films();
    connect(&films, &MapSession::mapChanged, this,
            [this] { m_exportMap->setEnabled(m_session->films().map() != nullptr); });
    connect(&films, &MapSession::dataWritten, this, [this](const QString& folder) {
        statusBar()->showMessage(tr("Wrote the map's tables into %1.").arg(folder), 5000);
    });
    connect(&films, &MapSession::dataFailed, this,
            [this](const QString& message) { m_banner->showMessage(Banner::Kind::Error, message); });
}

MapFigure MainWindow::shownMap() const
{
    auto figure = m_map->view()->figure();
    if (!figure.scene || !m_session->run())
        return figure;
    const auto described = makeFilmScene(m_session->films().map(), *m_session->run());
    auto scene = std::make_shared<MapScene>(*figure.scene);
    scene->title = described.title;
    scene->provenanceText = described.provenanceText;
    figure.scene = std::move(scene);
    return figure;
}

void MainWindow::exportMapData()
{
    m_files->saveFile(
        this, tr("Export the map's tables into a folder"), tr("Folders (*)"), QStringLiteral("film-map"),
        [this](const QString& path) {
            if (const QDir dir(path); dir.exists() && !dir.isEmpty() && !dir.exists(QStringLiteral("films.csv"))) {
                m_banner->showMessage(Banner::Kind::Error,
                                      tr("%1 holds other files; choose a new folder for the tables.").arg(path));
                return;
            }
            m_session->films().writeData(path);
        });
}

} // namespace matinee::ui
