#include "ui/state/map_measures.h"

#include "ui/state/map_session.h"

#include <algorithm>
#include <utility>

namespace matinee::ui {

namespace {

constexpr int kFewest = 2;
constexpr int kMost = 20;
/// Of fewer films no cluster says anything.
constexpr int kFilmsPerCluster = 5;

Matrix clusteredRows(const FilmMap& map)
{
    Matrix points(static_cast<std::size_t>(map.clustered), map.vectors.columns);
    std::copy_n(map.vectors.values.begin(), points.values.size(), points.values.begin());
    return points;
}

} // namespace

MapMeasures::MapMeasures(MapSession& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_jobs(std::make_unique<JobRunner>())
{
    connect(&session, &MapSession::mapChanged, this, &MapMeasures::follow);
    connect(&session, &MapSession::stateChanged, this, &MapMeasures::follow);
}

MapMeasures::~MapMeasures() = default;

void MapMeasures::setWanted(bool wanted)
{
    m_wanted = wanted;
    follow();
}

void MapMeasures::follow()
{
    // A map that moves, or is of the run before, is not worth the time.
    auto map = m_session.isReady() && !m_session.isLive() ? m_session.map() : nullptr;
    if (map != m_map) {
        const bool sameVectors = map && m_map && map->items == m_map->items && map->epoch == m_map->epoch &&
                                 map->vectors.values == m_map->vectors.values;
        m_measureJob.cancel();
        m_map = std::move(map);
        m_measures.reset();
        Q_EMIT measured();
        if (!sameVectors) {
            m_choiceJob.cancel();
            m_points.clear();
            m_choice.reset();
            Q_EMIT choiceEnded();
        }
    }
    if (m_wanted && m_map && !m_measures && !m_measureJob.isActive())
        measure();
}

void MapMeasures::measure()
{
    m_measureJob = m_jobs->run(
        this, [map = m_map](const RunContext& context) { return measureFilmMap(*map, context); },
        [this](FilmMapMeasures measures) {
            m_measures = std::move(measures);
            Q_EMIT measured();
        },
        [](const JobFailure&) {}); // too few films to measure anything: then nothing is said
}

void MapMeasures::choose()
{
    if (!m_map)
        return;
    m_choiceJob.cancel();
    m_points.clear();
    m_choice.reset();
    m_most = std::clamp(m_map->clustered / kFilmsPerCluster, kFewest, kMost);
    const int number = ++m_choiceNumber;
    m_choiceJob = m_jobs->run(
        this,
        [this, number, map = m_map, most = m_most](const RunContext& context) {
            ClusterChoiceOptions options;
            options.from = kFewest;
            options.to = most;
            options.seed = map->options.seed;
            return chooseClusters(clusteredRows(*map), options, context,
                                  [this, number](const ClusterChoicePoint& point) {
                                      QMetaObject::invokeMethod(
                                          this,
                                          [this, number, point] {
                                              if (number != m_choiceNumber || !isChoosing())
                                                  return;
                                              m_points.push_back(point);
                                              Q_EMIT choiceGrew();
                                          },
                                          Qt::QueuedConnection);
                                  });
        },
        [this](ClusterChoice choice) {
            m_points = choice.points;
            m_choice = std::move(choice);
            Q_EMIT choiceEnded();
        },
        [this](const JobFailure& failure) { Q_EMIT choiceFailed(failure.message); });
    Q_EMIT choiceGrew();
}

void MapMeasures::cancelChoice()
{
    if (!isChoosing())
        return;
    m_choiceJob.cancel();
    Q_EMIT choiceEnded();
}

} // namespace matinee::ui
