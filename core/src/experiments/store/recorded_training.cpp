#include "experiments/store/vector_recorder.h"
#include "support/atomic_file.h"

#include <matinee/checkpoint.h>
#include <matinee/error.h>
#include <matinee/forwarding_observer.h>
#include <matinee/recorded_training.h>
#include <matinee/run_record.h>
#include <matinee/run_recorder.h>
#include <matinee/run_store.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace matinee {

namespace {

namespace fs = std::filesystem;

constexpr const char* kCheckpoint = "checkpoint.bin";

/// Null where there is none: killed before the first, or a model that keeps none.
std::shared_ptr<const Checkpoint> checkpointIn(const fs::path& folder)
{
    std::error_code ignored;
    return fs::exists(folder / kCheckpoint, ignored) ? readCheckpoint(folder / kCheckpoint) : nullptr;
}

ExperimentSpec specFrom(const nlohmann::json& json, const fs::path& where)
{
    if (!json.is_object())
        throw Error(ErrorCode::Format, "The run's experiment cannot be read.", where.string());
    return experimentFromJson(json);
}

/// Calls before the next observer hears of the start.
class StartTeller : public ForwardingObserver
{
public:
    StartTeller(TrainingObserver& next, std::function<void()> atStart)
        : ForwardingObserver(next)
        , m_atStart(std::move(atStart))
    {}

    void onStart(const RunStart& start) override
    {
        m_atStart();
        ForwardingObserver::onStart(start);
    }

private:
    std::function<void()> m_atStart;
};

/// While a run that is also saved in a folder trains, its state and its vectors lie there as links to the store's, so
/// that either name leads on.
void link(const fs::path& stored, const fs::path& out)
{
    std::error_code ignored;
    fs::remove(out / stored.filename(), ignored);
    fs::create_symlink(stored, out / stored.filename(), ignored);
}

/// When it is over: a second name where that can be, else a copy. Whoever goes on with either run writes another file.
void takeVectors(const fs::path& vectors, const fs::path& out)
{
    std::error_code error;
    fs::remove(out / kVectorFile, error);
    if (!fs::exists(vectors, error))
        return;
    fs::create_hard_link(vectors, out / kVectorFile, error);
    if (error)
        fs::copy_file(vectors, out / kVectorFile, error);
}

void copyCheckpoint(const fs::path& checkpoint, const fs::path& out)
{
    std::error_code ignored;
    fs::remove(out / kCheckpoint, ignored);
    if (fs::exists(checkpoint, ignored))
        fs::copy_file(checkpoint, out / kCheckpoint, ignored);
}

/// The last epoch that the store may keep of a run that goes on: all of them, if they will come again as they were.
int keptEpoch(const RunStore& store, const ResumePlan& plan, const ExperimentSpec& spec)
{
    const int epoch = plan.checkpoint ? plan.checkpoint->epoch : -1;
    const auto isAfter = [epoch](const LiveChange& change) { return change.position >= epoch; };
    if (std::ranges::any_of(store.changes(plan.run), isAfter))
        return epoch; // what was changed since is not in the checkpoint
    for (const auto& parameter : spec.hyperparameters.parameters()) {
        const auto& key = parameter.key;
        if (parameter.live && plan.spec.hyperparameters.value(key) != spec.hyperparameters.value(key))
            return epoch;
    }
    const auto found = store.find(plan.run);
    return found ? std::max(epoch, found->epochs) : epoch;
}

} // namespace

ResumePlan planResume(const RunStore& store, std::int64_t run)
{
    const auto found = store.find(run);
    if (!found)
        throw Error(ErrorCode::NotFound, fmt::format("There is no run {} in the store.", run), store.file().string());
    if (found->status == StoredStatus::Running)
        throw Error(ErrorCode::InvalidArgument, fmt::format("Run {} is still training.", run));
    ResumePlan plan;
    plan.run = run;
    plan.checkpoint = checkpointIn(store.folder(run));
    std::error_code ignored;
    if (!plan.checkpoint && !fs::exists(store.folder(run), ignored))
        throw Error(ErrorCode::NotFound,
                    fmt::format("Of run {} only the curves are here, as it was imported: it can be started again, but "
                                "not go on.",
                                run));
    plan.spec = specFrom(nlohmann::json::parse(found->spec, nullptr, false), store.file());
    return plan;
}

ResumePlan planResume(const fs::path& folder)
{
    ResumePlan plan;
    plan.folder = folder;
    plan.checkpoint = checkpointIn(folder);
    const auto record = folder / "run.json";
    std::error_code ignored;
    if (fs::exists(record, ignored)) {
        const auto json = nlohmann::json::parse(readWholeFile(record), nullptr, false);
        plan.spec = specFrom(json.is_object() ? json.value("spec", nlohmann::json()) : json, record);
    } else if (plan.checkpoint) {
        plan.spec = plan.checkpoint->spec;
    } else {
        throw Error(ErrorCode::NotFound, "There is no run in this folder: run.json and checkpoint.bin are missing.",
                    folder.string());
    }
    return plan;
}

RecordedRun trainRecorded(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& dataset,
                          TrainingControl& control, TrainingObserver& observer, const RecordOptions& options)
{
    RecordedRun recorded;
    const auto resume = options.resume ? options.resume->checkpoint : nullptr;
    const std::int64_t resumed = options.resume ? options.resume->run : 0;
    std::optional<RunStore> store;
    int keptUntil = -1;
    if (!options.store.empty()) {
        try {
            store.emplace(RunStore::open(options.store));
            if (resumed > 0) {
                keptUntil = keptEpoch(*store, *options.resume, spec);
                store->resume(resumed, keptUntil);
            }
        } catch (const Error& error) {
            store.reset();
            observer.onProblem(fmt::format("The run is not recorded: {}", error.what()));
        }
    }

    std::optional<RunRecorder> recorder;
    const auto id = [&] { return recorder ? recorder->run() : 0; };
    StartTeller teller(observer, [&] {
        if (options.began)
            options.began(id());
    });
    if (store)
        recorder.emplace(*store, spec, dataset, teller, resumed);
    if (recorder && resumed > 0)
        recorder->keepUntil(keptUntil);

    const auto stored = [&](const char* name) { return id() > 0 ? store->folder(id()) / name : fs::path(); };
    // Where one of the run's files is as it trains: in the store, else in the folder that the run is saved in.
    const auto kept = [&](const char* name) {
        if (id() == 0)
            return options.out.empty() ? fs::path() : options.out / name;
        if (!options.out.empty())
            link(stored(name), options.out);
        return stored(name);
    };
    TrainOptions train;
    train.materials = options.materials;
    train.resume = resume;
    train.checkpointLater = [&] { return kept(kCheckpoint); };
    VectorRecorder vectors(
        recorder ? static_cast<TrainingObserver&>(*recorder) : teller, [&] { return kept(kVectorFile); },
        options.vectorBudget);
    try {
        recorded.run = matinee::train(spec, dataset, control, vectors, train);
        vectors.finish();
    } catch (const Error& error) {
        if (recorder)
            recorder->fail(error);
        throw;
    }
    recorded.id = id();
    auto saved = options.out;
    if (!saved.empty()) {
        try {
            if (!options.resume) { // names of another run's clusters
                std::error_code ignored;
                fs::remove(saved / "map.json", ignored);
            }
            saveRun(*recorded.run, saved);
            if (recorded.id > 0) {
                copyCheckpoint(stored(kCheckpoint), saved);
                takeVectors(stored(kVectorFile), saved);
            }
        } catch (const Error& error) {
            recorded.notSaved = error.what();
            saved.clear();
        }
    }
    if (recorder)
        recorder->keep(*recorded.run, saved);
    return recorded;
}

} // namespace matinee
