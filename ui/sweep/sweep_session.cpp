#include "ui/sweep/sweep_session.h"

#include "ui/state/session.h"

#include <matinee/recommender.h>
#include <matinee/recorded_sweep.h>

#include <QFileInfo>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stop_token>
#include <utility>

namespace matinee::ui {

namespace {

constexpr std::chrono::milliseconds kDrainInterval{33};
/// Importance is measured so long after a trial ended: others may end at the same time.
constexpr std::chrono::milliseconds kImportanceDelay{500};
/// What a sweep begins with: a person should be able to press Start and see what it is about.
constexpr std::size_t kFirstParameters = 2;

bool isOver(TrialState state)
{
    return state == TrialState::Done || state == TrialState::Pruned || state == TrialState::Failed ||
           state == TrialState::Skipped;
}

std::size_t overCount(const std::vector<SweepTrial>& trials)
{
    return static_cast<std::size_t>(std::ranges::count_if(trials, isOver, &SweepTrial::state));
}

SweepSpec firstSpec(const ExperimentSpec& experiment)
{
    SweepSpec spec;
    spec.experiment = experiment;
    spec.metric = defaultSweepMetric(modelInfo(experiment.model));
    // Those that run over decades first: step sizes and penalties, which nobody knows beforehand.
    for (const bool overDecades : {true, false}) {
        for (const auto& parameter : experiment.hyperparameters.parameters()) {
            const bool isNumber = parameter.kind == ParameterKind::Real || parameter.kind == ParameterKind::Integer;
            const bool isFirst =
                parameter.kind == ParameterKind::Real && parameter.scale == ParameterScale::Logarithmic;
            if (isNumber && isFirst == overDecades && !parameter.advanced && parameter.key != "epochs" &&
                spec.parameters.size() < kFirstParameters)
                spec.parameters.push_back(defaultSweepParameter(parameter));
        }
    }
    return spec;
}

/// Where it cannot be recorded, a sweep is worth running all the same. \param folder of the store; empty: none
SweepResult recordSweep(const SweepSpec& spec, const std::shared_ptr<const Dataset>& dataset, SweepControl& control,
                        SweepObserver& observer, const QString& folder)
{
    if (folder.isEmpty())
        return runSweep(spec, dataset, control, observer);
    std::optional<RunStore> store;
    std::unique_ptr<RecordedSweep> recorded;
    try {
        store.emplace(RunStore::open(QFileInfo(folder).filesystemFilePath()));
        recorded = std::make_unique<RecordedSweep>(*store, spec, dataset);
    } catch (const Error& error) {
        observer.onProblem(error.message());
    }
    return runSweep(spec, dataset, control, observer, recorded.get());
}

} // namespace

SweepSession::SweepSession(Session& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_spec(firstSpec(session.spec()))
    , m_drainTimer(new QTimer(this))
    , m_importanceTimer(new QTimer(this))
    , m_analyses(std::make_unique<JobRunner>())
    , m_jobs(std::make_unique<JobRunner>())
{
    m_drainTimer->setInterval(kDrainInterval);
    m_drainTimer->setSingleShot(true);
    connect(m_drainTimer, &QTimer::timeout, this, &SweepSession::drainMailbox);
    m_importanceTimer->setInterval(kImportanceDelay);
    m_importanceTimer->setSingleShot(true);
    connect(m_importanceTimer, &QTimer::timeout, this, &SweepSession::measureImportance);
    connect(&session, &Session::specChanged, this, &SweepSession::takeExperiment);
    connect(&session, &Session::datasetChanged, this, &SweepSession::takeExperiment);
    connect(&session, &Session::loadingStarted, this, &SweepSession::takeExperiment);
    connect(&session, &Session::datasetFailed, this, &SweepSession::takeExperiment);
    check();
}

SweepSession::~SweepSession() = default;

void SweepSession::takeExperiment()
{
    const auto& experiment = m_session.spec();
    if (experiment.model != m_spec.experiment.model) {
        // What was chosen and the other model has too stays, but in the other model's range.
        auto fresh = firstSpec(experiment);
        std::vector<SweepParameter> kept;
        for (const auto& swept : m_spec.parameters)
            if (const auto* parameter = experiment.hyperparameters.find(swept.key))
                kept.push_back(defaultSweepParameter(*parameter));
        if (!kept.empty())
            fresh.parameters = std::move(kept);
        const bool isSameKind =
            modelInfo(experiment.model).isImplicit() == modelInfo(m_spec.experiment.model).isImplicit();
        if (!isSameKind)
            m_spec.metric = fresh.metric;
        m_spec.parameters = std::move(fresh.parameters);
    }
    m_spec.experiment = experiment;
    check();
    Q_EMIT specChanged();
}

void SweepSession::setSpec(SweepSpec spec)
{
    spec.experiment = m_session.spec();
    std::erase_if(spec.parameters,
                  [&spec](const SweepParameter& swept) { return !spec.experiment.hyperparameters.find(swept.key); });
    m_spec = std::move(spec);
    check();
    Q_EMIT specChanged();
}

void SweepSession::check()
{
    m_problem = {};
    if (m_session.isLoading())
        m_problem.sentence = tr("The data set is being loaded.");
    else if (!m_session.dataset())
        m_problem.sentence = tr("Open a data set first.");
    try {
        checkSweep(m_spec);
    } catch (const Error& error) {
        m_problem = {QString::fromStdString(error.where()), QString::fromStdString(error.message())};
    }
}

std::vector<std::string> SweepSession::metrics() const
{
    // Asked of the one that knows, with a sweep that nothing else is wrong with.
    auto probe = firstSpec(m_spec.experiment);
    std::vector<std::string> metrics;
    for (const auto& metric : sweepMetrics()) {
        probe.metric = metric;
        try {
            checkSweep(probe);
        } catch (const Error& error) {
            if (error.where() == "metric")
                continue;
        }
        metrics.push_back(metric);
    }
    return metrics;
}

bool SweepSession::canContinue() const
{
    return m_activity == Activity::Idle && m_running && m_isRecorded && overCount(m_trials) < m_trials.size() &&
           sweepDigest(*m_running) == sweepDigest(m_spec);
}

void SweepSession::setActivity(Activity activity)
{
    m_activity = activity;
    Q_EMIT activityChanged();
}

void SweepSession::start()
{
    if (isRunning() || !m_problem.sentence.isEmpty())
        return;
    const bool goesOn = canContinue();
    m_running = m_spec;
    if (!goesOn) {
        m_trials.clear();
        m_best.reset();
        m_order.clear();
        m_importance.clear();
        m_measured = 0;
    }
    m_importanceJob.cancel();
    m_positions.clear();
    updateQueue();
    m_doneBefore = overCount(m_trials);
    m_pausedFor = 0;
    m_isRecorded = !m_session.store().isEmpty();
    m_clock.start();
    m_control = std::make_shared<SweepControl>();
    m_control->setOrder(m_order);
    // The mailbox calls on the sweep's thread; it is told apart from those before it by its address.
    auto address = std::make_shared<const SweepMailbox*>();
    m_mailbox = std::make_shared<SweepMailbox>([this, address] {
        QMetaObject::invokeMethod(
            this, [this, from = *address] { fetchMail(from); }, Qt::QueuedConnection);
    });
    *address = m_mailbox.get();
    m_sweepJob = m_jobs->run(
        this,
        [spec = *m_running, data = m_session.dataset(), control = m_control, mailbox = m_mailbox,
         folder = m_session.store()](const RunContext& context) {
            const std::stop_callback stop(context.stop, [&control] { control->stop(); });
            return recordSweep(spec, data, *control, *mailbox, folder);
        },
        [this](SweepResult result) {
            drainMailbox();
            m_trials = std::move(result.trials);
            endSweep();
            Q_EMIT sweepFinished();
        },
        [this](const JobFailure& failure) {
            drainMailbox();
            endSweep();
            if (failure.code != ErrorCode::Stopped)
                Q_EMIT sweepFailed(failure.message);
        });
    setActivity(Activity::Running);
    Q_EMIT sweepStarted();
    Q_EMIT trialsChanged();
}

void SweepSession::endSweep()
{
    m_drainTimer->stop();
    m_positions.clear();
    // A sweep that failed could not say so of those that were running.
    for (auto& trial : m_trials)
        if (trial.state == TrialState::Running)
            trial.state = TrialState::Queued;
    m_best = bestTrial(*m_running, m_trials);
    updateQueue();
    setActivity(Activity::Idle);
    Q_EMIT trialsChanged();
    m_importanceTimer->start(0);
}

void SweepSession::setPaused(bool paused)
{
    if (paused && m_activity == Activity::Running) {
        m_control->pause();
        m_pausedAt = m_clock.elapsed();
        setActivity(Activity::Paused);
    } else if (!paused && m_activity == Activity::Paused) {
        m_control->resume();
        m_pausedFor += m_clock.elapsed() - m_pausedAt;
        setActivity(Activity::Running);
    }
}

void SweepSession::stop()
{
    if (!isRunning() || m_activity == Activity::Stopping)
        return;
    m_control->stop();
    setActivity(Activity::Stopping);
}

void SweepSession::clear()
{
    if (isRunning())
        return;
    m_importanceJob.cancel();
    m_importanceTimer->stop();
    m_running.reset();
    m_trials.clear();
    m_best.reset();
    m_order.clear();
    m_importance.clear();
    m_measured = 0;
    updateQueue();
    Q_EMIT sweepStarted();
    Q_EMIT trialsChanged();
    Q_EMIT importanceChanged();
}

const SweepTrial* SweepSession::trial(int number) const
{
    const auto index = static_cast<std::size_t>(number);
    return number >= 0 && index < m_trials.size() ? &m_trials[index] : nullptr;
}

double SweepSession::progress(const SweepTrial& trial) const
{
    const auto found = m_positions.find(trial.number);
    const double position = found == m_positions.end() ? 0 : found->second;
    return std::max<double>(trial.epochs(), position);
}

double SweepSession::secondsLeft() const
{
    const auto done = overCount(m_trials);
    if (m_activity != Activity::Running || done <= m_doneBefore || m_running->scheduler != SweepScheduler::None)
        return -1;
    const double seconds = static_cast<double>(m_clock.elapsed() - m_pausedFor) / 1000;
    return seconds / static_cast<double>(done - m_doneBefore) * static_cast<double>(m_trials.size() - done);
}

bool SweepSession::canReorder() const
{
    return m_running && m_running->method != SweepMethod::Tpe && isRunning();
}

void SweepSession::moveInQueue(const std::vector<int>& trials, int place)
{
    if (!canReorder())
        return;
    const auto isMoved = [&trials](int number) { return std::ranges::find(trials, number) != trials.end(); };
    std::vector<int> moved;
    std::vector<int> rest;
    for (const int number : m_queue)
        (isMoved(number) ? moved : rest).push_back(number);
    rest.insert(rest.begin() + std::clamp(place, 0, static_cast<int>(rest.size())), moved.begin(), moved.end());
    m_order = std::move(rest);
    m_control->setOrder(m_order);
    updateQueue();
    Q_EMIT trialsChanged();
}

void SweepSession::skip(const std::vector<int>& trials)
{
    if (!isRunning())
        return;
    for (const int number : trials)
        m_control->skip(number);
}

ExperimentSpec SweepSession::experiment(const SweepTrial& trial) const
{
    return trialExperiment(*m_running, trial.point, trial.seedIndex);
}

void SweepSession::updateQueue()
{
    m_queue.clear();
    std::vector<char> placed(m_trials.size());
    const auto place = [&](int number) {
        const auto index = static_cast<std::size_t>(number);
        if (m_trials[index].state != TrialState::Queued || std::exchange(placed[index], 1))
            return;
        m_queue.push_back(number);
    };
    for (const int number : m_order)
        if (trial(number))
            place(number);
    for (const auto& trial : m_trials)
        place(trial.number);
}

void SweepSession::fetchMail(const SweepMailbox* from)
{
    if (from == m_mailbox.get() && !m_drainTimer->isActive())
        drainMailbox();
}

void SweepSession::drainMailbox()
{
    auto mail = m_mailbox->take();
    if (mail.isEmpty())
        return; // the mailbox calls when there is some
    m_drainTimer->start();
    applyMail(std::move(mail));
    Q_EMIT trialsChanged();
}

void SweepSession::applyMail(SweepMailbox::Mail mail)
{
    if (mail.trials)
        m_trials = std::move(*mail.trials);
    bool states = mail.trials.has_value();
    bool ended = false;
    for (auto& trial : mail.changed) {
        const auto index = static_cast<std::size_t>(trial.number);
        if (index >= m_trials.size())
            continue;
        states = true;
        ended = ended || isOver(trial.state);
        if (trial.state != TrialState::Running)
            m_positions.erase(trial.number);
        m_trials[index] = std::move(trial);
    }
    for (auto& epoch : mail.epochs) {
        auto& trial = m_trials[static_cast<std::size_t>(epoch.trial)];
        if (!trial.history.empty() && trial.history.back().epoch >= epoch.stats.epoch)
            continue; // it came with the trial
        trial.history.push_back(epoch.stats);
        trial.value = epoch.value;
        trial.bestEpoch = epoch.bestEpoch;
    }
    for (const auto& [number, position] : mail.positions)
        if (m_trials[static_cast<std::size_t>(number)].state == TrialState::Running)
            m_positions[number] = position;
    for (const auto& problem : mail.problems) {
        m_isRecorded = false;
        Q_EMIT recordingFailed(QString::fromStdString(problem));
    }
    if (states)
        updateQueue();
    if (states || !mail.epochs.empty())
        m_best = bestTrial(*m_running, m_trials);
    if (ended && !m_importanceTimer->isActive())
        m_importanceTimer->start(kImportanceDelay);
}

void SweepSession::measureImportance()
{
    if (!m_running || m_importanceJob.isActive())
        return; // the next trial asks again
    std::vector<SweepTrial> ended;
    std::ranges::copy_if(m_trials, std::back_inserter(ended), isOver, &SweepTrial::state);
    if (ended.size() == m_measured)
        return;
    m_measured = ended.size();
    m_importanceJob = m_analyses->run(
        this,
        [spec = *m_running, ended = std::move(ended)](const RunContext&) { return parameterImportance(spec, ended); },
        [this](std::vector<ParameterImportance> importance) {
            m_importance = std::move(importance);
            Q_EMIT importanceChanged();
            if (overCount(m_trials) != m_measured)
                m_importanceTimer->start(kImportanceDelay);
        },
        [this](const JobFailure& failure) { Q_EMIT sweepFailed(failure.message); });
}

} // namespace matinee::ui
