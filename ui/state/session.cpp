#include "ui/state/session.h"

#include "ui/jobs/training_mailbox.h"
#include "ui/state/map_session.h"
#include "ui/state/map_timeline.h"

#include <matinee/dataset_source.h>
#include <matinee/run_materials.h>
#include <matinee/run_record.h>
#include <matinee/vector_history.h>

#include <QDir>
#include <QFileInfo>
#include <QTimer>

#include <nlohmann/json.hpp>

#include <chrono>
#include <utility>

namespace matinee::ui {

namespace {

constexpr std::chrono::milliseconds kDrainInterval{33};
/// After so long without a change the hand is at rest.
constexpr std::chrono::milliseconds kRest{300};

struct LoadedData
{
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const DatasetFacts> facts;
};

struct LoadedRun
{
    std::shared_ptr<const TrainedRun> run;
    MapInput map;
    std::shared_ptr<const DatasetFacts> facts;
};

/// The index that an id has in another data set; -1: none.
int sameId(const IdMap& from, const IdMap& to, int index, bool same)
{
    if (same || index < 0)
        return index;
    return to.find(from.id(index)).value_or(-1);
}

} // namespace

Session::Session(QObject* parent)
    : QObject(parent)
    , m_spec(ExperimentSpec::forModel(ExperimentSpec().model))
    , m_films(new MapSession(this))
    , m_materials(std::make_shared<RunMaterials>())
    , m_drainTimer(new QTimer(this))
    , m_restTimer(new QTimer(this))
    , m_jobs(std::make_unique<JobRunner>())
{
    m_drainTimer->setInterval(kDrainInterval);
    m_drainTimer->setSingleShot(true);
    connect(m_drainTimer, &QTimer::timeout, this, &Session::drainMailbox);
    m_restTimer->setInterval(kRest);
    m_restTimer->setSingleShot(true);
    connect(m_restTimer, &QTimer::timeout, this, [this] {
        Q_EMIT handRested();
        if (m_unsettled)
            settle();
    });
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
    if (isTraining() && !m_liveTuning) {
        Q_EMIT datasetFailed(tr("Stop the training before opening another data set."));
        return;
    }
    endTraining();
    m_loadJob.cancel();
    m_films->cancel();
    endAside();
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
            if (std::exchange(m_retrainWhenLoaded, false) && m_liveTuning)
                retrain({}, false);
            Q_EMIT specChanged();
        },
        [this](const JobFailure& failure) {
            m_loading = false;
            m_retrainWhenLoaded = false;
            Q_EMIT datasetFailed(failure.message);
        },
        [this](double fraction, const QString& what) { Q_EMIT loadingProgress(fraction, what); });
}

void Session::openRun(const QString& folder)
{
    if (isTraining() && !m_liveTuning) {
        Q_EMIT datasetFailed(tr("Stop the training before opening a run."));
        return;
    }
    endTraining();
    m_loadJob.cancel();
    m_films->cancel();
    endAside();
    m_loading = true;
    Q_EMIT loadingStarted(folder);
    m_loadJob = m_jobs->run(
        this,
        [path = QFileInfo(folder).filesystemFilePath()](const RunContext& context) {
            auto run = loadRun(path, context);
            auto map = mapInput(*run);
            auto facts = std::make_shared<const DatasetFacts>(describe(*run->dataset));
            return LoadedRun{std::move(run), std::move(map), std::move(facts)};
        },
        [this, folder](LoadedRun loaded) {
            m_loading = false;
            m_spec = loaded.run->spec;
            m_trainedSpec = m_spec;
            setDataset(loaded.run->dataset, std::move(loaded.facts));
            Q_EMIT specChanged();
            // Panels see a training that is over at once.
            Q_EMIT trainingStarted();
            m_runStart = std::make_shared<const RunStart>(loaded.run->start);
            Q_EMIT trainingPrepared();
            m_epochs = QList<EpochStats>(loaded.run->history.begin(), loaded.run->history.end());
            m_changes = QList<LiveChange>(loaded.run->changes.begin(), loaded.run->changes.end());
            Q_EMIT statsArrived();
            m_run = std::move(loaded.run);
            m_mapInput = std::move(loaded.map);
            m_runFolder = folder;
            Q_EMIT trainingFinished();
            m_films->setRun(m_mapInput, m_run->spec.seed, m_runFolder);
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
        [run = m_run, book = m_films->editBook(), unread = m_films->isBookUnread(), kept = m_films->timeline().kept(),
         from = QFileInfo(m_runFolder).filesystemFilePath(), path = QFileInfo(folder).filesystemFilePath(),
         folder](const RunContext&) {
            matinee::saveRun(*run, path);
            (unread && !from.empty() ? ClusterEditBook::load(from) : book).save(path);
            saveVectorHistory(kept.isEmpty() && !from.empty() ? loadVectorHistory(from) : kept, path);
            return folder;
        },
        [this](const QString& saved) { Q_EMIT runSaved(saved); },
        [this](const JobFailure& failure) { Q_EMIT runSaveFailed(failure.message); });
}

void Session::setDataset(std::shared_ptr<const Dataset> data, std::shared_ptr<const DatasetFacts> facts)
{
    m_dataset = std::move(data);
    m_facts = std::move(facts);
    m_materials = std::make_shared<RunMaterials>(); // the old ones hold the old data set
    m_rateCurve.reset();
    clearRun();
    m_selectedItem = -1;
    Q_EMIT datasetChanged();
    Q_EMIT selectionChanged();
}

void Session::clearRun()
{
    m_runStart.reset();
    m_epochs.clear();
    m_batches.clear();
    m_changes.clear();
    m_refitting = false;
    m_run.reset();
    m_runFolder.clear();
    m_mapInput = {};
    m_films->clear();
}

void Session::setSpec(const ExperimentSpec& spec)
{
    const bool another = m_liveTuning && toJson(spec) != toJson(m_spec);
    m_spec = spec;
    // The training first: it begins while the panels show the change.
    if (another && m_loading)
        m_retrainWhenLoaded = true;
    else if (another && m_dataset)
        retrain({}, false);
    Q_EMIT specChanged();
}

void Session::setLiveTuning(bool on)
{
    if (on == m_liveTuning)
        return;
    m_liveTuning = on;
    Q_EMIT liveTuningChanged();
}

bool Session::isHandMoving() const
{
    return m_restTimer->isActive();
}

void Session::setTensorBoardFolder(const QString& folder)
{
    if (folder == m_tensorBoardFolder)
        return;
    m_tensorBoardFolder = folder;
    Q_EMIT tensorBoardFolderChanged();
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
