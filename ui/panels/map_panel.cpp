#include "ui/panels/map_panel.h"

#include "ui/dialogs/cluster_dialog.h"
#include "ui/map/cluster_list.h"
#include "ui/map/film_map_view.h"
#include "ui/map/map_trails.h"
#include "ui/panels/map_category_list.h"
#include "ui/panels/map_scrubber.h"
#include "ui/panels/map_search.h"
#include "ui/panels/map_side.h"
#include "ui/panels/map_strip.h"
#include "ui/panels/selection_pane.h"
#include "ui/state/colours.h"
#include "ui/state/map_items.h"
#include "ui/state/map_measures.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kTableHeight = 220;

} // namespace

MapPanel::MapPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_measures(new MapMeasures(session.films(), this))
    , m_search(new MapSearch(session, this))
    , m_strip(new MapStrip(session.films(), m_search, this))
    , m_error(new QLabel(this))
    , m_view(new FilmMapView(this))
    , m_side(new MapSide(session.films(), *m_measures, this))
    , m_selection(new SelectionPane(session, m_scenes, this))
    , m_below(new QSplitter(Qt::Vertical, this))
{
    setObjectName(QStringLiteral("mapPanel"));
    m_error->setObjectName(QStringLiteral("mapError"));
    m_error->setWordWrap(true);
    m_error->setContentsMargins(8, 0, 8, 8);
    m_error->hide();
    m_side->hide();

    m_below->setObjectName(QStringLiteral("mapSelectionSplitter"));
    m_below->addWidget(m_view);
    m_below->addWidget(m_selection);
    m_below->setStretchFactor(0, 1);
    m_below->setStretchFactor(1, 0);
    m_below->setChildrenCollapsible(false);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("mapSplitter"));
    splitter->addWidget(m_below);
    splitter->addWidget(m_side);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setCollapsible(0, false);
    splitter->setSizes({760, 240});

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_error);
    layout->addWidget(splitter, 1);
    layout->addWidget(new MapScrubber(m_session.films(), this));

    connectView();
    connectSession();
    new MapTrails(m_session, *m_view); // after the panel, which shows another map first
    showMap();
}

MapPanel::~MapPanel() = default;

void MapPanel::connectView()
{
    connect(m_view, &FilmMapView::itemSelected, &m_session,
            [this](int item) { m_session.selectItem(m_session.itemOfRun(item)); });
    connect(m_view, &FilmMapView::itemActivated, this, &MapPanel::inspectorRequested);
    connect(m_view, &FilmMapView::isolatedClusterChanged, this, &MapPanel::showIsolation);
    connect(m_view, &FilmMapView::isolatedCategoriesChanged, this, &MapPanel::showIsolation);
    connect(m_view, &FilmMapView::cleared, m_search, &MapSearch::clear);
    connect(m_view, &FilmMapView::toolChanged, this, [this] { m_strip->showTool(m_view->tool()); });
    connect(m_view, &FilmMapView::selectionChanged, this, [this] {
        if (m_changing || !m_view->scene())
            return;
        std::vector<std::int32_t> items;
        for (const auto row : m_view->selection()) {
            if (const int item = m_view->scene()->itemOf(row); item >= 0)
                items.push_back(item);
        }
        m_session.films().setSelection(std::move(items));
    });
    connect(m_search, &MapSearch::hitsChanged, this, [this] { m_view->setSearchHits(m_search->ringedRows()); });
    connect(m_search, &MapSearch::filmChosen, this, &MapPanel::showFilm);

    connect(m_strip, &MapStrip::lookChanged, this, &MapPanel::showMap);
    connect(m_strip, &MapStrip::densityChanged, this, [this] { m_view->setLabelDensity(m_strip->density()); });
    connect(m_strip, &MapStrip::toolChosen, m_view, &FilmMapView::setTool);
    connect(m_strip, &MapStrip::fitRequested, m_view, &FilmMapView::fit);
    connect(m_strip, &MapStrip::chooseRequested, this, &MapPanel::openChoice);

    connect(m_side, &MapSide::showAllRequested, this, [this] {
        m_view->setIsolatedCluster(-1);
        m_view->setIsolatedCategories({});
    });
    connect(m_side->clusters(), &ClusterList::isolateRequested, this, &MapPanel::isolateClusters);
    connect(m_side->clusters(), &ClusterList::clusterActivated, this, &MapPanel::showCluster);
    connect(m_side->clusters(), &ClusterList::filmChosen, this,
            [this](int item) { showFilm(m_session.itemOfRun(item)); });
    connect(m_side->legend(), &MapCategoryList::isolateRequested, m_view, &FilmMapView::setIsolatedCategories);

    connect(m_selection, &SelectionPane::filmChosen, this, [this](int item) { showFilm(m_session.itemOfRun(item)); });
    connect(m_selection, &SelectionPane::filmActivated, this, &MapPanel::inspectorRequested);
    connect(m_selection, &SelectionPane::failed, this, &MapPanel::showError);
    connect(m_selection, &SelectionPane::tableToggled, this, [this](bool shown) {
        const int all = m_below->height();
        const int pane = shown ? std::min(kTableHeight, all / 2) : m_selection->minimumHeight();
        m_below->setSizes({all - pane, pane});
    });
}

void MapPanel::connectSession()
{
    auto& films = m_session.films();
    connect(&films, &MapSession::mapChanged, this, &MapPanel::showMap);
    connect(&films, &MapSession::mapMoved, this, &MapPanel::moveMap);
    connect(&films, &MapSession::pictureFormed, this, &MapPanel::showForming);
    // Given up while it formed: back to where the films are.
    connect(&films, &MapSession::stateChanged, this, [this] {
        if (!m_session.films().isWorking())
            setPlaces(m_session.films().places().x, m_session.films().places().y);
    });
    connect(&films, &MapSession::stateChanged, this, &MapPanel::showState);
    connect(&films, &MapSession::selectionChanged, this, &MapPanel::showSelection);
    connect(&films, &MapSession::mapFailed, this, &MapPanel::showError);
    connect(&m_session, &Session::trainingStarted, this, &MapPanel::showMap);
    connect(&m_session, &Session::datasetChanged, this, &MapPanel::showMap);
    connect(&m_session, &Session::trainingRestarted, this, &MapPanel::showState);
    connect(&m_session, &Session::trainingFinished, this, &MapPanel::showState);
    connect(&m_session, &Session::trainingFailed, this, &MapPanel::showState);
    connect(&m_session, &Session::activityChanged, this, &MapPanel::showState);
    connect(&m_session, &Session::selectionChanged, this,
            [this] { m_view->setSelectedItem(m_session.itemInRun(m_session.selectedItem())); });
}

void MapPanel::setFileChooser(FileChooser* files)
{
    m_selection->setFileChooser(files);
}

void MapPanel::showMap()
{
    const auto& films = m_session.films();
    const auto& map = films.map();
    m_shown = map;
    m_error->hide();
    // No empty list before there is anything to list; later it stays, so that a new training does not move the map.
    m_side->setVisible(map || !m_side->isHidden());
    const auto look = m_strip->look();
    const auto scene = map ? m_scenes.make(map, films.dataset(), look, films.places(), films.userPlaces()) : nullptr;
    m_changing = true; // that rows go is no choice of the person's
    m_view->setScene(scene);
    m_changing = false;
    m_byCluster = !map || look.colouring.by == MapColouring::By::Cluster || !canColour(*map, look.colouring);
    m_view->setSelectedItem(m_session.itemInRun(m_session.selectedItem()));
    m_view->setSearchHits(m_search->ringedRows());
    m_side->setScene(scene.get(), m_byCluster);
    showIsolation();
    showSelection();
    showState();
}

bool MapPanel::setPlaces(std::vector<float> x, std::vector<float> y)
{
    const auto& films = m_session.films();
    if (!films.map() || films.map() != m_shown || !m_view->scene())
        return false;
    // The scene has the films in clusters, the rare ones where they are asked for, and the users.
    const auto& map = *films.map();
    if (!m_strip->look().rare) {
        x.resize(static_cast<std::size_t>(map.clustered));
        y.resize(static_cast<std::size_t>(map.clustered));
    }
    if (map.options.users) {
        x.insert(x.end(), films.userPlaces().x.begin(), films.userPlaces().x.end());
        y.insert(y.end(), films.userPlaces().y.begin(), films.userPlaces().y.end());
    }
    if (x.size() != m_view->scene()->size())
        return false;
    m_view->setPositions(std::move(x), std::move(y));
    return true;
}

void MapPanel::showForming(const Projection& picture)
{
    // The rare films and the users are placed when the others have come to rest.
    auto x = m_session.films().places().x;
    auto y = m_session.films().places().y;
    std::copy(picture.x.begin(), picture.x.end(), x.begin());
    std::copy(picture.y.begin(), picture.y.end(), y.begin());
    setPlaces(std::move(x), std::move(y));
}

void MapPanel::moveMap()
{
    const auto& films = m_session.films();
    if (setPlaces(films.places().x, films.places().y)) // another epoch: the films alone are elsewhere
        return;
    m_shown = films.map();
    const auto scene =
        films.map() ? m_scenes.make(films.map(), films.dataset(), m_strip->look(), films.places(), films.userPlaces())
                    : nullptr;
    if (!scene || !m_view->scene() || scene->item != m_view->scene()->item) {
        showMap();
        return;
    }
    // The places first: then the scene's are the same, and the map stays as it is looked at.
    m_view->setPositions(scene->x, scene->y);
    if (scene->colour == m_view->scene()->colour && scene->categories.size() == m_view->scene()->categories.size())
        return;
    m_changing = true;
    m_view->setScene(scene);
    m_changing = false;
    m_side->setScene(scene.get(), m_byCluster);
    showIsolation();
}

void MapPanel::showIsolation()
{
    std::set<int> clusters;
    if (m_view->isolatedCluster() >= 0)
        clusters.insert(m_view->isolatedCluster());
    else if (m_byCluster)
        clusters = m_view->isolatedCategories();
    m_side->setIsolated(clusters, m_byCluster ? std::set<int>() : m_view->isolatedCategories());
}

void MapPanel::isolateClusters(const std::set<int>& clusters)
{
    // Several of them can be told by the colours alone.
    if (m_byCluster)
        m_view->setIsolatedCategories(clusters.size() > 1 ? clusters : std::set<int>());
    const int cluster = clusters.size() == 1 ? *clusters.begin() : -1;
    m_view->setIsolatedCluster(cluster);
    if (cluster >= 0)
        m_view->revealCluster(cluster);
}

void MapPanel::showSelection()
{
    const auto& map = m_session.films().map();
    if (!map || !m_view->scene())
        return;
    std::vector<std::int32_t> rows;
    for (const auto item : m_session.films().selection()) {
        const auto row = map->rowOfItem[static_cast<std::size_t>(item)];
        if (row >= 0 && m_view->scene()->itemOf(row) == item) // one with few ratings may not be drawn
            rows.push_back(row);
    }
    m_changing = true;
    m_view->setSelection(std::move(rows));
    m_changing = false;
}

void MapPanel::showState()
{
    m_view->setOutdated(m_session.films().isOld());
    if (m_session.films().map())
        return;
    if (m_session.isTraining()) {
        m_view->setEmptyText(tr("Training"), m_session.films().followsTraining()
                                                 ? tr("The map of the films appears after the first epoch.")
                                                 : tr("The map of the films appears when the training ends."));
    } else if (!m_session.run()) {
        m_view->setEmptyText(tr("No run yet"),
                             tr("Start a training in the Experiment dock; the map of its films appears here."));
    } else if (const ModelInfo& model = modelInfo(m_session.run()->spec.model); !model.hasEmbeddings) {
        m_view->setEmptyText(tr("%1 has no film factors").arg(QString::fromStdString(model.name)),
                             tr("Choose matrix factorisation and train again to see a map of the films."));
    } else if (m_session.films().hasDiverged()) {
        m_view->setEmptyText(tr("There is no map"),
                             tr("This run diverged: its film vectors are not numbers. A smaller learning rate or "
                                "initial scale may help."));
    } else {
        m_view->setEmptyText(tr("Placing the films"), tr("Their factors are being projected and clustered."));
    }
}

void MapPanel::showError(const QString& message)
{
    if (!m_session.films().map()) {
        m_view->setEmptyText(tr("There is no map"), message);
        return;
    }
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, errorColour(isDark(colours)));
    m_error->setPalette(colours);
    m_error->setText(message);
    m_error->show();
}

void MapPanel::openChoice()
{
    if (!m_choice)
        m_choice = new ClusterDialog(m_session.films(), *m_measures, this);
    m_choice->show();
    m_choice->raise();
    m_choice->activateWindow();
    m_choice->find();
}

void MapPanel::findFilm()
{
    m_search->startTyping();
}

void MapPanel::showFilm(int item)
{
    m_session.selectItem(item);
    const int row = mapRow(m_session, item);
    if (row >= 0 && m_view->scene() && m_view->scene()->itemOf(row) >= 0)
        m_view->centreOn(row);
}

void MapPanel::showCluster(int cluster)
{
    m_view->setIsolatedCategories({});
    m_view->setIsolatedCluster(cluster);
    m_view->fitCluster(cluster);
}

bool MapPanel::event(QEvent* event)
{
    return m_side->answerUndoKeys(event) || QWidget::event(event);
}

void MapPanel::showEvent(QShowEvent* event)
{
    m_measures->setWanted(true);
    QWidget::showEvent(event);
}

void MapPanel::hideEvent(QHideEvent* event)
{
    m_measures->setWanted(false);
    QWidget::hideEvent(event);
}

} // namespace matinee::ui
