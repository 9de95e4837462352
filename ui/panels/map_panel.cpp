#include "ui/panels/map_panel.h"

#include "ui/map/cluster_list.h"
#include "ui/map/film_map_view.h"
#include "ui/panels/map_search.h"
#include "ui/state/colours.h"
#include "ui/state/map_items.h"
#include "ui/state/map_session.h"
#include "ui/state/number_text.h"
#include "ui/state/session.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kFewestClusters = 2;
constexpr int kMostClusters = 30;
/// Of films with fewer ratings a model has learned next to nothing, so their place says nothing of the clusters.
constexpr int kRatingsToCompare = 20;

/// How well the clusters meet those that the data set was made with.
QString agreementText(const FilmMap& map, const Dataset& data)
{
    if (data.plantedClusters.empty())
        return {};
    std::vector<std::int32_t> planted;
    std::vector<std::int32_t> found;
    for (std::size_t row = 0; row < map.items.size(); ++row) {
        if (map.ratings[row] < kRatingsToCompare)
            continue;
        planted.push_back(data.plantedClusters[static_cast<std::size_t>(map.items[row])]);
        found.push_back(map.clustering.assignment[row]);
    }
    return MapPanel::tr("Agreement with the planted clusters: %1 (1 perfect, 0 chance)")
        .arg(numberText(adjustedRandIndex(found, planted), 'f', 2));
}

} // namespace

MapPanel::MapPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("mapPanel"));
    m_view = new FilmMapView(this);

    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("mapSplitter"));
    splitter->addWidget(m_view);
    splitter->addWidget(makeSide());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setCollapsible(0, false);
    splitter->setSizes({760, 224});

    m_error = new QLabel(this);
    m_error->setObjectName(QStringLiteral("mapError"));
    m_error->setWordWrap(true);
    m_error->setContentsMargins(8, 0, 8, 8);
    m_error->hide();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeStrip());
    layout->addWidget(m_error);
    layout->addWidget(splitter, 1);

    connect(m_view, &FilmMapView::itemSelected, &m_session,
            [this](int item) { m_session.selectItem(m_session.itemOfRun(item)); });
    connect(m_view, &FilmMapView::itemActivated, this, &MapPanel::inspectorRequested);
    connect(m_view, &FilmMapView::isolatedClusterChanged, this, [this](int cluster) {
        m_clusters->setIsolatedCluster(cluster);
        m_showAll->setEnabled(cluster >= 0);
    });
    connect(m_view, &FilmMapView::cleared, m_search, &MapSearch::clear);
    connect(m_clusters, &ClusterList::isolateRequested, this, [this](int cluster) {
        m_view->setIsolatedCluster(cluster);
        m_view->revealCluster(cluster);
    });
    connect(m_clusters, &ClusterList::clusterActivated, this, &MapPanel::showCluster);
    connect(m_clusters, &ClusterList::filmChosen, this, [this](int item) { showFilm(m_session.itemOfRun(item)); });

    connect(&m_session.films(), &MapSession::mapChanged, this, &MapPanel::showMap);
    connect(&m_session.films(), &MapSession::mapMoved, this, &MapPanel::showMap);
    connect(&m_session.films(), &MapSession::stateChanged, this, &MapPanel::showState);
    connect(&m_session.films(), &MapSession::optionsChanged, this, &MapPanel::showClusterCount);
    connect(&m_session, &Session::trainingStarted, this, &MapPanel::showMap);
    connect(&m_session, &Session::datasetChanged, this, &MapPanel::showMap);
    connect(&m_session, &Session::trainingRestarted, this, &MapPanel::showState);
    connect(&m_session, &Session::trainingFinished, this, &MapPanel::showState);
    connect(&m_session, &Session::trainingFailed, this, &MapPanel::showState);
    connect(&m_session, &Session::activityChanged, this, &MapPanel::showState);
    connect(&m_session.films(), &MapSession::mapFailed, this, [this](const QString& message) {
        if (m_session.films().map()) {
            QPalette colours = palette();
            colours.setColor(QPalette::WindowText, errorColour(isDark(colours)));
            m_error->setPalette(colours);
            m_error->setText(message);
            m_error->show();
        } else {
            m_view->setEmptyText(tr("There is no map"), message);
        }
    });
    connect(&m_session, &Session::selectionChanged, this,
            [this] { m_view->setSelectedItem(m_session.itemInRun(m_session.selectedItem())); });
    showMap();
}

QWidget* MapPanel::makeStrip()
{
    auto* strip = new QWidget(this);

    m_search = new MapSearch(m_session, strip);
    connect(m_search, &MapSearch::hitsChanged, this, [this] { m_view->setSearchHits(m_search->ringedRows()); });
    connect(m_search, &MapSearch::filmChosen, this, &MapPanel::showFilm);

    m_clusterSlider = new QSlider(Qt::Horizontal, strip);
    m_clusterSlider->setObjectName(QStringLiteral("clusterSlider"));
    m_clusterSlider->setAccessibleName(tr("Number of clusters, slider"));
    m_clusterSlider->setRange(kFewestClusters, kMostClusters);
    m_clusterSlider->setPageStep(5);
    m_clusterSlider->setMinimumWidth(80);
    m_clusterSlider->setMaximumWidth(160);
    m_clusterSpin = new QSpinBox(strip);
    m_clusterSpin->setObjectName(QStringLiteral("clusterCount"));
    m_clusterSpin->setAccessibleName(tr("Number of clusters"));
    m_clusterSpin->setRange(kFewestClusters, kMostClusters);
    m_clusterSpin->setKeyboardTracking(false);
    auto* clusterLabel = new QLabel(tr("&Clusters"), strip);
    clusterLabel->setBuddy(m_clusterSpin);
    showClusterCount();
    connect(m_clusterSlider, &QSlider::valueChanged, m_clusterSpin, &QSpinBox::setValue);
    connect(m_clusterSpin, &QSpinBox::valueChanged, this, [this](int clusters) {
        m_clusterSlider->setValue(clusters);
        m_session.films().setClusterCount(clusters);
    });

    m_density = new QComboBox(strip);
    m_density->setObjectName(QStringLiteral("labelDensity"));
    m_density->setAccessibleName(tr("How many titles the map shows"));
    m_density->addItem(tr("None"), QVariant::fromValue(FilmMapView::LabelDensity::None));
    m_density->addItem(tr("Few"), QVariant::fromValue(FilmMapView::LabelDensity::Few));
    m_density->addItem(tr("Some"), QVariant::fromValue(FilmMapView::LabelDensity::Some));
    m_density->addItem(tr("Many"), QVariant::fromValue(FilmMapView::LabelDensity::Many));
    m_density->setCurrentIndex(2);
    auto* densityLabel = new QLabel(tr("T&itles"), strip);
    densityLabel->setBuddy(m_density);
    connect(m_density, &QComboBox::currentIndexChanged, this,
            [this] { m_view->setLabelDensity(m_density->currentData().value<FilmMapView::LabelDensity>()); });

    m_fit = new QToolButton(strip);
    m_fit->setObjectName(QStringLiteral("mapFit"));
    m_fit->setText(tr("&Whole map"));
    m_fit->setAccessibleName(tr("Show the whole map"));
    m_fit->setToolTip(tr("Show the whole map (0)"));
    m_fit->setFocusPolicy(Qt::StrongFocus);
    connect(m_fit, &QToolButton::clicked, m_view, &FilmMapView::fit);

    auto* layout = new QHBoxLayout(strip);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_search, 1);
    layout->addStretch(1);
    layout->addWidget(clusterLabel);
    layout->addWidget(m_clusterSlider);
    layout->addWidget(m_clusterSpin);
    layout->addSpacing(8);
    layout->addWidget(densityLabel);
    layout->addWidget(m_density);
    layout->addSpacing(8);
    layout->addWidget(m_fit);
    return strip;
}

QWidget* MapPanel::makeSide()
{
    m_side = new QWidget(this);
    m_side->setMinimumWidth(160);
    auto* heading = new QLabel(tr("Cl&usters"), m_side);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    m_clusters = new ClusterList(m_side);
    heading->setBuddy(m_clusters);
    m_showAll = new QToolButton(m_side);
    m_showAll->setObjectName(QStringLiteral("showAllClusters"));
    m_showAll->setText(tr("Show all"));
    m_showAll->setAccessibleName(tr("Show all clusters"));
    m_showAll->setToolTip(tr("Show all clusters (Escape in the map)"));
    m_showAll->setAutoRaise(true);
    m_showAll->setFocusPolicy(Qt::StrongFocus);
    m_showAll->setEnabled(false);
    connect(m_showAll, &QToolButton::clicked, this, [this] { m_view->setIsolatedCluster(-1); });
    m_agreement = new QLabel(m_side);
    m_agreement->setObjectName(QStringLiteral("clusterAgreement"));
    m_agreement->setWordWrap(true);
    m_agreement->setContentsMargins(8, 6, 8, 6);
    const QString measure =
        tr("Adjusted Rand index, over films with %1 ratings or more").arg(QLocale().toString(kRatingsToCompare));
    m_agreement->setToolTip(measure);
    m_agreement->setAccessibleDescription(measure);
    m_agreement->hide();

    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 0, 4, 0);
    top->addWidget(heading);
    top->addStretch();
    top->addWidget(m_showAll);
    auto* layout = new QVBoxLayout(m_side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_clusters, 1);
    layout->addWidget(m_agreement);
    m_side->hide();
    return m_side;
}

void MapPanel::showMap()
{
    const auto& map = m_session.films().map();
    const auto dataset = m_session.films().dataset(); // its indices are the map's
    m_error->hide();
    // No empty list before there is anything to list; later it stays, so that a new training does not move the map.
    m_side->setVisible(map || !m_side->isHidden());
    m_view->setFilms(map, dataset);
    m_view->setSelectedItem(m_session.itemInRun(m_session.selectedItem()));
    m_clusters->setFilms(map.get(), dataset.get());
    m_clusters->setIsolatedCluster(m_view->isolatedCluster());
    m_showAll->setEnabled(m_view->isolatedCluster() >= 0);
    const QString agreement = map ? agreementText(*map, *dataset) : QString();
    m_agreement->setText(agreement);
    m_agreement->setVisible(!agreement.isEmpty());
    m_fit->setEnabled(map != nullptr);
    showClusterCount();
    showState();
}

void MapPanel::showState()
{
    m_view->setOutdated(m_session.films().isOld());
    if (m_session.films().map())
        return;
    if (m_session.isTraining()) {
        m_view->setEmptyText(tr("Training"), tr("The map of the films appears when the training ends."));
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

void MapPanel::showClusterCount()
{
    const QSignalBlocker spin(m_clusterSpin);
    const QSignalBlocker slider(m_clusterSlider);
    m_clusterSpin->setValue(m_session.films().options().clusters);
    m_clusterSlider->setValue(m_session.films().options().clusters);
}

void MapPanel::findFilm()
{
    m_search->startTyping();
}

void MapPanel::showFilm(int item)
{
    m_session.selectItem(item);
    m_view->centreOn(mapRow(m_session, item));
}

void MapPanel::showCluster(int cluster)
{
    m_view->setIsolatedCluster(cluster);
    m_view->fitCluster(cluster);
}

} // namespace matinee::ui
