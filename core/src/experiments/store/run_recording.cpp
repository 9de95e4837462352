#include "experiments/run_json.h"
#include "experiments/store/run_rows.h"
#include "experiments/store/run_store_parts.h"
#include "support/digest.h"

#include <matinee/error.h>

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <climits>

namespace matinee {

using nlohmann::json;

namespace {

std::string compact(const json& object)
{
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// 32 hexadecimal digits that no other run has: of what is run, when, and by which process of which machine.
std::string newUuid(const std::string& spec)
{
    static std::atomic<int> count = 0;
    char host[HOST_NAME_MAX + 1] = {};
    gethostname(host, HOST_NAME_MAX);
    const auto text = fmt::format("{}\n{}\n{}\n{}\n{}", spec,
                                  std::chrono::system_clock::now().time_since_epoch().count(), host, getpid(), ++count);
    Digest first;
    first.add(std::as_bytes(std::span(text)));
    Digest second;
    second.addWord(first.value());
    second.add(std::as_bytes(std::span(text)));
    return first.text() + second.text();
}

RunDescription describeRun(const ExperimentSpec& spec, const Dataset& dataset)
{
    return {portableSpec(spec, dataset), dataset.name, dataset.provenance.digest};
}

double testRmseOf(const RunResult& result, const std::string& baseline)
{
    for (const auto& known : result.baselines) {
        if (known.model == baseline)
            return known.test.rmse;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

double ndcgOf(const RunResult& result, const std::string& baseline)
{
    for (const auto& known : result.baselines) {
        if (known.model == baseline)
            return known.ranking.ndcg;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

} // namespace

std::int64_t millisecondsNow()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

bool RunStore::Parts::isRunning(std::int64_t run) const
{
    return locks.contains(run) || FileLock::isHeld(runFolder(run) / "lock");
}

bool RunStore::Parts::lock(std::int64_t run)
{
    if (locks.contains(run))
        return false;
    std::error_code error;
    std::filesystem::create_directories(runFolder(run), error);
    if (error)
        throw Error(ErrorCode::Io, fmt::format("The run's folder could not be made: {}.", error.message()),
                    runFolder(run).string());
    auto lock = FileLock::tryLock(runFolder(run) / "lock");
    if (!lock)
        return false;
    locks.emplace(run, std::move(*lock));
    return true;
}

void RunStore::Parts::refuseUnknown(std::int64_t run) const
{
    throw Error(ErrorCode::NotFound, fmt::format("There is no run {} in the store.", run), database.file().string());
}

void RunStore::Parts::change(StoreQuery& query, std::int64_t run) const
{
    if (query.add(run).run() == 0)
        refuseUnknown(run);
}

void RunStore::Parts::checkKnown(std::int64_t run)
{
    auto query = database.query("SELECT 1 FROM runs WHERE id = ?");
    if (!query.add(run).step())
        refuseUnknown(run);
}

void RunStore::Parts::checkSweep(std::int64_t sweep)
{
    auto query = database.query("SELECT 1 FROM sweeps WHERE id = ?");
    if (!query.add(sweep).step())
        throw Error(ErrorCode::NotFound, fmt::format("There is no sweep {} in the store.", sweep),
                    database.file().string());
}

StoredRun RunStore::Parts::read(StoreQuery& query) const
{
    auto run = readRun(query);
    if (run.status == StoredStatus::Running && !isRunning(run.id))
        run.status = StoredStatus::Interrupted;
    return run;
}

std::int64_t RunStore::Parts::insert(const RunOrigin& origin, const RunDescription& description)
{
    auto query =
        database.query("INSERT INTO runs (uuid, program, started, ended, model, data, digest, row_subset, "
                       "split, seed, hyperparameters, spec) VALUES (?, ?, ?, ?, '', '', '', '', '', 0, '', '')");
    query.add(origin.uuid).add(origin.program).add(origin.started).add(origin.started).run();
    const auto run = database.lastRow();
    auto documents = database.query("INSERT INTO documents (run) VALUES (?)");
    documents.add(run).run();
    describe(run, description);
    return run;
}

std::int64_t RunStore::Parts::insertNew(const RunDescription& description)
{
    const auto run =
        insert({newUuid(compact(toJson(description.spec))), MATINEE_VERSION, millisecondsNow()}, description);
    // Whoever sees the run finds it locked. An id of a run that was taken back may be locked for an instant yet.
    if (!lock(run))
        throw Error(ErrorCode::Io, "The run's folder is locked by another program.", runFolder(run).string());
    return run;
}

void RunStore::Parts::describe(std::int64_t run, const RunDescription& description)
{
    const auto& spec = description.spec;
    const int epochs =
        spec.hyperparameters.has("epochs") ? static_cast<int>(spec.hyperparameters.integer("epochs")) : 1;
    auto query = database.query("UPDATE runs SET model = ?, data = ?, digest = ?, row_subset = ?, split = ?, seed = ?, "
                                "hyperparameters = ?, spec = ?, planned = ? WHERE id = ?");
    query.add(spec.model).add(description.data).add(description.digest);
    query.add(spec.rows).add(spec.split.text()).add(spec.seed);
    query.add(compact(toJson(spec.hyperparameters))).add(compact(toJson(spec))).add(epochs);
    change(query, run);
}

void RunStore::Parts::setStart(std::int64_t run, const RunStart& start)
{
    auto query = database.query("UPDATE runs SET device = ?, engine = ?, threads = ?, planned = ?, parameters = ?, "
                                "train_rows = ?, validation_rows = ?, test_rows = ? WHERE id = ?");
    query.add(start.device).add(start.engine).add(start.threads).add(start.epochs).add(start.parameters);
    query.add(std::uint64_t(start.train)).add(std::uint64_t(start.validation)).add(std::uint64_t(start.test));
    change(query, run);
    setDocument("start", run, startJson(start));
}

void RunStore::Parts::addEpoch(std::int64_t run, const EpochStats& epoch, std::int64_t now)
{
    {
        auto summary = database.query(summaryUpdate());
        bindSummary(summary, epoch, now);
        change(summary, run);
    }
    static const std::string insertion = "INSERT OR IGNORE INTO epochs (run, " + epochColumns() + ") VALUES (?, ?, " +
                                         forEachMetric("?") + ", ?, ?, ?, ?, ?, ?, ?)";
    auto query = database.query(insertion);
    bindEpoch(query.add(run), epoch);
    if (query.run() == 0)
        throw Error(ErrorCode::Internal, fmt::format("Epoch {} of run {} is in the store already.", epoch.epoch, run),
                    database.file().string());
}

void RunStore::Parts::addChange(std::int64_t run, const LiveChange& change)
{
    checkKnown(run);
    auto query =
        database.query("INSERT INTO changes (run, position, step, key, before, after) VALUES (?, ?, ?, ?, ?, ?)");
    query.add(run).add(change.position).add(change.step).add(change.key).add(change.from).add(change.to).run();
}

void RunStore::Parts::truncate(std::int64_t run, int afterEpoch)
{
    auto changes = database.query("DELETE FROM changes WHERE run = ? AND position >= ?");
    changes.add(run).add(afterEpoch).run();
    auto later = database.query("DELETE FROM epochs WHERE run = ? AND epoch > ?");
    later.add(run).add(afterEpoch).run();
    // The best may have been among them.
    static const std::string reset = "UPDATE runs SET epochs = 0, seconds = 0, ended = started, " +
                                     forEachMetric("best_{} = NULL, best_{}_epoch = NULL, last_{} = NULL") +
                                     " WHERE id = ?";
    auto none = database.query(reset);
    change(none, run);
    const auto now = millisecondsNow();
    for (const auto& epoch : epochs(run)) {
        auto summary = database.query(summaryUpdate());
        bindSummary(summary, epoch, now);
        change(summary, run);
    }
}

void RunStore::Parts::setResult(std::int64_t run, const RunResult& result)
{
    auto query = database.query("UPDATE runs SET seconds = ?, test_rmse = ?, test_mae = ?, test_hr = ?, test_ndcg = ?, "
                                "global_mean_rmse = ?, bias_rmse = ?, popularity_ndcg = ? WHERE id = ?");
    query.add(result.seconds).add(result.test.rmse).add(result.test.mae);
    query.add(result.ranking.hitRatio).add(result.ranking.ndcg);
    query.add(testRmseOf(result, "global-mean")).add(testRmseOf(result, "bias")).add(ndcgOf(result, "popularity"));
    change(query, run);
    auto document = resultJson(result);
    document["samples"] = json::array(); // a thousand of them a run; its folder has them
    setDocument("result", run, document);
}

void RunStore::Parts::end(std::int64_t run, const std::string& status, const std::string& problem, std::int64_t now)
{
    auto query = database.query("UPDATE runs SET status = ?, problem = ?, ended = ? WHERE id = ?");
    change(query.add(status).add(problem).add(now), run);
}

std::vector<EpochStats> RunStore::Parts::epochs(std::int64_t run)
{
    static const std::string selection = "SELECT " + epochColumns() + " FROM epochs WHERE run = ? ORDER BY epoch";
    auto query = database.query(selection);
    query.add(run);
    std::vector<EpochStats> list;
    while (query.step())
        list.push_back(readEpoch(query));
    return list;
}

std::vector<LiveChange> RunStore::Parts::changes(std::int64_t run)
{
    auto query = database.query("SELECT position, step, key, before, after FROM changes WHERE run = ? ORDER BY id");
    query.add(run);
    std::vector<LiveChange> list;
    while (query.step()) {
        LiveChange change;
        change.position = query.real();
        change.step = static_cast<std::uint64_t>(query.whole());
        change.key = query.text();
        change.from = query.real();
        change.to = query.real();
        list.push_back(std::move(change));
    }
    return list;
}

json RunStore::Parts::document(const char* column, std::int64_t run)
{
    auto query = database.query(fmt::format("SELECT {} FROM documents WHERE run = ?", column));
    if (!query.add(run).step())
        refuseUnknown(run);
    if (query.isNull())
        return nullptr;
    return json::parse(query.text(), nullptr, false);
}

void RunStore::Parts::setDocument(const char* column, std::int64_t run, const json& document)
{
    auto query = database.query(fmt::format("UPDATE documents SET {} = ? WHERE run = ?", column));
    if (document.is_null())
        query.addNull();
    else
        query.add(compact(document));
    change(query, run);
}

std::int64_t RunStore::begin(const ExperimentSpec& spec, const Dataset& dataset, const RunStart& start)
{
    std::int64_t run = 0;
    try {
        return m_parts->database.write([&] {
            run = m_parts->insertNew(describeRun(spec, dataset));
            m_parts->setStart(run, start);
            return run;
        });
    } catch (...) {
        m_parts->locks.erase(run);
        throw;
    }
}

void RunStore::resume(std::int64_t run, int afterEpoch)
{
    m_parts->database.read([&] { m_parts->checkKnown(run); });
    if (!m_parts->lock(run))
        throw Error(ErrorCode::InvalidArgument, fmt::format("Run {} is still being trained.", run));
    try {
        m_parts->database.write([&] {
            auto query = m_parts->database.query(
                "UPDATE runs SET status = NULL, problem = '', test_rmse = NULL, test_mae = NULL, test_hr = NULL, "
                "test_ndcg = NULL, global_mean_rmse = NULL, bias_rmse = NULL, popularity_ndcg = NULL WHERE id = ?");
            m_parts->change(query, run);
            m_parts->setDocument("result", run, nullptr);
            m_parts->truncate(run, afterEpoch);
        });
    } catch (...) {
        m_parts->locks.erase(run);
        throw;
    }
}

void RunStore::setStart(std::int64_t run, const ExperimentSpec& spec, const Dataset& dataset, const RunStart& start)
{
    m_parts->database.write([&] {
        m_parts->describe(run, describeRun(spec, dataset));
        m_parts->setStart(run, start);
    });
}

void RunStore::appendEpoch(std::int64_t run, const EpochStats& epoch)
{
    m_parts->database.write([&] { m_parts->addEpoch(run, epoch, millisecondsNow()); });
}

void RunStore::appendEpochs(std::int64_t run, const std::vector<EpochStats>& epochs)
{
    m_parts->database.write([&] {
        for (const auto& epoch : epochs)
            m_parts->addEpoch(run, epoch, millisecondsNow());
    });
}

void RunStore::appendChange(std::int64_t run, const LiveChange& change)
{
    m_parts->database.write([&] { m_parts->addChange(run, change); });
}

void RunStore::truncateAfter(std::int64_t run, int afterEpoch)
{
    m_parts->database.write([&] { m_parts->truncate(run, afterEpoch); });
}

void RunStore::replaceHistory(std::int64_t run, const std::vector<EpochStats>& epochs,
                              const std::vector<LiveChange>& changes)
{
    m_parts->database.write([&] {
        m_parts->truncate(run, -1);
        for (const auto& epoch : epochs)
            m_parts->addEpoch(run, epoch, millisecondsNow());
        for (const auto& change : changes)
            m_parts->addChange(run, change);
    });
}

void RunStore::finish(std::int64_t run, const RunResult& result)
{
    m_parts->database.write([&] {
        m_parts->setResult(run, result);
        m_parts->end(run, resultJson(result).at("status"), result.warning, millisecondsNow());
    });
    m_parts->locks.erase(run);
}

void RunStore::fail(std::int64_t run, const std::string& problem, StoredStatus status)
{
    m_parts->database.write([&] { m_parts->end(run, nameOf(status), problem, millisecondsNow()); });
    m_parts->locks.erase(run);
}

void RunStore::setSaved(std::int64_t run, bool saved)
{
    m_parts->database.write([&] {
        auto query = m_parts->database.query("UPDATE runs SET saved = ? WHERE id = ?");
        m_parts->change(query.add(saved), run);
    });
}

std::int64_t RunStore::claimTrial(std::int64_t sweep, int trial, const ExperimentSpec& spec)
{
    std::int64_t run = 0;
    try {
        return m_parts->database.write([&]() -> std::int64_t {
            auto known = m_parts->database.query("SELECT id, status FROM runs WHERE sweep = ? AND trial = ?");
            if (known.add(sweep).add(trial).step()) {
                const auto earlier = known.whole();
                if (!known.isNull() || !m_parts->lock(earlier))
                    return 0;
                run = earlier;
                return run;
            }
            m_parts->checkSweep(sweep);
            run = m_parts->insertNew({spec, spec.data, {}});
            auto query = m_parts->database.query("UPDATE runs SET sweep = ?, trial = ? WHERE id = ?");
            m_parts->change(query.add(sweep).add(trial), run);
            return run;
        });
    } catch (...) {
        m_parts->locks.erase(run);
        throw;
    }
}

} // namespace matinee
