#include "experiments/sweep/memory_sweep_store.h"
#include "experiments/sweep/sweep_board.h"
#include "experiments/sweep/sweep_control.h"
#include "support/parallel.h"

#include <matinee/checkpoint.h>
#include <matinee/device.h>
#include <matinee/error.h>
#include <matinee/run_materials.h>

#include <chrono>
#include <exception>
#include <mutex>

namespace matinee {

namespace {

/// How often a job that waits for another process looks whether it is done.
constexpr std::chrono::milliseconds kLook{250};

/// One call of runSweep(): what its jobs share. Whoever holds the mutex may use the board, the store and the observer.
class SweepRun
{
public:
    SweepRun(const SweepSpec& spec, const std::shared_ptr<const Dataset>& dataset, SweepControl::Access& control,
             SweepObserver& observer, SweepStore& store)
        : m_spec(spec)
        , m_dataset(dataset)
        , m_control(control)
        , m_observer(observer)
        , m_store(store)
        , m_board(spec)
    {
        if (spec.jobs > 1) {
            const auto& experiment = spec.experiment;
            m_threads = std::max(1, (experiment.threads > 0 ? experiment.threads : hardwareThreads()) / spec.jobs);
        }
    }

    SweepResult operator()()
    {
        look();
        m_observer.onSweep(m_board.trials());
        if (m_spec.jobs == 1) {
            work(0);
        } else {
            // The calling thread has one chunk more and waits: a loop within its loop would start threads each time.
            const auto jobs = static_cast<std::size_t>(m_spec.jobs);
            parallelFor(jobs + 1, 1, m_spec.jobs + 1, [this](std::size_t, std::size_t, int worker) {
                worker == 0 ? waitForEnd() : work(static_cast<std::size_t>(worker - 1));
            });
        }
        if (m_problem)
            std::rethrow_exception(m_problem);
        SweepResult result;
        result.stopped = m_control.isStopped();
        if (!result.stopped)
            pruneTheRest();
        result.trials = m_board.trials();
        result.epochs = m_epochs;
        return result;
    }

private:
    /// Passes on what a trial's training tells.
    class Listener : public TrainingObserver
    {
    public:
        Listener(SweepRun& sweep, int number)
            : m_sweep(sweep)
            , m_number(number)
        {}

        void onStart(const RunStart& start) override
        {
            tell([&](const SweepTrial&) {
                m_sweep.m_board.truncate(m_number, start.resumedFrom > 0 ? start.resumedFrom : -1);
                m_sweep.m_store.recordStart(trial(), start);
            });
        }
        void onBatch(const BatchStats& batch) override
        {
            tell([&](const SweepTrial& trial) { m_sweep.m_observer.onBatch(trial, batch); });
        }
        void onEpoch(const EpochStats& epoch, const Recommender& model) override
        {
            tell([&](const SweepTrial&) {
                m_sweep.m_board.addEpoch(m_number, epoch);
                m_sweep.m_epochs += epoch.epoch > 0;
                m_sweep.m_store.recordEpoch(trial(), epoch, model);
                m_sweep.m_observer.onEpoch(trial(), epoch);
            });
        }

        void onProblem(const std::string& sentence) override
        {
            tell([&](const SweepTrial&) { m_sweep.m_observer.onProblem(sentence); });
        }

    private:
        const SweepTrial& trial() const { return m_sweep.m_board.trial(m_number); }

        /// What the store throws must not look like a fault of the trial.
        template <class Work>
        void tell(Work&& work)
        {
            const std::lock_guard lock(m_sweep.m_mutex);
            try {
                work(trial());
                m_sweep.tellProblem();
            } catch (...) {
                m_sweep.fail(std::current_exception());
            }
        }

        SweepRun& m_sweep;
        int m_number;
    };

    /// Takes trials until there are none left.
    void work(std::size_t job)
    {
        RunMaterials materials;
        std::unique_lock lock(m_mutex);
        try {
            while (mayGoOn()) {
                const auto changes = m_control.changes();
                look();
                const auto chosen = m_control.isPaused() ? std::nullopt : m_board.next(m_control.order());
                if (chosen) {
                    if (claim(*chosen))
                        runTrial(job, chosen->number, materials, lock);
                    continue;
                }
                if (!m_control.isPaused() && !m_board.isAnyRunning())
                    break;
                lock.unlock();
                m_control.wait(changes, kLook);
                lock.lock();
            }
        } catch (...) {
            if (!lock.owns_lock())
                lock.lock();
            fail(std::current_exception());
        }
        m_over = true;
        m_control.announce();
    }

    bool mayGoOn() const { return !m_problem && !m_control.isStopped(); }

    void waitForEnd()
    {
        for (;;) {
            const auto changes = m_control.changes();
            {
                const std::lock_guard lock(m_mutex);
                if (m_over)
                    return;
            }
            m_control.wait(changes, kLook);
        }
    }

    void fail(std::exception_ptr problem)
    {
        if (!m_problem)
            m_problem = std::move(problem);
        m_control.abandonAll();
    }

    /// What other processes have done meanwhile, and what was taken out of the queue.
    void look()
    {
        for (auto& known : m_store.trials()) {
            if (m_own.contains(known.number))
                continue;
            const int number = known.number;
            if (number < 0 || number >= static_cast<int>(m_board.trials().size()))
                continue;
            auto& trial = m_board.trial(number);
            const auto state = trial.state;
            const int epochs = trial.epochs();
            m_board.merge(std::move(known));
            if (trial.state != state || trial.epochs() != epochs)
                m_observer.onTrial(trial);
        }
        for (const int number : m_control.skipped()) {
            if (number < 0 || number >= static_cast<int>(m_board.trials().size()))
                continue;
            auto& trial = m_board.trial(number);
            if (trial.state == TrialState::Queued || trial.state == TrialState::Paused)
                change(trial, TrialState::Skipped, nullptr);
        }
    }

    void change(SweepTrial& trial, TrialState state, const TrainedRun* run)
    {
        trial.state = state;
        m_store.recordState(trial, run);
        m_observer.onTrial(trial);
        tellProblem();
    }

    void tellProblem()
    {
        if (const auto problem = m_store.takeProblem(); !problem.empty())
            m_observer.onProblem(problem);
    }

    ExperimentSpec experimentOf(const SweepTrial& trial) const
    {
        auto experiment = trialExperiment(m_spec, trial.point, trial.seedIndex);
        if (m_threads > 0)
            experiment.threads = m_threads;
        return experiment;
    }

    bool claim(SweepTrial chosen)
    {
        if (!m_store.claim(chosen, experimentOf(chosen)))
            return false;
        chosen.state = TrialState::Running;
        m_own.insert(chosen.number);
        m_board.trial(chosen.number) = chosen;
        m_observer.onTrial(m_board.trial(chosen.number));
        return true;
    }

    void runTrial(std::size_t job, int number, RunMaterials& materials, std::unique_lock<std::mutex>& lock)
    {
        const auto trial = m_board.trial(number);
        TrainOptions options;
        options.materials = &materials;
        options.stopAfter = trial.target;
        options.checkpoint = m_store.checkpoint(trial);
        auto experiment = experimentOf(trial);
        auto& training = m_control.begin(job, number);
        lock.unlock();
        std::shared_ptr<const TrainedRun> run;
        std::string error;
        bool cutOff = false;
        try {
            options.resume = stateOf(trial, options.checkpoint);
            if (options.resume)
                experiment.threads = options.resume->threads; // with other threads it could not go on
            Listener listener(*this, number);
            run = train(experiment, m_dataset, training, listener, options);
        } catch (const Error& thrown) {
            cutOff = thrown.code() == ErrorCode::Stopped;
            error = thrown.what();
        } catch (const std::exception& thrown) {
            error = thrown.what();
        }
        m_control.end(job);
        lock.lock();
        finish(m_board.trial(number), run.get(), cutOff ? std::string() : error);
        m_own.erase(number);
        m_control.announce();
    }

    /// The state in a file, where there is one to go on from.
    static std::shared_ptr<const Checkpoint> stateOf(const SweepTrial& trial, const std::filesystem::path& file)
    {
        std::error_code code;
        if (trial.history.empty() || file.empty() || !std::filesystem::exists(file, code))
            return nullptr;
        try {
            return readCheckpoint(file);
        } catch (const Error&) {
            return nullptr; // damaged: a trial can always begin anew
        }
    }

    void finish(SweepTrial& trial, const TrainedRun* run, const std::string& error)
    {
        if (m_problem)
            return; // the store may be what has failed
        if (!error.empty() || (run && run->result.status == RunStatus::Diverged))
            trial.error = error.empty() ? run->result.warning : error;
        if (m_control.skipped().contains(trial.number) && !run)
            return change(trial, TrialState::Skipped, nullptr);
        if (!run)
            return change(trial, error.empty() ? TrialState::Queued : TrialState::Failed, nullptr);
        const bool atRung = trial.target > 0 && trial.epochs() == trial.target;
        if (run->result.status == RunStatus::Stopped)
            return change(trial, atRung ? TrialState::Paused : TrialState::Queued, run);
        const bool none = trial.bestEpoch == 0;
        if (none && trial.error.empty())
            trial.error = "No epoch gave a finite value of the metric.";
        change(trial, none ? TrialState::Failed : TrialState::Done, run);
    }

    void pruneTheRest()
    {
        m_board.prune();
        for (const auto& trial : m_board.trials()) {
            if (trial.state == TrialState::Pruned)
                m_observer.onTrial(trial);
        }
    }

    const SweepSpec& m_spec;
    std::shared_ptr<const Dataset> m_dataset;
    SweepControl::Access& m_control;
    SweepObserver& m_observer;
    SweepStore& m_store;
    SweepBoard m_board;
    int m_threads = 0; ///< of each trial; 0: the experiment's
    std::mutex m_mutex;
    std::set<int> m_own; ///< trials that run here
    std::int64_t m_epochs = 0;
    std::exception_ptr m_problem;
    bool m_over = false;
};

} // namespace

SweepResult runSweep(const SweepSpec& spec, const std::shared_ptr<const Dataset>& dataset, SweepControl& control,
                     SweepObserver& observer, SweepStore* store)
{
    checkSweep(spec);
    resolveDevice(spec.experiment.device);
    MemorySweepStore memory;
    return SweepRun(spec, dataset, control.access(), observer, store ? *store : memory)();
}

} // namespace matinee
