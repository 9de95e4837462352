#include "ui/map/map_trails.h"

#include "ui/map/film_map_view.h"
#include "ui/state/map_session.h"
#include "ui/state/map_timeline.h"
#include "ui/state/session.h"

#include <QEvent>

#include <algorithm>

namespace matinee::ui {

namespace {

/// More ways cross each other too often to be told apart.
constexpr std::size_t kMostTrails = 40;

} // namespace

MapTrails::MapTrails(Session& session, FilmMapView& view)
    : QObject(&view)
    , m_session(session)
    , m_films(session.films())
    , m_view(view)
{
    view.installEventFilter(this);
    m_films.setWatched(view.isVisible());
    connect(&m_films, &MapSession::mapMoved, this, &MapTrails::show);
    connect(&m_films, &MapSession::mapChanged, this, &MapTrails::show);
    connect(&m_films.timeline(), &MapTimeline::trailsChanged, this, &MapTrails::show);
    connect(&m_films.timeline(), &MapTimeline::framesChanged, this, &MapTrails::show);
    connect(&m_films, &MapSession::selectionChanged, this, &MapTrails::show);
    connect(&session, &Session::selectionChanged, this, &MapTrails::show);
}

bool MapTrails::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Show || event->type() == QEvent::Hide)
        m_films.setWatched(event->type() == QEvent::Show);
    return QObject::eventFilter(watched, event);
}

void MapTrails::show()
{
    std::vector<MapTrail> trails;
    const auto& map = m_films.map();
    const auto& timeline = m_films.timeline();
    if (map && timeline.showsTrails() && timeline.hasEpochs()) {
        auto items = m_films.selection();
        if (const int item = m_session.itemInRun(m_session.selectedItem());
            item >= 0 && std::ranges::find(items, item) == items.end())
            items.insert(items.begin(), item);
        for (const auto item : items) {
            if (trails.size() == kMostTrails)
                break;
            const int row = static_cast<std::size_t>(item) < map->rowOfItem.size()
                                ? map->rowOfItem[static_cast<std::size_t>(item)]
                                : -1;
            // Films with few ratings may be on the map, but not in the picture.
            const auto& scene = m_view.scene();
            if (row >= 0 && scene && static_cast<std::size_t>(row) < scene->size() && scene->itemOf(row) == item)
                trails.push_back({row, timeline.trail(row)});
        }
    }
    if (!trails.empty() || !m_view.trails().empty())
        m_view.setTrails(std::move(trails));
}

} // namespace matinee::ui
