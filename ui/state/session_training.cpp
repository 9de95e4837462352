#include "ui/jobs/training_mailbox.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <matinee/dataset_source.h>
#include <matinee/recorded_training.h>
#include <matinee/run_materials.h>
#include <matinee/run_store.h>
#include <matinee/tensorboard.h>

#include <QDateTime>
#include <QFileInfo>
#include <QTimer>

#include <stop_token>
#include <utility>

// How the session's trainings begin, go on and end.

namespace matinee::ui {

namespace {

struct TrainingOutcome
{
    std::shared_ptr<const TrainedRun> run;
    MapInput map;
    QString folder;  ///< of the run, in the store; empty: it is not there
    QString problem; ///< with the TensorBoard files
};

struct LoadedPlan
{
    std::shared_ptr<const ResumePlan> plan;
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const DatasetFacts> facts; ///< null: of the data set that was there
};

QString folderOf(const std::filesystem::path& store, std::int64_t run)
{
    if (run == 0)
        return {};
    try {
        return QString::fromStdString(RunStore::open(store, RunStore::Access::Read).folder(run).string());
    } catch (const Error&) {
        return {}; // what goes wrong with the store stops no training
    }
}

} // namespace

void Session::start()
{
    if (!m_dataset || m_loading || (isTraining() && !m_liveTuning))
        return;
    if (m_liveTuning) {
        retrain(newTensorBoardFiles(), true);
        return;
    }
    clearRun();
    train(newTensorBoardFiles(), true);
    setActivity(Activity::Training);
    Q_EMIT trainingStarted();
}

void Session::resumeRun(qint64 run, const std::optional<ExperimentSpec>& changed)
{
    if (isTraining() && !m_liveTuning) {
        Q_EMIT trainingFailed(tr("Stop the training before another run goes on."));
        return;
    }
    endTraining();
    m_loadJob.cancel();
    m_films->cancel();
    endAside();
    m_loading = true;
    Q_EMIT loadingStarted(tr("run %1").arg(run));
    m_loadJob = m_jobs->run(
        this,
        [folder = QFileInfo(m_store).filesystemFilePath(), run, data = m_dataset](RunContext context) {
            context.threads = hardwareThreads();
            auto plan = std::make_shared<const ResumePlan>(planResume(RunStore::open(folder), run));
            if (data && data->fileRows.empty() && data->provenance.source == plan->spec.data)
                return LoadedPlan{std::move(plan), data, nullptr};
            auto loaded = loadDataset(plan->spec.data, context);
            auto facts = std::make_shared<const DatasetFacts>(describe(*loaded));
            return LoadedPlan{std::move(plan), std::move(loaded), std::move(facts)};
        },
        [this, changed](LoadedPlan loaded) {
            m_loading = false;
            const auto source = m_spec.data;
            m_spec = changed.value_or(loaded.plan->spec);
            if (loaded.facts)
                setDataset(std::move(loaded.data), std::move(loaded.facts));
            else
                m_spec.data = source; // "ml-100k" rather than where it lies
            clearRun();
            Q_EMIT specChanged();
            train({}, true, std::move(loaded.plan));
            setActivity(Activity::Training);
            Q_EMIT trainingStarted();
        },
        [this](const JobFailure& failure) {
            m_loading = false;
            Q_EMIT datasetFailed(failure.message);
        },
        [this](double fraction, const QString& what) { Q_EMIT loadingProgress(fraction, what); });
}

void Session::setRunId(qint64 run)
{
    m_runId = run;
    Q_EMIT recordChanged();
}

void Session::retrain(const QString& files, bool recorded)
{
    if (isTraining()) {
        m_control->abandon();
        m_trainingJob.cancel();
    }
    m_films->cancel();
    m_films->setOld();
    m_unsettled = false;
    m_restTimer->start();
    train(files, recorded);
    setActivity(Activity::Training);
    Q_EMIT trainingRestarted();
}

void Session::endTraining()
{
    if (!isTraining())
        return;
    m_control->abandon();
    m_trainingJob.cancel();
    m_drainTimer->stop();
    m_mailbox.reset(); // what is still to come from there is of no interest
    m_preparing = false;
    m_unsettled = false;
    setActivity(Activity::Idle);
}

QString Session::newTensorBoardFiles() const
{
    if (m_tensorBoardFolder.isEmpty())
        return {};
    return QStringLiteral("%1/%2-seed-%3-%4")
        .arg(m_tensorBoardFolder, QString::fromStdString(m_spec.model))
        .arg(m_spec.seed)
        .arg(QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz")));
}

void Session::train(const QString& files, bool recorded, std::shared_ptr<const ResumePlan> resume)
{
    m_control = std::make_shared<TrainingControl>();
    // The mailbox calls on the training's thread; it is told apart from those before it by its address.
    auto address = std::make_shared<const TrainingMailbox*>();
    m_mailbox = std::make_shared<TrainingMailbox>([this, address] {
        QMetaObject::invokeMethod(
            this, [this, from = *address] { fetchMail(from); }, Qt::QueuedConnection);
    });
    *address = m_mailbox.get();
    m_drainTimer->stop(); // the first point waits for nothing
    endAside();
    m_preparing = true;
    m_trainedSpec = m_spec;
    setRunId(0);

    auto spec = m_spec;
    if (spec.threads == 0)
        spec.threads = resume && resume->checkpoint ? 0 : JobRunner::threads(); // a run goes on with those it had
    RecordOptions options;
    if (recorded && !m_store.isEmpty())
        options.store = QFileInfo(m_store).filesystemFilePath();
    options.began = [this, from = m_mailbox.get()](std::int64_t run) {
        QMetaObject::invokeMethod(
            this,
            [this, from, run] {
                if (from == m_mailbox.get())
                    setRunId(run);
            },
            Qt::QueuedConnection);
    };
    m_trainingJob = m_jobs->run(
        this,
        [spec = std::move(spec), data = m_dataset, control = m_control, mailbox = m_mailbox, materials = m_materials,
         resume = std::move(resume), options = std::move(options), files](const RunContext& context) mutable {
            const std::stop_callback stop(context.stop, [&control] { control->abandon(); });
            options.materials = materials.get();
            options.resume = resume.get();
            std::unique_ptr<TensorBoardObserver> board;
            if (!files.isEmpty())
                board = std::make_unique<TensorBoardObserver>(QFileInfo(files).filesystemFilePath(), spec, *mailbox);
            auto trained =
                trainRecorded(spec, data, *control, board ? static_cast<TrainingObserver&>(*board) : *mailbox, options);
            auto map = mapInput(*trained.run);
            return TrainingOutcome{
                std::move(trained.run),
                std::move(map),
                folderOf(options.store, trained.id),
                QString::fromStdString(board ? board->problem() : ""),
            };
        },
        [this](TrainingOutcome outcome) {
            m_runFolder = outcome.folder;
            finishTraining(std::move(outcome.run), std::move(outcome.map));
            Q_EMIT recordChanged();
            if (!outcome.problem.isEmpty())
                Q_EMIT tensorBoardFailed(outcome.problem);
        },
        [this](const JobFailure& failure) { failTraining(failure); });
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
    if (m_unsettled)
        settle();
}

void Session::abandon()
{
    if (!isTraining())
        return;
    m_control->abandon();
    setActivity(Activity::Stopping);
    if (m_unsettled)
        settle();
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

void Session::fetchMail(const TrainingMailbox* from)
{
    if (from == m_mailbox.get() && !m_drainTimer->isActive())
        drainMailbox();
}

void Session::drainMailbox()
{
    auto mail = m_mailbox->take();
    if (mail.isEmpty())
        return; // the mailbox calls when there is some
    m_drainTimer->start();
    if (mail.start) {
        // Live tuning: until now they were those of the training before.
        m_epochs.clear();
        m_batches.clear();
        m_changes.clear();
        m_refitting = false;
        m_preparing = false;
        // Live tuning trains again and again: the map waits for a run to look at.
        if (!m_liveTuning)
            m_films->begin(*mail.start);
        m_runStart = std::make_shared<const RunStart>(std::move(*mail.start));
        Q_EMIT trainingPrepared();
    }
    m_refitting = m_refitting || mail.refitEpochs > 0;
    for (const auto& problem : mail.problems)
        Q_EMIT problemNoticed(QString::fromStdString(problem));
    if (!m_liveTuning)
        m_films->follow(mail.vectors);
    if (!mail.hasStats())
        return;
    m_batches.append(QList<BatchStats>(mail.batches.begin(), mail.batches.end()));
    m_epochs.append(QList<EpochStats>(mail.epochs.begin(), mail.epochs.end()));
    m_changes.append(QList<LiveChange>(mail.changes.begin(), mail.changes.end()));
    Q_EMIT statsArrived();
}

void Session::finishTraining(std::shared_ptr<const TrainedRun> run, MapInput map)
{
    drainMailbox();
    m_drainTimer->stop();
    m_run = std::move(run);
    m_mapInput = std::move(map);
    if (!isHandMoving()) {
        settle();
        return;
    }
    m_films->setOld();
    m_unsettled = true;
    Q_EMIT liveRunFinished();
}

void Session::settle()
{
    m_unsettled = false;
    setActivity(Activity::Idle);
    Q_EMIT trainingFinished();
    m_films->setRun(m_mapInput, m_run->spec.seed, m_runFolder);
}

void Session::failTraining(const JobFailure& failure)
{
    drainMailbox();
    m_drainTimer->stop();
    m_preparing = false;
    setActivity(Activity::Idle);
    Q_EMIT recordChanged();
    // Stopped before there was anything to keep: what the person asked for, not an error.
    if (failure.code != ErrorCode::Stopped)
        Q_EMIT trainingFailed(failure.message);
    if (!m_run)
        m_films->clear(); // a live map would be of a run that is not there
    // Live tuning: the run before stays, and its map may have been given up for this one.
    if (m_run && !m_control->abandoned().stop_requested())
        m_films->setRun(m_mapInput, m_run->spec.seed, m_runFolder);
}

} // namespace matinee::ui
