#include <matinee/error.h>
#include <matinee/recorded_sweep.h>
#include <matinee/run_recorder.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace matinee {

namespace {

using nlohmann::json;

constexpr const char* kSkipped = "skipped";

TrialState stateFrom(StoredStatus status)
{
    switch (status) {
    case StoredStatus::Running:
        return TrialState::Running;
    case StoredStatus::Completed:
    case StoredStatus::Diverged:
        return TrialState::Done;
    case StoredStatus::Failed:
        return TrialState::Failed;
    case StoredStatus::Stopped:
    case StoredStatus::Interrupted:
        return TrialState::Queued;
    }
    return TrialState::Queued;
}

std::int64_t runOf(const SweepTrial& trial)
{
    return trial.run.empty() ? 0 : std::stoll(trial.run);
}

} // namespace

struct RecordedSweep::Parts
{
    /// Remembers what a recorder says, for takeProblem().
    struct Complaints : TrainingObserver
    {
        std::string sentence;
        void onProblem(const std::string& text) override { sentence = text; }
    };

    RunStore& store;
    SweepSpec spec;
    std::shared_ptr<const Dataset> dataset;
    std::int64_t id = 0;
    bool looked = false;
    std::uint64_t changes = 0;                             ///< of the store, when it was last looked at
    std::map<int, std::pair<StoredStatus, int>> seen;      ///< status and epochs of each trial then
    std::map<int, std::unique_ptr<RunRecorder>> recorders; ///< likewise
    Complaints complaints;

    std::set<int> skipped() const
    {
        const auto sweep = store.findSweep(id);
        const auto state = json::parse(sweep ? sweep->state : std::string(), nullptr, false);
        std::set<int> numbers;
        if (!state.is_object() || !state.contains(kSkipped))
            return numbers;
        for (const auto& number : state.at(kSkipped)) {
            if (number.is_number_integer())
                numbers.insert(number.get<int>());
        }
        return numbers;
    }

    void skip(int number)
    {
        auto numbers = skipped();
        numbers.insert(number);
        store.updateSweep(id, json{{kSkipped, numbers}}.dump());
    }

    SweepPoint pointOf(const StoredRun& run) const
    {
        const auto experiment = experimentFromJson(json::parse(run.spec));
        SweepPoint point;
        for (const auto& parameter : spec.parameters)
            point.push_back(experiment.hyperparameters.value(parameter.key));
        return point;
    }

    SweepTrial trialFrom(const StoredRun& run) const
    {
        SweepTrial trial;
        trial.number = run.trial;
        trial.state = stateFrom(run.status);
        trial.point = pointOf(run);
        trial.history = store.epochs(run.id);
        trial.run = std::to_string(run.id);
        trial.error = run.status == StoredStatus::Failed || run.status == StoredStatus::Diverged ? run.problem : "";
        return trial;
    }
};

RecordedSweep::RecordedSweep(RunStore& store, const SweepSpec& spec, std::shared_ptr<const Dataset> dataset)
    : m_parts(new Parts{store, spec, std::move(dataset), 0, false, 0, {}, {}, {}})
{
    const auto key = fmt::format("{} {}", sweepDigest(spec), m_parts->dataset->provenance.digest);
    m_parts->id = store.beginSweep(key, spec.name, toJson(spec).dump());
}

RecordedSweep::~RecordedSweep() = default;

std::int64_t RecordedSweep::id() const
{
    return m_parts->id;
}

std::vector<SweepTrial> RecordedSweep::trials()
{
    auto& parts = *m_parts;
    // That a process was killed is no change of the store: who ran then is looked at each time.
    const auto changes = parts.store.changeCount();
    const bool anyElsewhere = std::any_of(parts.seen.begin(), parts.seen.end(), [&](const auto& each) {
        return each.second.first == StoredStatus::Running && !parts.recorders.contains(each.first);
    });
    if (parts.looked && changes == parts.changes && !anyElsewhere)
        return {};
    parts.looked = true;
    parts.changes = changes;

    const auto skipped = parts.skipped();
    std::vector<SweepTrial> list;
    RunFilter filter;
    filter.archived = std::nullopt;
    filter.sweep = parts.id;
    for (const auto& run : parts.store.list(filter)) {
        const std::pair now(run.status, run.epochs);
        const auto before = parts.seen.find(run.trial);
        const bool isSame = before != parts.seen.end() && before->second == now;
        parts.seen[run.trial] = now;
        if (isSame || parts.recorders.contains(run.trial))
            continue;
        auto trial = parts.trialFrom(run);
        if (skipped.contains(run.trial) && trial.state == TrialState::Queued)
            trial.state = TrialState::Skipped;
        list.push_back(std::move(trial));
    }
    for (const int number : skipped) {
        if (parts.seen.contains(number))
            continue;
        SweepTrial trial;
        trial.number = number;
        trial.state = TrialState::Skipped;
        list.push_back(std::move(trial));
    }
    return list;
}

bool RecordedSweep::claim(SweepTrial& trial, const ExperimentSpec& experiment)
{
    auto& parts = *m_parts;
    auto run = runOf(trial);
    const auto known = run > 0 ? parts.store.find(run) : std::nullopt;
    if (known && known->status == StoredStatus::Stopped) {
        if (known->epochs != trial.epochs())
            return false; // somebody went on with it meanwhile
        try {
            parts.store.resume(run, trial.epochs());
        } catch (const Error& error) {
            if (error.code() == ErrorCode::InvalidArgument)
                return false;
            throw;
        }
    } else {
        run = parts.store.claimTrial(parts.id, trial.number, experiment);
    }
    if (run == 0)
        return false;
    trial.run = std::to_string(run);
    parts.recorders[trial.number] =
        std::make_unique<RunRecorder>(parts.store, experiment, parts.dataset, parts.complaints, run);
    return true;
}

std::filesystem::path RecordedSweep::checkpoint(const SweepTrial& trial)
{
    return m_parts->store.folder(runOf(trial)) / "checkpoint.bin";
}

void RecordedSweep::recordStart(const SweepTrial& trial, const RunStart& start)
{
    auto& recorder = *m_parts->recorders.at(trial.number);
    recorder.onStart(start);
    recorder.onResume(trial.history, {});
}

void RecordedSweep::recordEpoch(const SweepTrial& trial, const EpochStats& epoch, const Recommender& model)
{
    m_parts->recorders.at(trial.number)->onEpoch(epoch, model);
}

void RecordedSweep::recordState(const SweepTrial& trial, const TrainedRun* run)
{
    auto& parts = *m_parts;
    if (trial.state == TrialState::Skipped)
        parts.skip(trial.number);
    const auto found = parts.recorders.find(trial.number);
    if (found == parts.recorders.end())
        return;
    auto& recorder = *found->second;
    if (run) {
        recorder.onFinish(run->result);
        if (trial.state == TrialState::Done)
            recorder.keep(*run);
    } else if (trial.state == TrialState::Failed) {
        recorder.fail(Error(ErrorCode::Internal, trial.error));
    } else {
        recorder.fail(Error(ErrorCode::Stopped, "Stopped."));
    }
    if (parts.complaints.sentence.empty())
        parts.complaints.sentence = recorder.problem();
    parts.recorders.erase(found);
}

std::string RecordedSweep::takeProblem()
{
    return std::exchange(m_parts->complaints.sentence, {});
}

} // namespace matinee
