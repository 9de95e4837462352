#include <matinee/run_record.h>
#include <matinee/run_recorder.h>

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace matinee {

namespace {

namespace fs = std::filesystem;

/// Nobody may wait for the store while training runs; at the end there is time.
constexpr std::chrono::milliseconds kPatience{100};
constexpr std::chrono::milliseconds kLastPatience{5000};
/// A store that failed is asked again after so long.
constexpr std::chrono::seconds kBetweenAttempts{1};

/// A second name for a file, or a copy of it on another disk; under a temporary name at first.
void takeFile(const fs::path& from, const fs::path& to)
{
    auto temporary = to;
    temporary += ".part";
    std::error_code error;
    fs::remove(temporary, error);
    fs::create_hard_link(from, temporary, error);
    if (error)
        fs::copy_file(from, temporary, error);
    if (!error)
        fs::rename(temporary, to, error);
    if (error)
        throw Error(ErrorCode::Io, fmt::format("It could not be written: {}.", error.message()), to.string());
}

void takeRun(const fs::path& from, const fs::path& to)
{
    std::error_code error;
    fs::create_directories(to, error);
    // The record goes first and comes last, as saveRun() has it.
    fs::remove(to / "run.json", error);
    fs::remove(to / "best.bin", error);
    for (const char* name : {"metrics.jsonl", "model.bin", "best.bin", "run.json"}) {
        if (fs::exists(from / name, error) || name != std::string_view("best.bin"))
            takeFile(from / name, to / name);
    }
}

/// What an earlier training, which goes on, had recorded.
struct History
{
    std::vector<EpochStats> epochs;
    std::vector<LiveChange> changes;
};

} // namespace

struct RunRecorder::Parts
{
    RunStore& store;
    ExperimentSpec spec;
    std::shared_ptr<const Dataset> dataset;
    TrainingObserver& next;
    std::int64_t run = 0;
    bool gone = false; ///< somebody deleted the run
    std::string problem;

    // What the store does not have yet.
    std::optional<RunStart> start;
    std::optional<History> history;
    std::vector<EpochStats> epochs;
    std::vector<LiveChange> changes;
    std::optional<RunResult> result;
    std::chrono::steady_clock::time_point lastAttempt;
    int keptUntil = -1;

    /// Gives the store all that it does not have yet.
    void record(std::chrono::milliseconds patience)
    {
        if (gone)
            return;
        if (!problem.empty() && !result && std::chrono::steady_clock::now() - lastAttempt < kBetweenAttempts)
            return;
        try {
            store.setPatience(patience);
            recordStart();
            if (history)
                store.replaceHistory(run, history->epochs, history->changes);
            history.reset();
            if (!epochs.empty())
                store.appendEpochs(run, epochs);
            epochs.clear();
            for (; !changes.empty(); changes.erase(changes.begin()))
                store.appendChange(run, changes.front());
            if (result)
                store.finish(run, *result);
            result.reset();
            problem.clear();
        } catch (const Error& error) {
            gone = error.code() == ErrorCode::NotFound;
            lastAttempt = std::chrono::steady_clock::now();
            const bool isNew = problem.empty();
            problem = fmt::format("The run is recorded no further: {}", error.what());
            if (isNew)
                next.onProblem(problem);
        }
    }

    void recordStart()
    {
        if (!start)
            return;
        if (run == 0)
            run = store.begin(spec, *dataset, *start);
        else
            store.setStart(run, spec, *dataset, *start);
        start.reset();
    }
};

RunRecorder::RunRecorder(RunStore& store, const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset,
                         TrainingObserver& next)
    : RunRecorder(store, spec, std::move(dataset), next, 0)
{}

RunRecorder::RunRecorder(RunStore& store, const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset,
                         TrainingObserver& next, std::int64_t run)
    : ForwardingObserver(next)
    , m_parts(new Parts{store, spec, std::move(dataset), next, run, false, {}, {}, {}, {}, {}, {}, {}})
{}

RunRecorder::~RunRecorder() = default;

void RunRecorder::keepUntil(int epoch)
{
    m_parts->keptUntil = epoch;
}

void RunRecorder::onStart(const RunStart& start)
{
    m_parts->start = start;
    m_parts->record(kPatience);
    ForwardingObserver::onStart(start);
}

void RunRecorder::onResume(const std::vector<EpochStats>& history, const std::vector<LiveChange>& changes)
{
    if (m_parts->keptUntil < 0)
        m_parts->history = History{history, changes};
    m_parts->record(kPatience);
    ForwardingObserver::onResume(history, changes);
}

void RunRecorder::onEpoch(const EpochStats& epoch, const Recommender& model)
{
    if (epoch.epoch > m_parts->keptUntil)
        m_parts->epochs.push_back(epoch);
    m_parts->record(kPatience);
    ForwardingObserver::onEpoch(epoch, model);
}

void RunRecorder::onLiveChange(const LiveChange& change)
{
    m_parts->changes.push_back(change);
    m_parts->record(kPatience);
    ForwardingObserver::onLiveChange(change);
}

void RunRecorder::onFinish(const RunResult& result)
{
    m_parts->result = result;
    m_parts->record(kLastPatience);
    ForwardingObserver::onFinish(result);
}

void RunRecorder::fail(const Error& error)
{
    if (m_parts->run == 0 || m_parts->gone)
        return;
    m_parts->record(kLastPatience);
    const bool stopped = error.code() == ErrorCode::Stopped;
    try {
        m_parts->store.fail(m_parts->run, stopped ? "" : error.what(),
                            stopped ? StoredStatus::Stopped : StoredStatus::Failed);
    } catch (const Error& failure) {
        m_parts->problem = failure.what();
    }
}

void RunRecorder::keep(const TrainedRun& run, const fs::path& savedIn)
{
    if (m_parts->run == 0 || m_parts->gone)
        return;
    try {
        const auto folder = m_parts->store.folder(m_parts->run);
        if (savedIn.empty())
            saveRun(run, folder);
        else
            takeRun(savedIn, folder);
        m_parts->store.setSaved(m_parts->run, true);
    } catch (const Error& error) {
        m_parts->problem = fmt::format("The run's model could not be kept in the store: {}", error.what());
        m_parts->next.onProblem(m_parts->problem);
    }
}

std::int64_t RunRecorder::run() const
{
    return m_parts->run;
}

const std::string& RunRecorder::problem() const
{
    return m_parts->problem;
}

} // namespace matinee
