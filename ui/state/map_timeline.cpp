#include "ui/state/map_timeline.h"

#include <QFileInfo>
#include <QTimerEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace matinee::ui {

namespace {

constexpr std::size_t kMostLiveFrames = 512;

constexpr int kTickMilliseconds = 33;
/// Frames come to the window after so long, as many as were made.
constexpr qint64 kBatchMilliseconds = 100;

/// Seconds for the whole run, and for an epoch of a short one.
struct Pace
{
    double whole = 10;
    double mostEach = 0.5;
};

Pace paceOf(MapTimeline::Speed speed)
{
    switch (speed) {
    case MapTimeline::Speed::Slow:
        return {24, 1.2};
    case MapTimeline::Speed::Fast:
        return {4, 0.2};
    default:
        return {10, 0.5};
    }
}

float between(float a, float b, double share)
{
    return static_cast<float>(a + (b - a) * share);
}

std::shared_ptr<const Projection> placesOf(const std::shared_ptr<const FilmMap>& map)
{
    return {map, &map->projection}; // the map lives on with them
}

} // namespace

struct MapTimeline::Batch
{
    std::shared_ptr<MapFrameMaker> maker;
    VectorHistory history;
    QString problem;
    std::vector<MapFrame> frames;
    bool isDone = false;
};

MapTimeline::MapTimeline(QObject* parent)
    : QObject(parent)
    , m_places(std::make_shared<const Projection>())
    , m_jobs(std::make_unique<JobRunner>())
{}

MapTimeline::~MapTimeline() = default;

int MapTimeline::shownEpoch() const
{
    if (!m_map)
        return -1;
    return m_chosen && hasEpochs() ? m_frames[frameAt(*m_chosen)].epoch : m_map->epoch;
}

std::size_t MapTimeline::frameAt(double time) const
{
    const auto after = std::ranges::upper_bound(m_frames, time, {}, &MapFrame::epoch);
    if (after == m_frames.begin())
        return 0;
    const auto before = after - 1;
    const bool isBefore = after == m_frames.end() || time - before->epoch <= after->epoch - time;
    return static_cast<std::size_t>((isBefore ? before : after) - m_frames.begin());
}

void MapTimeline::choose(std::optional<int> epoch)
{
    if (epoch == m_chosen)
        return;
    m_chosen = epoch;
    Q_EMIT shownEpochChanged();
}

void MapTimeline::showEpoch(int epoch)
{
    setPlaying(false);
    if (!hasEpochs()) {
        choose(epoch);
        return;
    }
    const int nearest = m_frames[frameAt(epoch)].epoch;
    if (m_isLive && nearest == m_frames.back().epoch) {
        showNewest();
        return;
    }
    const bool hasMoved = place(nearest);
    choose(m_isMaking ? epoch : nearest);
    if (hasMoved)
        Q_EMIT moved();
}

void MapTimeline::showNewest()
{
    setPlaying(false);
    const bool hasMoved = placeMap();
    choose(std::nullopt);
    if (hasMoved)
        Q_EMIT moved();
}

void MapTimeline::step(int frames)
{
    if (!hasEpochs())
        return;
    const auto last = std::ssize(m_frames) - 1;
    const auto at = static_cast<std::ptrdiff_t>(frameAt(shownEpoch()));
    showEpoch(m_frames[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(at + frames, 0, last))].epoch);
}

void MapTimeline::setPlaying(bool playing)
{
    if (playing == isPlaying() || (playing && !hasEpochs()))
        return;
    if (playing) {
        const int shown = shownEpoch();
        m_time = shown >= m_frames.back().epoch ? m_frames.front().epoch : shown;
        m_clock.start();
        m_timer.start(kTickMilliseconds, Qt::PreciseTimer, this);
    } else {
        m_timer.stop();
    }
    Q_EMIT playingChanged();
}

void MapTimeline::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_timer.timerId())
        return;
    if (!hasEpochs()) {
        setPlaying(false);
        return;
    }
    const double first = m_frames.front().epoch;
    const double last = m_frames.back().epoch;
    const auto pace = paceOf(m_speed);
    const double duration = std::min(pace.whole, pace.mostEach * static_cast<double>(m_frames.size() - 1));
    // However late the tick comes, time goes on as it should.
    const double seconds = static_cast<double>(m_clock.restart()) / 1000;
    m_time = std::max(first, m_time) + seconds * (last - first) / duration;
    if (m_time >= last && !m_loops) {
        showEpoch(static_cast<int>(last));
        return;
    }
    if (m_time > last)
        m_time = first;
    const bool hasMoved = place(m_time);
    choose(m_frames[frameAt(m_time)].epoch);
    if (hasMoved)
        Q_EMIT moved();
}

bool MapTimeline::place(double time)
{
    if (!m_isLive && time == m_map->epoch)
        return placeMap(); // however it is laid out
    const auto after = std::ranges::upper_bound(m_frames, time, {}, &MapFrame::epoch);
    const auto before = after == m_frames.begin() ? after : after - 1;
    const auto old = m_places;
    if (after == m_frames.end() || time <= before->epoch) {
        m_places = before->places;
        return m_places != old;
    }
    const double share = (time - before->epoch) / (after->epoch - before->epoch);
    const auto& from = *before->places;
    const auto& to = *after->places;
    auto places = std::make_shared<Projection>();
    places->x.resize(from.x.size());
    places->y.resize(from.y.size());
    for (std::size_t i = 0; i < from.x.size(); ++i) {
        places->x[i] = between(from.x[i], to.x[i], share);
        places->y[i] = between(from.y[i], to.y[i], share);
    }
    m_places = std::move(places);
    return true;
}

bool MapTimeline::placeMap()
{
    const auto old = m_places;
    m_places = m_map ? placesOf(m_map) : std::make_shared<const Projection>();
    return m_places != old;
}

void MapTimeline::setShowsTrails(bool shows)
{
    if (shows == m_showsTrails)
        return;
    m_showsTrails = shows;
    Q_EMIT trailsChanged();
}

std::vector<QPointF> MapTimeline::trail(int row) const
{
    std::vector<QPointF> points;
    const auto r = static_cast<std::size_t>(row);
    const double now = isPlaying() ? m_time : shownEpoch();
    for (const auto& frame : m_frames) {
        if (frame.epoch >= now || r >= frame.places->x.size())
            break;
        points.emplace_back(frame.places->x[r], frame.places->y[r]);
    }
    return points;
}

void MapTimeline::clear()
{
    m_job.cancel();
    setPlaying(false);
    m_map.reset();
    m_input = {};
    m_folder.clear();
    forgetKept();
    m_history = VectorHistory();
    m_problem.clear();
    m_maker.reset();
    m_frames.clear();
    m_isMaking = false;
    m_isLive = false;
    placeMap();
    choose(std::nullopt);
    Q_EMIT framesChanged();
}

void MapTimeline::begin(int epochs)
{
    m_job.cancel();
    setPlaying(false);
    forgetKept();
    m_history = VectorHistory();
    m_problem.clear();
    m_plannedEpochs = epochs;
    m_maker.reset();
    m_frames.clear();
    m_isMaking = false;
    m_isLive = true;
    choose(std::nullopt);
    Q_EMIT framesChanged();
}

void MapTimeline::keep(const std::vector<std::shared_ptr<const FilmVectors>>& vectors)
{
    for (const auto& each : vectors) {
        if (m_kept.isEmpty())
            m_kept = VectorHistory(vectorStride(*each, m_plannedEpochs));
        m_kept.append(each);
    }
}

void MapTimeline::forgetKept()
{
    m_kept = VectorHistory();
}

void MapTimeline::addLive(const std::shared_ptr<const FilmMap>& map)
{
    const bool sameFilms = m_map && m_map->items == map->items;
    if (!sameFilms || (!m_frames.empty() && m_frames.back().epoch >= map->epoch))
        m_frames.clear();
    if (!sameFilms)
        m_chosen.reset();
    m_map = map;
    // Of a long training every second frame goes, as often as need be.
    if (m_frames.size() >= kMostLiveFrames) {
        std::size_t at = 0;
        std::erase_if(m_frames, [&at](const MapFrame&) { return at++ % 2 == 1; });
    }
    // Not the whole map for each of them.
    m_frames.push_back({map->epoch, std::make_shared<const Projection>(map->projection)});
    if (!m_chosen)
        m_places = m_frames.back().places;
    Q_EMIT framesChanged();
    if (!m_chosen)
        Q_EMIT shownEpochChanged();
}

void MapTimeline::setMap(std::shared_ptr<const FilmMap> map, const MapInput& input, const QString& folder)
{
    const bool isSame = m_map && map && m_maker && folder == m_folder && m_map->epoch == map->epoch &&
                        m_map->items == map->items && m_map->projection.x == map->projection.x &&
                        m_map->projection.y == map->projection.y;
    m_map = std::move(map);
    m_input = input;
    m_isLive = false;
    if (isSame) {
        if (!m_chosen)
            placeMap();
        return;
    }
    m_job.cancel();
    setPlaying(false);
    m_folder = folder;
    m_maker.reset();
    m_frames.clear();
    m_problem.clear();
    m_isMaking = m_map != nullptr;
    placeMap();
    if (m_isMaking && m_watched)
        makeFrames();
    Q_EMIT framesChanged();
    Q_EMIT shownEpochChanged();
}

void MapTimeline::setWatched(bool watched)
{
    if (watched == m_watched)
        return;
    m_watched = watched;
    if (!watched) {
        setPlaying(false);
        m_job.cancel();
    } else if (m_isMaking) {
        makeFrames();
    }
}

void MapTimeline::makeFrames()
{
    m_job = m_jobs->run(
        this,
        [maker = m_maker, map = m_map, input = m_input, kept = m_kept, history = m_history,
         folder = QFileInfo(m_folder).filesystemFilePath()](const RunContext& context) {
            Batch batch{maker, history, {}, {}, false};
            if (!maker) {
                batch.history = kept;
                try {
                    auto stored = folder.empty() ? VectorHistory() : loadVectorHistory(folder);
                    if (!stored.isEmpty())
                        batch.history = std::move(stored);
                } catch (const Error& error) {
                    if (kept.isEmpty())
                        batch.problem = QString::fromUtf8(error.what());
                }
                batch.maker = std::make_shared<MapFrameMaker>(map, input, batch.history);
            }
            QElapsedTimer clock;
            clock.start();
            while (!batch.isDone && clock.elapsed() < kBatchMilliseconds)
                batch.isDone = !batch.maker->makeNext(context);
            batch.frames = batch.maker->frames();
            return batch;
        },
        [this](Batch batch) { takeFrames(std::move(batch)); },
        [this](const JobFailure& failure) {
            m_isMaking = false;
            m_problem = failure.message;
            Q_EMIT framesChanged();
        });
}

void MapTimeline::takeFrames(Batch batch)
{
    if (!m_maker)
        m_problem = batch.problem;
    m_maker = std::move(batch.maker);
    m_history = std::move(batch.history);
    m_frames = std::move(batch.frames);
    m_isMaking = !batch.isDone;
    if (!m_folder.isEmpty() && m_problem.isEmpty() && !m_history.isEmpty())
        forgetKept(); // they are stored there
    const bool hasMoved = m_chosen && !isPlaying() && place(m_frames[frameAt(*m_chosen)].epoch);
    if (m_chosen && batch.isDone && !isPlaying() && hasEpochs())
        choose(m_frames[frameAt(*m_chosen)].epoch);
    Q_EMIT framesChanged();
    if (hasMoved)
        Q_EMIT moved();
    if (m_isMaking)
        makeFrames();
}

} // namespace matinee::ui
