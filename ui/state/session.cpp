#include "ui/state/session.h"

#include "ui/jobs/training_mailbox.h"

#include <matinee/dataset_source.h>
#include <matinee/run_record.h>
#include <matinee/tensorboard.h>

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QTimer>

#include <chrono>
#include <stop_token>
#include <utility>

namespace matinee::ui {

namespace {

constexpr std::chrono::milliseconds kDrainInterval{33};

struct LoadedData
{
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const DatasetFacts> facts;
};

struct LoadedRun
{
    std::shared_ptr<const TrainedRun> run;
    std::shared_ptr<const DatasetFacts> facts;
};

struct TrainingOutcome
{
    std::shared_ptr<const TrainedRun> run;
    QString problem; ///< with the TensorBoard files
};

/// The index that an id has in another data set; -1: none.
int sameId(const IdMap& from, const IdMap& to, int index, bool same)
{
    if (same || index < 0)
        return index;
    return to.find(from.id(index)).value_or(-1);
}

FilmMapOptions mapOptions(int clusters, std::uint64_t seed)
{
    FilmMapOptions options;
    options.clusters = clusters;
    options.seed = seed;
    return options;
}

} // namespace

Session::Session(QObject* parent)
    : QObject(parent)
    , m_spec(ExperimentSpec::forModel(ExperimentSpec().model))
    , m_drainTimer(new QTimer(this))
    , m_jobs(std::make_unique<JobRunner>())
{
    m_drainTimer->setInterval(kDrainInterval);
    connect(m_drainTimer, &QTimer::timeout, this, &Session::drainMailbox);
    m_jobs->run(
        this, [](const RunContext&) { return matinee::devices(); },
        [this](std::vector<DeviceInfo> devices) {
            m_devices = std::move(devices);
            Q_EMIT devicesChanged();
        },
        [](const JobFailure&) {}); // without a list the choice stays "automatic"
}

Session::~Session() = default;

void Session::openSource(const QString& source)
{
    if (isTraining()) {
        Q_EMIT datasetFailed(tr("Stop the training before opening another data set."));
        return;
    }
    m_loadJob.cancel();
    m_mapJob.cancel();
    m_loading = true;
    Q_EMIT loadingStarted(source);
    m_loadJob = m_jobs->run(
        this,
        [text = source.toStdString()](RunContext context) {
            context.threads = hardwareThreads(); // loading takes a second, and the window has nothing to do meanwhile
            auto data = loadDataset(text, context);
            auto facts = std::make_shared<const DatasetFacts>(describe(*data));
            return LoadedData{std::move(data), std::move(facts)};
        },
        [this, source](LoadedData loaded) {
            m_loading = false;
            m_spec.data = source.toStdString();
            setDataset(std::move(loaded.data), std::move(loaded.facts));
            Q_EMIT specChanged();
        },
        [this](const JobFailure& failure) {
            m_loading = false;
            Q_EMIT datasetFailed(failure.message);
        },
        [this](double fraction, const QString& what) { Q_EMIT loadingProgress(fraction, what); });
}

void Session::openRun(const QString& folder)
{
    if (isTraining()) {
        Q_EMIT datasetFailed(tr("Stop the training before opening a run."));
        return;
    }
    m_loadJob.cancel();
    m_mapJob.cancel();
    m_loading = true;
    Q_EMIT loadingStarted(folder);
    m_loadJob = m_jobs->run(
        this,
        [path = QFileInfo(folder).filesystemFilePath()](const RunContext& context) {
            auto run = loadRun(path, context);
            auto facts = std::make_shared<const DatasetFacts>(describe(*run->dataset));
            return LoadedRun{std::move(run), std::move(facts)};
        },
        [this](LoadedRun loaded) {
            m_loading = false;
            m_spec = loaded.run->spec;
            setDataset(loaded.run->dataset, std::move(loaded.facts));
            Q_EMIT specChanged();
            // Panels see a training that is over at once.
            Q_EMIT trainingStarted();
            m_runStart = std::make_shared<const RunStart>(loaded.run->start);
            Q_EMIT trainingPrepared();
            m_epochs = QList<EpochStats>(loaded.run->history.begin(), loaded.run->history.end());
            Q_EMIT statsArrived();
            m_run = std::move(loaded.run);
            Q_EMIT trainingFinished();
            startMap();
        },
        [this](const JobFailure& failure) {
            m_loading = false;
            Q_EMIT datasetFailed(failure.message);
        },
        [this](double fraction, const QString& what) { Q_EMIT loadingProgress(fraction, what); });
}

void Session::saveRun(const QString& folder)
{
    if (!m_run)
        return;
    if (const QDir dir(folder); dir.exists() && !dir.isEmpty() && !dir.exists(QStringLiteral("run.json"))) {
        Q_EMIT runSaveFailed(tr("%1 holds other files; choose a new folder for the run.").arg(folder));
        return;
    }
    m_jobs->run(
        this,
        [run = m_run, path = QFileInfo(folder).filesystemFilePath(), folder](const RunContext&) {
            matinee::saveRun(*run, path);
            return folder;
        },
        [this](const QString& saved) { Q_EMIT runSaved(saved); },
        [this](const JobFailure& failure) { Q_EMIT runSaveFailed(failure.message); });
}

void Session::setDataset(std::shared_ptr<const Dataset> data, std::shared_ptr<const DatasetFacts> facts)
{
    m_dataset = std::move(data);
    m_facts = std::move(facts);
    clearRun();
    m_selectedItem = -1;
    Q_EMIT datasetChanged();
    Q_EMIT mapChanged();
    Q_EMIT selectionChanged();
}

void Session::clearRun()
{
    m_mapJob.cancel();
    m_runStart.reset();
    m_epochs.clear();
    m_batches.clear();
    m_refitting = false;
    m_run.reset();
    m_map.reset();
}

void Session::setSpec(const ExperimentSpec& spec)
{
    m_spec = spec;
    Q_EMIT specChanged();
}

void Session::start()
{
    if (!m_dataset || isTraining() || m_loading)
        return;
    clearRun();
    m_control = std::make_shared<TrainingControl>();
    m_mailbox = std::make_shared<TrainingMailbox>();
    setActivity(Activity::Training);
    Q_EMIT trainingStarted();
    Q_EMIT mapChanged();

    auto spec = m_spec;
    if (spec.threads == 0)
        spec.threads = JobRunner::threads();
    QString files;
    if (!m_tensorBoardFolder.isEmpty())
        files = QStringLiteral("%1/%2-seed-%3-%4")
                    .arg(m_tensorBoardFolder, QString::fromStdString(spec.model))
                    .arg(spec.seed)
                    .arg(QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz")));
    m_trainingJob = m_jobs->run(
        this,
        [spec = std::move(spec), data = m_dataset, control = m_control, mailbox = m_mailbox,
         files](const RunContext& context) {
            const std::stop_callback stop(context.stop, [&control] { control->abandon(); });
            if (files.isEmpty())
                return TrainingOutcome{train(spec, data, *control, *mailbox), {}};
            TensorBoardObserver observer(QFileInfo(files).filesystemFilePath(), spec, *mailbox);
            auto run = train(spec, data, *control, observer);
            return TrainingOutcome{std::move(run), QString::fromStdString(observer.problem())};
        },
        [this](TrainingOutcome outcome) {
            finishTraining(std::move(outcome.run));
            if (!outcome.problem.isEmpty())
                Q_EMIT tensorBoardFailed(outcome.problem);
        },
        [this](const JobFailure& failure) { failTraining(failure); });
    m_drainTimer->start();
}

void Session::setTensorBoardFolder(const QString& folder)
{
    if (folder == m_tensorBoardFolder)
        return;
    m_tensorBoardFolder = folder;
    Q_EMIT tensorBoardFolderChanged();
}

void Session::setPaused(bool paused)
{
    if (paused && m_activity == Activity::Training) {
        m_control->pause();
        setActivity(Activity::Paused);
    } else if (!paused && m_activity == Activity::Paused) {
        m_control->resume();
        setActivity(Activity::Training);
    }
}

void Session::stop()
{
    if (!isTraining() || m_activity == Activity::Stopping)
        return;
    m_control->stop();
    setActivity(Activity::Stopping);
}

void Session::abandon()
{
    if (!isTraining())
        return;
    m_control->abandon();
    setActivity(Activity::Stopping);
}

void Session::setLive(const QString& key, double value)
{
    if (!isTraining())
        return;
    const auto name = key.toStdString();
    m_spec.hyperparameters.set(name, value);
    m_control->setLive(name, value);
    Q_EMIT specChanged();
}

void Session::drainMailbox()
{
    auto mail = m_mailbox->take();
    if (mail.start) {
        m_runStart = std::make_shared<const RunStart>(std::move(*mail.start));
        Q_EMIT trainingPrepared();
    }
    m_refitting = m_refitting || mail.refitEpochs > 0;
    if (mail.batches.empty() && mail.epochs.empty() && mail.refitEpochs == 0)
        return;
    m_batches.append(QList<BatchStats>(mail.batches.begin(), mail.batches.end()));
    m_epochs.append(QList<EpochStats>(mail.epochs.begin(), mail.epochs.end()));
    Q_EMIT statsArrived();
}

void Session::finishTraining(std::shared_ptr<const TrainedRun> run)
{
    m_drainTimer->stop();
    drainMailbox();
    m_run = std::move(run);
    setActivity(Activity::Idle);
    Q_EMIT trainingFinished();
    startMap();
}

void Session::failTraining(const JobFailure& failure)
{
    m_drainTimer->stop();
    drainMailbox();
    setActivity(Activity::Idle);
    // Stopped before there was anything to keep: what the person asked for, not an error.
    if (failure.code != ErrorCode::Stopped)
        Q_EMIT trainingFailed(failure.message);
}

void Session::setClusterCount(int clusters)
{
    if (clusters == m_clusterCount)
        return;
    m_clusterCount = clusters;
    if (m_run)
        startMap();
}

void Session::startMap()
{
    m_mapJob.cancel();
    if (!modelInfo(m_run->spec.model).hasEmbeddings) {
        Q_EMIT mapChanged();
        return;
    }
    m_mapJob = m_jobs->run(
        this,
        [run = m_run, map = m_map, options = mapOptions(m_clusterCount, m_run->spec.seed)](const RunContext& context) {
            return map ? recluster(*map, *run->dataset, options, context) : makeFilmMap(*run, options, context);
        },
        [this](std::shared_ptr<const FilmMap> map) {
            m_map = std::move(map);
            Q_EMIT mapChanged();
        },
        [this](const JobFailure& failure) { Q_EMIT mapFailed(failure.message); });
}

void Session::selectItem(int item)
{
    if (item == m_selectedItem)
        return;
    m_selectedItem = item;
    Q_EMIT selectionChanged();
}

int Session::itemInRun(int item) const
{
    return m_run ? sameId(m_dataset->items, m_run->dataset->items, item, m_dataset == m_run->dataset) : item;
}

int Session::itemOfRun(int item) const
{
    return m_run ? sameId(m_run->dataset->items, m_dataset->items, item, m_dataset == m_run->dataset) : item;
}

int Session::userInRun(int user) const
{
    return m_run ? sameId(m_dataset->users, m_run->dataset->users, user, m_dataset == m_run->dataset) : user;
}

void Session::setActivity(Activity activity)
{
    if (activity == m_activity)
        return;
    m_activity = activity;
    Q_EMIT activityChanged();
}

} // namespace matinee::ui
