#include "ui/compare/compare_session.h"

#include "ui/state/map_session.h"
#include "ui/state/run_library.h"
#include "ui/state/session.h"

#include <matinee/run_record.h>

#include <QFileInfo>

#include <filesystem>
#include <optional>
#include <utility>

namespace matinee::ui {

/// A run with what its maps are made from.
struct CompareSession::Source
{
    qint64 run = Choice::kNone;
    MapInput input; ///< of the finished run
    std::uint64_t seed = 0;
    VectorHistory history;
};

struct CompareSession::Result
{
    std::array<std::shared_ptr<const Source>, 2> sources;
    std::array<std::shared_ptr<const FilmMap>, 2> maps;
    std::shared_ptr<const MapComparison> comparison;
    QString problem;
};

namespace {

/// What the worker is to do for one side.
struct Order
{
    CompareSession::Choice choice;
    std::filesystem::path folder; ///< of the run in the store; empty: it is not there
    MapInput shown;               ///< of the run that the window shows; where that is wanted
    std::uint64_t seed = 0;
    std::shared_ptr<const FilmMap> made; ///< the finished map of it, if there is one
};

MapInput inputOf(const MapInput& finished, const VectorHistory& history, int epoch)
{
    MapInput input = finished;
    if (epoch != CompareSession::Choice::kFinished && !history.isEmpty())
        input.vectors = history.vectors(history.nearest(epoch));
    return input;
}

} // namespace

CompareSession::CompareSession(Session& session, RunLibrary& library, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_library(library)
    , m_jobs(std::make_unique<JobRunner>())
{}

CompareSession::~CompareSession() = default;

void CompareSession::choose(int side, const Choice& choice)
{
    auto& chosen = m_sides[static_cast<std::size_t>(side)];
    if (chosen.choice == choice)
        return;
    chosen.choice = choice;
    work();
}

void CompareSession::refresh()
{
    for (std::size_t i = 0; i < m_sides.size(); ++i) {
        if (m_sides[i].choice.run == Choice::kShown)
            m_sources[i].reset();
    }
    work();
}

void CompareSession::cancel()
{
    m_job.cancel();
    Q_EMIT changed();
}

void CompareSession::work()
{
    m_job.cancel();
    m_comparison.reset();
    m_problem.clear();
    std::array<Order, 2> orders;
    for (std::size_t i = 0; i < m_sides.size(); ++i) {
        auto& side = m_sides[i];
        side.map.reset();
        auto& order = orders[i];
        order.choice = side.choice;
        const auto& films = m_session.films();
        const bool shown = side.choice.run == Choice::kShown;
        const QString folder = shown ? films.folder() : m_library.folder(side.choice.run);
        if (side.choice.run != Choice::kNone && !folder.isEmpty())
            order.folder = QFileInfo(folder).filesystemFilePath();
        if (shown && films.isReady()) {
            order.shown = films.input();
            order.seed = films.map()->options.seed;
            if (side.choice.epoch == Choice::kFinished && films.options().layout == MapLayout::Pca &&
                films.options().only.empty() && !films.options().users && films.edits().empty())
                order.made = films.map();
        }
    }
    FilmMapOptions options = m_session.films().options();
    options.layout = MapLayout::Pca;
    options.users = false;
    options.only.clear();
    m_job = m_jobs->run(
        this,
        [orders, options, sources = m_sources](const RunContext& context) {
            Result result;
            for (std::size_t i = 0; i < orders.size(); ++i) {
                const Order& order = orders[i];
                if (order.choice.run == Choice::kNone || (order.choice.run == Choice::kShown && !order.shown.vectors))
                    continue;
                auto source = sources[i];
                if (!source || source->run != order.choice.run) {
                    auto loaded = std::make_shared<Source>();
                    loaded->run = order.choice.run;
                    if (order.choice.run == Choice::kShown) {
                        loaded->input = order.shown;
                        loaded->seed = order.seed;
                    } else {
                        const auto run = loadRun(order.folder, context);
                        loaded->input = mapInput(*run);
                        loaded->seed = run->spec.seed;
                    }
                    try {
                        if (!order.folder.empty())
                            loaded->history = loadVectorHistory(order.folder);
                    } catch (const Error& error) {
                        result.problem = QString::fromUtf8(error.what()); // the finished run is there all the same
                    }
                    source = std::move(loaded);
                }
                result.sources[i] = source;
                auto settings = options;
                settings.seed = source->seed;
                result.maps[i] = order.made ? order.made
                                            : makeFilmMap(inputOf(source->input, source->history, order.choice.epoch),
                                                          settings, context);
            }
            if (!result.maps[0] || !result.maps[1])
                return result;
            try {
                result.comparison = std::make_shared<const MapComparison>(
                    compareMaps(*result.maps[0], *result.sources[0]->input.dataset, *result.maps[1],
                                *result.sources[1]->input.dataset, {}, context));
            } catch (const Error& error) {
                if (error.code() == ErrorCode::Stopped)
                    throw;
                result.problem = QString::fromUtf8(error.what()); // the maps are there all the same
            }
            return result;
        },
        [this](Result result) {
            for (std::size_t i = 0; i < m_sides.size(); ++i) {
                m_sources[i] = result.sources[i];
                m_sides[i].map = result.maps[i];
                m_sides[i].dataset = result.sources[i] ? result.sources[i]->input.dataset : nullptr;
                m_sides[i].epochs = result.sources[i] ? result.sources[i]->history.epochs() : std::vector<int>();
            }
            m_comparison = std::move(result.comparison);
            m_problem = std::move(result.problem);
            Q_EMIT changed();
        },
        [this](const JobFailure& failure) {
            m_problem = failure.message;
            Q_EMIT changed();
        },
        [this](double fraction, const QString& what) { Q_EMIT progressed(fraction, what); });
    Q_EMIT changed();
}

} // namespace matinee::ui
