#include "ui/panels/map_side.h"

#include "ui/map/cluster_list.h"
#include "ui/panels/map_category_list.h"
#include "ui/panels/map_colour_bar.h"
#include "ui/state/cluster_desk.h"
#include "ui/state/count_text.h"
#include "ui/state/map_measures.h"
#include "ui/state/map_session.h"
#include "ui/state/number_text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

namespace matinee::ui {

namespace {

/// Of films with fewer ratings a model has learned next to nothing, so their place says nothing of the clusters.
constexpr int kRatingsToCompare = 20;

/// How well the clusters meet those that the data set was made with.
QString agreementText(const FilmMap& map, const Dataset& data)
{
    if (data.plantedClusters.empty())
        return {};
    std::vector<std::int32_t> planted;
    std::vector<std::int32_t> found;
    for (std::size_t row = 0; row < static_cast<std::size_t>(map.clustered); ++row) {
        if (map.ratings[row] < kRatingsToCompare)
            continue;
        planted.push_back(data.plantedClusters[static_cast<std::size_t>(map.items[row])]);
        found.push_back(map.clustering.assignment[row]);
    }
    return MapSide::tr("Agreement with the planted clusters: %1 (1 perfect, 0 chance)")
        .arg(numberText(adjustedRandIndex(found, planted), 'f', 2));
}

QLabel* makeNote(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setContentsMargins(8, 2, 8, 2);
    label->hide();
    return label;
}

QToolButton* makeButton(const QString& name, const QString& text, const QString& accessibleName, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setText(text);
    button->setAccessibleName(accessibleName);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

MapSide::MapSide(MapSession& session, MapMeasures& measures, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_measures(measures)
    , m_desk(new ClusterDesk(session, this))
    , m_legendTitle(new QLabel(this))
    , m_legend(new MapCategoryList(this))
    , m_bar(new MapColourBar(this))
    , m_clusters(new ClusterList(this))
    , m_showAll(makeButton(QStringLiteral("showAllClusters"), tr("Show all"), tr("Show all clusters"), this))
    , m_edit(makeButton(QStringLiteral("editClusters"), tr("Edit"), tr("Edit the clusters"), this))
    , m_quality(makeNote(QStringLiteral("mapQuality"), this))
    , m_agreement(makeNote(QStringLiteral("clusterAgreement"), this))
{
    setObjectName(QStringLiteral("mapSide"));
    setMinimumWidth(160);
    m_showAll->setToolTip(tr("Show all clusters (Escape in the map)"));
    m_showAll->setEnabled(false);
    connect(m_showAll, &QToolButton::clicked, this, &MapSide::showAllRequested);
    QFont bold = font();
    bold.setBold(true);
    m_legendTitle->setObjectName(QStringLiteral("mapLegendTitle"));
    m_legendTitle->setFont(bold);
    m_legendTitle->setContentsMargins(8, 4, 8, 0);
    auto* heading = new QLabel(tr("Cl&usters"), this);
    heading->setFont(bold);
    heading->setBuddy(m_clusters);
    const QString measure =
        tr("Adjusted Rand index, over films with %1 ratings or more").arg(QLocale().toString(kRatingsToCompare));
    m_agreement->setToolTip(measure);
    m_agreement->setAccessibleDescription(measure);
    makeActions();

    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 0, 4, 0);
    top->setSpacing(2);
    top->addWidget(heading);
    top->addStretch();
    top->addWidget(m_showAll);
    top->addWidget(m_edit);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(4);
    layout->addWidget(m_legendTitle);
    layout->addWidget(m_legend);
    layout->addWidget(m_bar);
    layout->addLayout(top);
    layout->addWidget(m_clusters, 1);
    layout->addWidget(m_quality);
    layout->addWidget(m_agreement);

    connect(m_clusters, &ClusterList::itemSelectionChanged, this, &MapSide::showChoice);
    connect(m_clusters, &ClusterList::currentItemChanged, this, &MapSide::showChoice);
    connect(m_clusters, &ClusterList::renameRequested, m_desk, &ClusterDesk::rename);
    connect(&session, &MapSession::stateChanged, this, &MapSide::showChoice);
    connect(&session, &MapSession::optionsChanged, this, &MapSide::showChoice);
    connect(&measures, &MapMeasures::measured, this, &MapSide::showMeasures);
    connect(&m_session, &MapSession::shownEpochChanged, this, &MapSide::showMeasures);
    setScene(nullptr, true);
}

void MapSide::makeActions()
{
    m_rename = addClusterAction(QStringLiteral("renameCluster"), tr("Re&name"), QKeySequence(Qt::Key_F2));
    connect(m_rename, &QAction::triggered, m_clusters, &ClusterList::editName);
    m_merge = addClusterAction(QStringLiteral("mergeClusters"), tr("&Merge the chosen ones"));
    m_merge->setToolTip(tr("Choose two clusters or more with Ctrl+click or Ctrl+Space"));
    connect(m_merge, &QAction::triggered, this, [this] { m_desk->merge(m_clusters->chosenClusters()); });
    m_split = addClusterAction(QStringLiteral("splitCluster"), tr("&Split in two"));
    connect(m_split, &QAction::triggered, this, [this] { m_desk->split(currentCluster()); });
    auto* separator = new QAction(this);
    separator->setSeparator(true);
    m_clusters->addAction(separator);
    m_undo = addClusterAction(QStringLiteral("undoClusters"), tr("&Undo"), QKeySequence(Qt::CTRL | Qt::Key_Z));
    m_redo =
        addClusterAction(QStringLiteral("redoClusters"), tr("&Redo"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    auto* stack = m_desk->undoStack();
    connect(m_undo, &QAction::triggered, stack, &QUndoStack::undo);
    connect(m_redo, &QAction::triggered, stack, &QUndoStack::redo);
    connect(stack, &QUndoStack::indexChanged, this, &MapSide::showChoice);
    connect(stack, &QUndoStack::cleanChanged, this, &MapSide::showChoice);

    m_clusters->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* menu = new QMenu(m_edit);
    menu->setObjectName(QStringLiteral("clusterMenu"));
    menu->addActions(m_clusters->actions());
    m_edit->setMenu(menu);
    m_edit->setPopupMode(QToolButton::InstantPopup);
}

QAction* MapSide::addClusterAction(const QString& name, const QString& text, const QKeySequence& shortcut)
{
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    // Ctrl+Z clashes with the window's: answerUndoKeys() comes before both.
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetShortcut);
    m_clusters->addAction(action);
    return action;
}

int MapSide::currentCluster() const
{
    const auto chosen = m_clusters->chosenClusters();
    return chosen.size() == 1 ? chosen.front() : -1;
}

void MapSide::showChoice()
{
    const bool editable = m_desk->canEdit();
    const auto chosen = m_clusters->chosenClusters();
    const auto& map = m_session.map();
    m_clusters->setEditable(editable);
    m_rename->setEnabled(editable && chosen.size() == 1);
    m_merge->setEnabled(editable && chosen.size() >= 2);
    m_split->setEnabled(editable && chosen.size() == 1 && map &&
                        static_cast<std::size_t>(chosen.front()) < map->clusters.size() &&
                        map->clusters[static_cast<std::size_t>(chosen.front())].size >= 2);
    const auto* stack = m_desk->undoStack();
    m_undo->setEnabled(editable && stack->canUndo());
    m_redo->setEnabled(editable && stack->canRedo());
    m_undo->setText(stack->canUndo() ? tr("&Undo: %1").arg(stack->undoText()) : tr("&Undo"));
    m_redo->setText(stack->canRedo() ? tr("&Redo: %1").arg(stack->redoText()) : tr("&Redo"));
    m_edit->setEnabled(map != nullptr);
}

void MapSide::setScene(const MapScene* scene, bool byCluster)
{
    const auto& map = m_session.map();
    m_clusters->setFilms(map.get(), m_session.dataset().get());
    m_clusters->setColoured(byCluster);
    const bool legend = scene && !byCluster;
    const bool scale = legend && !scene->scale.isNull();
    m_legendTitle->setVisible(legend);
    m_legendTitle->setText(legend ? scene->legendTitle : QString());
    m_legend->setScene(legend && !scale ? scene : nullptr);
    m_legend->setVisible(legend && !scale);
    if (scale)
        m_bar->setScene(*scene);
    m_bar->setVisible(scale);
    const QString agreement = map ? agreementText(*map, *m_session.dataset()) : QString();
    m_agreement->setText(agreement);
    m_agreement->setVisible(!agreement.isEmpty());
    showMeasures();
    showChoice();
}

void MapSide::setIsolated(const std::set<int>& clusters, const std::set<int>& categories)
{
    m_clusters->setIsolatedClusters(clusters);
    m_legend->setIsolated(categories);
    m_showAll->setEnabled(!clusters.empty() || !categories.empty());
}

void MapSide::showMeasures()
{
    const auto& measures = m_measures.measures();
    m_quality->setVisible(measures.has_value());
    m_clusters->setSilhouettes(measures ? measures->silhouette.perCluster : std::vector<double>());
    if (!measures)
        return;
    const auto& [quality, silhouette] = *measures;
    const auto number = [](double value) { return numberText(value, 'f', 2); };
    const QString text = tr("Trustworthiness %1, continuity %2, silhouette %3")
                             .arg(number(quality.trustworthiness), number(quality.continuity), number(silhouette.mean));
    // While another epoch is shown they are still those of the map.
    const auto& map = m_session.map();
    m_quality->setText(map && m_session.shownEpoch() != map->epoch ? tr("Epoch %1: %2").arg(map->epoch).arg(text)
                                                                   : text);
    const auto rows = [](std::size_t measured, std::size_t all) {
        const auto count = filmCountText(static_cast<qlonglong>(measured));
        return measured < all ? MapSide::tr("a sample of %1").arg(count) : MapSide::tr("all %1").arg(count);
    };
    const QString help =
        tr("How far may the picture be believed? Trustworthiness: whether films that are near in the picture are near "
           "to the model, too. Continuity: whether films that are near to the model are near in the picture. 1: all "
           "of the %1 nearest; about 0.5: as by chance. Over %2.\n\nSilhouette: whether films are nearer to their own "
           "cluster than to the next one, to the model. 1: far nearer; 0: just as near. Over %3.")
            .arg(QString::number(quality.neighbours), rows(quality.rowsMeasured, quality.rows),
                 rows(silhouette.rows.size(), quality.rows));
    m_quality->setToolTip(help);
    m_quality->setAccessibleDescription(help);
}

bool MapSide::answerUndoKeys(QEvent* event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool undo = key->matches(QKeySequence::Undo);
    if (!undo && !key->matches(QKeySequence::Redo))
        return false;
    if (event->type() == QEvent::KeyPress)
        (undo ? m_undo : m_redo)->trigger();
    event->accept();
    return true;
}

} // namespace matinee::ui
