#pragma once

#include "ui/jobs/job_runner.h"

#include <matinee/device.h>
#include <matinee/experiment.h>
#include <matinee/film_vectors.h>
#include <matinee/trainer.h>

#include <QList>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

class QTimer;

namespace matinee {
class RunMaterials;
struct ResumePlan;
struct RateCurve;
} // namespace matinee

namespace matinee::ui {

class MapSession;
class TrainingMailbox;

/// What the window shows: the current data set, experiment, run and selection. Lives on the GUI thread; the work
/// is done by a JobRunner, and nothing here blocks. Panels read the state and listen to the signals; they never talk to
/// each other.
class Session : public QObject
{
    Q_OBJECT

public:
    enum class Activity
    {
        Idle,
        Training,
        Paused,
        Stopping,
    };
    Q_ENUM(Activity)

    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    // Data
    /// Loads SOURCE of the command line's contract in the background; the one before stays until it is there. Not while
    /// training: datasetFailed() says so.
    void openSource(const QString& source);
    bool isLoading() const { return m_loading; }
    const std::shared_ptr<const Dataset>& dataset() const { return m_dataset; }
    /// Of dataset(); null as long as that is.
    const std::shared_ptr<const DatasetFacts>& facts() const { return m_facts; }

    // Experiment
    const ExperimentSpec& spec() const { return m_spec; }
    /// While live tuning is on, another experiment is trained at once.
    void setSpec(const ExperimentSpec& spec);
    /// What a person may choose; empty until devicesChanged(): asking the driver takes a moment.
    const std::vector<DeviceInfo>& devices() const { return m_devices; }

    // Recording
    /// Folder of the run store in which every training that start() begins is recorded; empty, as at first: none is.
    /// What live tuning trains by itself is not recorded.
    void setStore(const QString& folder) { m_store = folder; }
    const QString& store() const { return m_store; }
    /// Of the running or last training, in the store; 0: it is not there.
    qint64 runId() const { return m_runId; }
    /// Goes on with a run of the store where it was, with its data set. Not while training: trainingFailed() says so.
    /// \param changed the same experiment with other epochs, live hyperparameters or patience; none: as it was
    void resumeRun(qint64 run, const std::optional<ExperimentSpec>& changed = {});

    // Training
    Activity activity() const { return m_activity; }
    bool isTraining() const { return m_activity != Activity::Idle; }
    void start();
    /// Live tuning: every change of the experiment trains it anew at once. The training before is cancelled and its
    /// result dropped; of changes in quick succession the newest counts. Until the new training has something to show,
    /// everything of the one before stays, and run() and its map until it has ended.
    bool isLiveTuning() const { return m_liveTuning; }
    void setLiveTuning(bool on);
    /// The experiment as the running or last training began with it.
    const ExperimentSpec& trainedSpec() const { return m_trainedSpec; }
    /// Of a training that has begun, nothing is known yet.
    bool isPreparing() const { return m_preparing; }
    /// The last change was a moment ago: the next one may follow any time.
    bool isHandMoving() const;
    /// Where each training writes TensorBoard files, in a folder of its own; empty: nowhere.
    const QString& tensorBoardFolder() const { return m_tensorBoardFolder; }
    void setTensorBoardFolder(const QString& folder);
    void setPaused(bool paused);
    void stop();
    /// Stops without keeping anything: the window is closing.
    void abandon();
    /// Changes a live hyperparameter of the running training, and of spec().
    void setLive(const QString& key, double value);

    // Beside the training; what runs of it ends when a training or a loading begins.
    /// Looks for a learning rate for spec(): rateSearchStarted(), rateSearchProgress(), then rateSearchEnded() or
    /// rateSearchFailed(). Needs a data set, a model with a learning rate, and no training.
    void findRate();
    bool canFindRate() const;
    void cancelRateSearch();
    bool isFindingRate() const { return m_rateJob.isActive(); }
    /// What the last search found; null before and after a cancelled one.
    const std::shared_ptr<const RateCurve>& rateCurve() const { return m_rateCurve; }
    /// The experiment that rateCurve() is of.
    const ExperimentSpec& rateSpec() const { return m_rateSpec; }
    /// Puts the weights of the best epoch into run() and measures it anew: bestRestored() and trainingFinished(), or
    /// restoreFailed().
    void restoreBest();
    bool canRestoreBest() const;

    /// Of the running or last training; null before the first.
    const std::shared_ptr<const RunStart>& runStart() const { return m_runStart; }
    const QList<EpochStats>& epochs() const { return m_epochs; }
    const QList<BatchStats>& batches() const { return m_batches; }
    /// Hyperparameters that were changed while it ran, in their order.
    const QList<LiveChange>& changes() const { return m_changes; }
    /// The running training is over its epochs and trains again, on all but the test rows.
    bool isRefitting() const { return m_refitting && isTraining(); }
    /// The last finished training; null while the first one runs.
    const std::shared_ptr<const TrainedRun>& run() const { return m_run; }
    /// Shows a run that was loaded from a folder, with its data set: datasetChanged(), then what a training sends. Not
    /// while training.
    void openRun(const QString& folder);
    /// Writes run() into a folder, made if absent; refuses one that holds other files. runSaved() or runSaveFailed().
    void saveRun(const QString& folder);

    /// The map of the films of run(), or of the training that runs.
    MapSession& films() { return *m_films; }
    const MapSession& films() const { return *m_films; }

    // Selection
    /// Dense item index in dataset() of the film that the person looks at; -1: none.
    int selectedItem() const { return m_selectedItem; }
    void selectItem(int item);
    /// A run on a part of the rows has a data set, and so indices, of its own. From dataset() to run(), and back; -1:
    /// not there.
    int itemInRun(int item) const;
    int itemOfRun(int item) const;
    int userInRun(int user) const;

Q_SIGNALS:
    void loadingStarted(const QString& source);
    /// fraction < 0: unknown
    void loadingProgress(double fraction, const QString& what);
    /// dataset() is another one; epochs(), batches(), run(), the map and the selection are empty now.
    void datasetChanged();
    /// One whole sentence; the data set before stays.
    void datasetFailed(const QString& message);

    void specChanged();
    void devicesChanged();

    void activityChanged();
    void liveTuningChanged();
    /// Live tuning trains the changed experiment; what the panels show is of the training before until
    /// trainingPrepared().
    void trainingRestarted();
    /// Live tuning has finished a training: run() is there. trainingFinished() follows when the hand rests.
    void liveRunFinished();
    /// Nothing was changed for a moment.
    void handRested();
    /// A new training begins: epochs(), batches() and run() are empty now.
    void trainingStarted();
    /// runStart() is known.
    void trainingPrepared();
    /// At most 30 times a second: batches(), epochs() or changes() have grown, or isRefitting() changed.
    void statsArrived();
    /// run() is there (also after a stop).
    void trainingFinished();
    void trainingFailed(const QString& message);
    /// One whole sentence: training goes on, but something beside it went wrong (recording it, a checkpoint).
    void problemNoticed(const QString& message);
    /// One whole sentence: the training went well, but its TensorBoard files did not.
    void tensorBoardFailed(const QString& message);
    void tensorBoardFolderChanged();

    /// runId() changed, or its training has ended.
    void recordChanged();
    void rateSearchStarted();
    void rateSearchProgress(double fraction);
    /// rateCurve() is there, or the search was cancelled.
    void rateSearchEnded();
    void rateSearchFailed(const QString& message);
    void bestRestored();
    void restoreFailed(const QString& message);

    void runSaved(const QString& folder);
    void runSaveFailed(const QString& message);

    void selectionChanged();

private:
    void setActivity(Activity activity);
    void retrain(const QString& files, bool recorded);
    void endTraining();
    void train(const QString& files, bool recorded = false, std::shared_ptr<const ResumePlan> resume = {});
    void setRunId(qint64 run);
    QString newTensorBoardFiles() const;
    void fetchMail(const TrainingMailbox* from);
    void settle();
    void setDataset(std::shared_ptr<const Dataset> data, std::shared_ptr<const DatasetFacts> facts);
    void clearRun();
    void drainMailbox();
    void finishTraining(std::shared_ptr<const TrainedRun> run, MapInput map);
    void failTraining(const JobFailure& failure);
    void endAside();

    std::shared_ptr<const Dataset> m_dataset;
    std::shared_ptr<const DatasetFacts> m_facts;
    std::vector<DeviceInfo> m_devices;
    ExperimentSpec m_spec;
    Activity m_activity = Activity::Idle;
    bool m_loading = false;
    std::shared_ptr<const RunStart> m_runStart;
    ExperimentSpec m_trainedSpec;
    QList<EpochStats> m_epochs;
    QList<BatchStats> m_batches;
    QList<LiveChange> m_changes;
    bool m_liveTuning = false;
    bool m_retrainWhenLoaded = false;
    bool m_preparing = false;
    bool m_unsettled = false; ///< a training has ended, and the hand still moves
    bool m_refitting = false;
    QString m_tensorBoardFolder;
    QString m_store;
    qint64 m_runId = 0;
    std::shared_ptr<const TrainedRun> m_run;
    QString m_runFolder; ///< of run(); empty: it is in none
    MapInput m_mapInput; ///< of run()
    MapSession* m_films;
    int m_selectedItem = -1;
    std::shared_ptr<const RateCurve> m_rateCurve;
    ExperimentSpec m_rateSpec;

    std::shared_ptr<TrainingControl> m_control;
    std::shared_ptr<TrainingMailbox> m_mailbox;
    std::shared_ptr<RunMaterials> m_materials;
    QTimer* m_drainTimer;
    QTimer* m_restTimer;
    Job m_loadJob;
    Job m_trainingJob;
    Job m_rateJob;
    Job m_bestJob;
    std::unique_ptr<JobRunner> m_jobs; // last: joined before anything that its work looks at goes
};

} // namespace matinee::ui
