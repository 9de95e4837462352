#include "experiments/run_json.h"
#include "experiments/store/run_rows.h"
#include "experiments/store/run_store_parts.h"

#include <matinee/dataset_source.h>
#include <matinee/error.h>

#include <fmt/format.h>

#include <sstream>

namespace matinee {

namespace fs = std::filesystem;

namespace {

/// A text anywhere, as LIKE '...' ESCAPE '\' looks for it.
std::string likePattern(const std::string& text)
{
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\')
            pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

} // namespace

fs::path RunStore::defaultFolder()
{
    return datasetsFolder().parent_path();
}

RunStore RunStore::open(const fs::path& folder, Access access)
{
    std::error_code error;
    if (access == Access::Read && !fs::exists(folder / "runs.sqlite", error))
        throw Error(ErrorCode::NotFound, "There is no run store here.", folder.string());
    if (access == Access::ReadWrite) {
        fs::create_directories(folder, error);
        if (error)
            throw Error(ErrorCode::Io, fmt::format("The run store's folder could not be made: {}.", error.message()),
                        folder.string());
    }
    return RunStore(std::make_unique<Parts>(folder, access == Access::ReadWrite));
}

RunStore::RunStore(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{}

RunStore::RunStore(RunStore&& other) noexcept = default;
RunStore& RunStore::operator=(RunStore&& other) noexcept = default;
RunStore::~RunStore() = default;

const fs::path& RunStore::file() const
{
    return m_parts->database.file();
}

fs::path RunStore::folder(std::int64_t run) const
{
    return m_parts->runFolder(run);
}

void RunStore::setPatience(std::chrono::milliseconds patience)
{
    m_parts->database.setPatience(patience);
}

std::uint64_t RunStore::changeCount() const
{
    return m_parts->database.changeCount();
}

void RunStore::checkIntegrity() const
{
    const auto found = m_parts->database.read([this] {
        auto query = m_parts->database.query("PRAGMA integrity_check(1)");
        return query.step() ? query.text() : std::string("ok");
    });
    if (found != "ok")
        throw Error(ErrorCode::Format, fmt::format("The run store is damaged ({}).", found), file().string());
}

std::vector<StoredRun> RunStore::list(const RunFilter& filter) const
{
    std::vector<std::string> patterns;
    std::istringstream words(filter.text);
    for (std::string word; words >> word;)
        patterns.push_back(likePattern(word));
    std::string where = "1";
    for (std::size_t i = 0; i < patterns.size(); ++i)
        where += " AND (id || ' ' || model || ' ' || data || ' ' || split || ' ' || device || ' ' || engine || ' ' || "
                 "hyperparameters || ' ' || problem || ' ' || notes || ' ' || tags) LIKE ? ESCAPE '\\'";
    if (!filter.tag.empty())
        where += " AND instr(char(10) || tags || char(10), char(10) || ? || char(10))";
    if (!filter.model.empty())
        where += " AND model = ?";
    if (filter.archived)
        where += " AND archived = ?";
    if (filter.sweep != 0)
        where += " AND sweep = ?";
    return m_parts->database.read([&] {
        auto query =
            m_parts->database.query("SELECT " + runColumns() + " FROM runs WHERE " + where + " ORDER BY id DESC");
        for (const auto& pattern : patterns)
            query.add(pattern);
        if (!filter.tag.empty())
            query.add(filter.tag);
        if (!filter.model.empty())
            query.add(filter.model);
        if (filter.archived)
            query.add(*filter.archived);
        if (filter.sweep != 0)
            query.add(filter.sweep);
        std::vector<StoredRun> runs;
        while (query.step())
            runs.push_back(m_parts->read(query));
        return runs;
    });
}

std::optional<StoredRun> RunStore::find(std::int64_t run) const
{
    return m_parts->database.read([&]() -> std::optional<StoredRun> {
        auto query = m_parts->database.query("SELECT " + runColumns() + " FROM runs WHERE id = ?");
        if (!query.add(run).step())
            return std::nullopt;
        return m_parts->read(query);
    });
}

std::optional<StoredRun> RunStore::findTrial(std::int64_t sweep, int trial) const
{
    return m_parts->database.read([&]() -> std::optional<StoredRun> {
        auto query = m_parts->database.query("SELECT " + runColumns() + " FROM runs WHERE sweep = ? AND trial = ?");
        if (!query.add(sweep).add(trial).step())
            return std::nullopt;
        return m_parts->read(query);
    });
}

std::vector<EpochStats> RunStore::epochs(std::int64_t run) const
{
    return m_parts->database.read([&] {
        m_parts->checkKnown(run);
        return m_parts->epochs(run);
    });
}

std::vector<LiveChange> RunStore::changes(std::int64_t run) const
{
    return m_parts->database.read([&] {
        m_parts->checkKnown(run);
        return m_parts->changes(run);
    });
}

std::optional<RunStart> RunStore::start(std::int64_t run) const
{
    const auto document = m_parts->database.read([&] { return m_parts->document("start", run); });
    if (document.is_null())
        return std::nullopt;
    try {
        return startFrom(document);
    } catch (const nlohmann::json::exception&) {
        throw Error(ErrorCode::Format, fmt::format("What is known of the start of run {} cannot be read.", run),
                    file().string());
    }
}

std::optional<RunResult> RunStore::result(std::int64_t run) const
{
    const auto document = m_parts->database.read([&] { return m_parts->document("result", run); });
    if (document.is_null())
        return std::nullopt;
    try {
        return resultFrom(document, Dataset());
    } catch (const nlohmann::json::exception&) {
        throw Error(ErrorCode::Format, fmt::format("The result of run {} cannot be read.", run), file().string());
    }
}

void RunStore::setNotes(std::int64_t run, const std::string& notes)
{
    m_parts->database.write([&] {
        auto query = m_parts->database.query("UPDATE runs SET notes = ? WHERE id = ?");
        m_parts->change(query.add(notes), run);
    });
}

void RunStore::setTags(std::int64_t run, const std::vector<std::string>& tags)
{
    const auto lines = tagLines(tags);
    m_parts->database.write([&] {
        auto query = m_parts->database.query("UPDATE runs SET tags = ? WHERE id = ?");
        m_parts->change(query.add(lines), run);
    });
}

void RunStore::setArchived(std::int64_t run, bool archived)
{
    m_parts->database.write([&] {
        auto query = m_parts->database.query("UPDATE runs SET archived = ? WHERE id = ?");
        m_parts->change(query.add(archived), run);
    });
}

void RunStore::remove(std::int64_t run)
{
    m_parts->database.write([&] {
        m_parts->checkKnown(run);
        if (m_parts->isRunning(run))
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("Run {} is still being trained: it can be deleted once it has ended.", run));
        auto query = m_parts->database.query("DELETE FROM runs WHERE id = ?");
        m_parts->change(query, run);
    });
    // What cannot be deleted is in nobody's way: the id is never given again.
    std::error_code ignored;
    fs::remove_all(folder(run), ignored);
}

std::int64_t RunStore::beginSweep(const std::string& key, const std::string& name, const std::string& spec)
{
    return m_parts->database.write([&] {
        auto known = m_parts->database.query("SELECT id FROM sweeps WHERE key = ?");
        if (known.add(key).step())
            return known.whole();
        const auto now = millisecondsNow();
        auto query =
            m_parts->database.query("INSERT INTO sweeps (key, name, spec, created, updated) VALUES (?, ?, ?, ?, ?)");
        query.add(key).add(name).add(spec).add(now).add(now).run();
        return m_parts->database.lastRow();
    });
}

void RunStore::updateSweep(std::int64_t sweep, const std::string& state)
{
    m_parts->database.write([&] {
        auto query = m_parts->database.query("UPDATE sweeps SET state = ?, updated = ? WHERE id = ?");
        if (query.add(state).add(millisecondsNow()).add(sweep).run() == 0)
            m_parts->checkSweep(sweep);
    });
}

namespace {

constexpr const char* kSweepColumns = "SELECT id, key, name, spec, state, created, updated FROM sweeps ";

StoredSweep readSweep(StoreQuery& query)
{
    StoredSweep sweep;
    sweep.id = query.whole();
    sweep.key = query.text();
    sweep.name = query.text();
    sweep.spec = query.text();
    sweep.state = query.text();
    sweep.created = query.whole();
    sweep.updated = query.whole();
    return sweep;
}

} // namespace

std::vector<StoredSweep> RunStore::listSweeps() const
{
    return m_parts->database.read([&] {
        auto query = m_parts->database.query(std::string(kSweepColumns) + "ORDER BY id DESC");
        std::vector<StoredSweep> sweeps;
        while (query.step())
            sweeps.push_back(readSweep(query));
        return sweeps;
    });
}

std::optional<StoredSweep> RunStore::findSweep(std::int64_t sweep) const
{
    return m_parts->database.read([&]() -> std::optional<StoredSweep> {
        auto query = m_parts->database.query(std::string(kSweepColumns) + "WHERE id = ?");
        if (!query.add(sweep).step())
            return std::nullopt;
        return readSweep(query);
    });
}

void RunStore::removeSweep(std::int64_t sweep)
{
    m_parts->database.write([&] {
        auto leave = m_parts->database.query("UPDATE runs SET sweep = NULL, trial = NULL WHERE sweep = ?");
        leave.add(sweep).run();
        auto query = m_parts->database.query("DELETE FROM sweeps WHERE id = ?");
        query.add(sweep).run();
    });
}

} // namespace matinee
