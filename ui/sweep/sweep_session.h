#pragma once

#include "ui/jobs/job_runner.h"
#include "ui/jobs/sweep_mailbox.h"

#include <matinee/sweep.h>

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

class QTimer;

namespace matinee::ui {

class Session;

/// Why a sweep cannot start.
struct SweepProblem
{
    QString where;    ///< field of the sweep's file: "parameters.learning_rate.max"; empty: none of them
    QString sentence; ///< empty: it can
};

/// What the Sweep tab shows: the sweep that would start, over the session's experiment, and the running or last one
/// with its trials. Lives on the GUI thread; the trials train on a worker of its own, beside the session's. Where
/// the session has a store of runs they are recorded there: a sweep that was stopped or killed goes on where it was
/// when the same one is started again, here or by the command line.
class SweepSession : public QObject
{
    Q_OBJECT

public:
    enum class Activity
    {
        Idle,
        Running,
        Paused,
        Stopping,
    };
    Q_ENUM(Activity)

    /// \param session must outlive this
    explicit SweepSession(Session& session, QObject* parent = nullptr);
    ~SweepSession() override;

    Session& session() const { return m_session; }

    /// What would start; its experiment is the session's.
    const SweepSpec& spec() const { return m_spec; }
    /// \param spec its experiment is not taken: the session has it
    void setSpec(SweepSpec spec);
    /// Of spec(): what is wrong with it, or missing.
    const SweepProblem& problem() const { return m_problem; }
    /// The metrics that the session's model and split give.
    std::vector<std::string> metrics() const;

    Activity activity() const { return m_activity; }
    bool isRunning() const { return m_activity != Activity::Idle; }
    /// spec() is the sweep that was stopped and recorded: start() goes on with it.
    bool canContinue() const;
    void start();
    void setPaused(bool paused);
    void stop();
    /// Forgets the last sweep. Not while one runs.
    void clear();

    /// As the running or last sweep began; nothing before the first.
    const std::optional<SweepSpec>& runningSpec() const { return m_running; }
    /// By number.
    const std::vector<SweepTrial>& trials() const { return m_trials; }
    const SweepTrial* trial(int number) const;
    /// Epochs that a running trial has done, with fraction.
    double progress(const SweepTrial& trial) const;
    /// The best of the trials so far.
    const std::optional<SweepTrial>& best() const { return m_best; }
    /// Of the finished trials; empty where there are too few.
    const std::vector<ParameterImportance>& importance() const { return m_importance; }
    /// Seconds until all trials are done; negative: unknown.
    double secondsLeft() const;

    /// Numbers of the trials that wait, in the order in which they begin.
    const std::vector<int>& queue() const { return m_queue; }
    /// Only grid and random search know their points beforehand.
    bool canReorder() const;
    /// Moves waiting trials, which keep their order, before the one that is at this place of the queue without them.
    void moveInQueue(const std::vector<int>& trials, int place);
    /// Takes trials out of the queue, or ends those that run.
    void skip(const std::vector<int>& trials);

    /// The experiment of a trial of runningSpec().
    ExperimentSpec experiment(const SweepTrial& trial) const;

Q_SIGNALS:
    /// spec() or problem() is another one.
    void specChanged();
    void activityChanged();
    /// runningSpec() is another one, and its trials are empty.
    void sweepStarted();
    /// At most 30 times a second: trials(), best() or queue() changed.
    void trialsChanged();
    void importanceChanged();
    void sweepFinished();
    /// One whole sentence.
    void sweepFailed(const QString& message);
    /// One whole sentence: the sweep goes on, but something is not recorded.
    void recordingFailed(const QString& message);

private:
    void takeExperiment();
    void check();
    void setActivity(Activity activity);
    void fetchMail(const SweepMailbox* from);
    void drainMailbox();
    void applyMail(SweepMailbox::Mail mail);
    void updateQueue();
    void measureImportance();
    void endSweep();

    Session& m_session;
    SweepSpec m_spec;
    SweepProblem m_problem;
    Activity m_activity = Activity::Idle;
    std::optional<SweepSpec> m_running;
    std::vector<SweepTrial> m_trials;
    std::map<int, double> m_positions;
    std::optional<SweepTrial> m_best;
    std::vector<int> m_order; ///< of the queue, as a person made it
    std::vector<int> m_queue;
    std::vector<ParameterImportance> m_importance;
    std::size_t m_measured = 0; ///< trials with a value when importance was measured
    QElapsedTimer m_clock;
    qint64 m_pausedAt = 0;
    qint64 m_pausedFor = 0;
    bool m_isRecorded = false;
    std::size_t m_doneBefore = 0; ///< trials that were done when this part of the sweep began

    std::shared_ptr<SweepControl> m_control;
    std::shared_ptr<SweepMailbox> m_mailbox;
    QTimer* m_drainTimer;
    QTimer* m_importanceTimer;
    Job m_sweepJob;
    Job m_importanceJob;
    std::unique_ptr<JobRunner> m_analyses;
    std::unique_ptr<JobRunner> m_jobs; // last: joined before anything that its work looks at goes
};

} // namespace matinee::ui
