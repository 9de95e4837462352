#include "ui/state/map_session.h"

#include "ui/state/map_timeline.h"

#include <matinee/recommender.h>

#include <QElapsedTimer>
#include <QFileInfo>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace matinee::ui {

namespace {

/// Frames of a moving map come no faster, and take no more than a small share of the time from the training.
constexpr std::chrono::milliseconds kFrameInterval{250};
constexpr int kFrameRest = 30;

struct Frame
{
    std::shared_ptr<const FilmMap> map;
    std::chrono::milliseconds took{0};
};

} // namespace

MapSession::MapSession(QObject* parent)
    : QObject(parent)
    , m_timeline(new MapTimeline(this))
    , m_frameTimer(new QTimer(this))
    , m_jobs(std::make_unique<JobRunner>())
{
    m_frameTimer->setSingleShot(true);
    connect(m_frameTimer, &QTimer::timeout, this, &MapSession::makeFrame);
    connect(m_timeline, &MapTimeline::moved, this, &MapSession::mapMoved);
    connect(m_timeline, &MapTimeline::shownEpochChanged, this, [this] {
        Q_EMIT shownEpochChanged();
        makeFrame(); // it may be the newest that is wanted again
    });
}

MapSession::~MapSession() = default;

const Projection& MapSession::places() const
{
    return m_timeline->places();
}

int MapSession::shownEpoch() const
{
    return m_timeline->shownEpoch();
}

void MapSession::showEpoch(int epoch)
{
    m_timeline->showEpoch(epoch);
}

void MapSession::setWatched(bool watched)
{
    if (watched == m_watched)
        return;
    m_watched = watched;
    m_timeline->setWatched(watched);
    makeFrame();
}

void MapSession::setOptions(const FilmMapOptions& options)
{
    FilmMapOptions wanted = options;
    wanted.seed = m_options.seed;
    if (wanted == m_options)
        return;
    m_options = std::move(wanted);
    Q_EMIT optionsChanged();
    if (!m_live)
        make();
}

void MapSession::setClusterCount(int clusters)
{
    auto options = m_options;
    options.clusters = clusters;
    setOptions(options);
}

void MapSession::setOnly(std::vector<std::int32_t> items)
{
    std::sort(items.begin(), items.end());
    FilmMapOptions options = m_options;
    options.only = std::move(items);
    setOptions(options);
}

void MapSession::cancelMaking()
{
    if (!isWorking() || !m_map)
        return;
    m_job.cancel();
    const auto layout = m_options.layout;
    m_options = m_map->options;
    if (!isReady()) { // what is there is the last frame of the training, by principal components whatever was chosen
        m_options.layout = layout;
        m_isOld = true;
    }
    Q_EMIT optionsChanged();
    Q_EMIT stateChanged();
}

const ClusterEdits& MapSession::edits() const
{
    static const ClusterEdits kNone;
    return m_map ? m_book.editsOf(m_map->options, m_map->epoch) : kNone;
}

void MapSession::setEdits(ClusterEdits edits)
{
    if (!isReady() || m_live)
        return;
    m_book.setEdits(m_map->options, m_map->epoch, std::move(edits));
    keepEdits();
    make();
}

void MapSession::keepEdits()
{
    if (m_folder.isEmpty() || !m_bookWritable)
        return;
    m_jobs->run(
        this,
        [book = m_book, folder = QFileInfo(m_folder).filesystemFilePath()](const RunContext&) { book.save(folder); },
        [] {},
        [this](const JobFailure& failure) {
            Q_EMIT mapFailed(tr("The clusters' names could not be kept: %1").arg(failure.message));
        });
}

void MapSession::setFollowsTraining(bool follows)
{
    if (follows == m_follows)
        return;
    m_follows = follows;
    Q_EMIT followsTrainingChanged();
    makeFrame();
}

void MapSession::setSelection(std::vector<std::int32_t> items)
{
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    if (items == m_selection)
        return;
    m_selection = std::move(items);
    Q_EMIT selectionChanged();
}

void MapSession::writeData(const QString& folder)
{
    if (!m_map)
        return;
    m_jobs->run(
        this,
        [map = m_map, data = dataset(), path = QFileInfo(folder).filesystemFilePath()](const RunContext&) {
            writeFilmMap(*map, *data, path);
        },
        [this, folder] { Q_EMIT dataWritten(folder); },
        [this](const JobFailure& failure) { Q_EMIT dataFailed(failure.message); });
}

void MapSession::clear()
{
    cancel();
    m_input = {};
    m_mapInput = {};
    m_map.reset();
    m_unedited.reset();
    m_book = {};
    m_folder.clear();
    m_bookRead = true;
    m_timeline->clear();
    m_userPlaces = {};
    m_isOld = false;
    m_live = false;
    m_diverged = false;
    m_options.only.clear();
    setSelection({});
    Q_EMIT mapChanged();
}

void MapSession::cancel()
{
    m_job.cancel();
    m_frameTimer->stop();
    m_awaited.reset();
    m_isFollowing = false;
}

void MapSession::begin(const RunStart& start)
{
    m_job.cancel();
    m_input = {start.dataset, start.counts, nullptr, start.model};
    m_options.seed = start.seed;
    m_isFollowing = true;
    m_timeline->begin(start.epochs);
    Q_EMIT stateChanged();
}

void MapSession::follow(const std::vector<std::shared_ptr<const FilmVectors>>& vectors)
{
    if (!m_isFollowing || vectors.empty())
        return;
    m_timeline->keep(vectors);
    m_awaited = vectors.back();
    makeFrame();
}

void MapSession::makeFrame()
{
    const bool wanted = m_follows && m_watched && !m_timeline->chosenEpoch();
    if (!m_awaited || !wanted || m_job.isActive() || m_frameTimer->isActive())
        return;
    auto input = m_input;
    input.vectors = std::exchange(m_awaited, nullptr);
    // The first principal components: they are there at once, whatever the finished map will be laid out by.
    auto options = m_options;
    options.layout = MapLayout::Pca;
    const auto before = m_map && hasSameFilms(*m_map) ? m_unedited : nullptr;
    m_job = m_jobs->run(
        this,
        [input, options, before](const RunContext& context) {
            QElapsedTimer clock;
            clock.start();
            auto map = makeFilmMap(input, options, context, before.get());
            return Frame{std::move(map), std::chrono::milliseconds(clock.elapsed())};
        },
        [this, input](Frame frame) {
            m_live = true;
            m_isOld = false;
            m_unedited = frame.map;
            m_frameTimer->start(kFrameInterval); // first: no frame before
            QElapsedTimer clock;
            clock.start();
            show(std::move(frame.map), input);
            // What the window does with it counts as well.
            const auto took = frame.took + std::chrono::milliseconds(clock.elapsed());
            m_frameTimer->start(std::max(kFrameInterval, took * kFrameRest));
        },
        [](const JobFailure&) {}); // the map of the finished run will say it
}

bool MapSession::hasSameFilms(const FilmMap& map) const
{
    return m_mapInput.dataset == m_input.dataset && map.options.only == m_options.only &&
           map.options.minimumRatings == m_options.minimumRatings && m_mapInput.counts && m_input.counts &&
           m_mapInput.counts->items == m_input.counts->items;
}

void MapSession::setOld()
{
    m_isOld = m_map != nullptr;
    m_live = false;
    m_timeline->forgetKept();
    Q_EMIT stateChanged();
}

void MapSession::setRun(MapInput input, std::uint64_t seed, const QString& folder)
{
    cancel();
    // Of the same run once more, the edits that are kept in no folder stay.
    if (input.vectors != m_input.vectors || folder != m_folder) {
        m_book = {};
        m_folder = folder;
        m_bookWritable = true;
        m_bookRead = folder.isEmpty();
    }
    m_input = std::move(input);
    m_options.seed = seed;
    const bool followed = std::exchange(m_live, false);
    m_diverged = false;
    if (!m_input.vectors || m_input.vectors->items.rows == 0) {
        show(nullptr, {});
        return;
    }
    if (m_map && m_mapInput.dataset != m_input.dataset)
        show(nullptr, {});
    m_isOld = m_map && !followed && !isReady();
    make();
}

void MapSession::make()
{
    if (!m_input.vectors)
        return;
    m_job.cancel();
    // Of the same vectors, only what the options change is made anew.
    const auto made = isReady() ? m_unedited : nullptr;
    const auto folder = m_bookRead ? QString() : m_folder;
    const auto forming = [this, number = ++m_number](double, const Projection& picture) {
        QMetaObject::invokeMethod(
            this,
            [this, number, picture] {
                if (number == m_number && m_job.isActive())
                    showForming(picture);
            },
            Qt::QueuedConnection);
    };
    m_job = m_jobs->run(
        this,
        [input = m_input, options = m_options, made, book = m_book, folder, forming](const RunContext& context) {
            Made result;
            result.map = made ? remakeFilmMap(*made, input, options, context, forming)
                              : makeFilmMap(input, options, context, nullptr, forming);
            result.edited = result.map;
            // The edits are an extra: what is wrong with them leaves the map as core made it.
            try {
                result.book = folder.isEmpty() ? book : ClusterEditBook::load(QFileInfo(folder).filesystemFilePath());
                result.edited = result.book.apply(result.map, *input.dataset, context);
            } catch (const Error& error) {
                if (error.code() == ErrorCode::Stopped)
                    throw;
                result.problem = QString::fromUtf8(error.what());
            }
            return result;
        },
        [this, input = m_input](Made result) { take(std::move(result), input); },
        [this](const JobFailure& failure) { fail(failure); },
        [this](double fraction, const QString& what) { Q_EMIT progressed(fraction, what); });
    Q_EMIT stateChanged();
}

void MapSession::showForming(Projection picture)
{
    if (!m_map || m_mapInput.vectors != m_input.vectors ||
        picture.x.size() != static_cast<std::size_t>(m_map->clustered))
        return;
    // Layouts have scales of their own; the person looks at the one of the picture before.
    const auto extent = [count = picture.x.size()](const Projection& of) {
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i)
            sum += static_cast<double>(of.x[i]) * static_cast<double>(of.x[i]) +
                   static_cast<double>(of.y[i]) * static_cast<double>(of.y[i]);
        return std::sqrt(sum);
    };
    const double own = extent(picture);
    if (!(own > 0))
        return;
    const auto scale = static_cast<float>(extent(m_map->projection) / own);
    for (auto* values : {&picture.x, &picture.y}) {
        for (auto& value : *values)
            value *= scale;
    }
    Q_EMIT pictureFormed(picture);
}

void MapSession::take(Made made, MapInput input)
{
    m_isOld = false;
    m_bookRead = true;
    m_book = std::move(made.book);
    // What could not be read, of a newer version perhaps, is not written over.
    m_bookWritable = made.problem.isEmpty() || !m_book.isEmpty();
    m_unedited = std::move(made.map);
    show(std::move(made.edited), std::move(input));
    if (!made.problem.isEmpty())
        Q_EMIT mapFailed(tr("The clusters are as they were found: %1").arg(made.problem));
}

void MapSession::show(std::shared_ptr<const FilmMap> map, MapInput input)
{
    const bool same = m_map && map && m_mapInput.dataset == input.dataset && m_map->items == map->items;
    m_map = std::move(map);
    if (!m_map)
        m_unedited.reset();
    m_mapInput = std::move(input);
    if (m_map && m_live)
        m_timeline->addLive(m_map);
    else if (m_map)
        m_timeline->setMap(m_map, m_mapInput, m_folder);
    else
        m_timeline->clear();
    m_userPlaces = m_map ? m_map->userProjection : Projection();
    if (same && m_live) {
        Q_EMIT mapMoved();
        return;
    }
    Q_EMIT mapChanged();
    Q_EMIT stateChanged();
}

void MapSession::fail(const JobFailure& failure)
{
    if (failure.code != ErrorCode::Format) {
        Q_EMIT mapFailed(failure.message);
        Q_EMIT stateChanged();
        return;
    }
    // The vectors are not finite, as core has it: no error of the map, and no map before says anything here.
    m_diverged = true;
    m_isOld = false;
    show(nullptr, {});
}

} // namespace matinee::ui
