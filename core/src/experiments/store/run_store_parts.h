#pragma once

#include "experiments/store/store_database.h"
#include "support/file_lock.h"

#include <matinee/run_store.h>

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace matinee {

/// UTC milliseconds.
std::int64_t millisecondsNow();

/// What a run trains, and on what.
struct RunDescription
{
    ExperimentSpec spec; ///< portable
    std::string data;
    std::string digest;
};

/// Which one it is, and where it comes from.
struct RunOrigin
{
    std::string uuid;
    std::string program;
    std::int64_t started = 0;
};

/// The database with the steps that the calls are made of. They run within StoreDatabase::read() or write().
struct RunStore::Parts
{
    Parts(const std::filesystem::path& where, bool write)
        : folder(where)
        , database(where / "runs.sqlite", write)
    {}

    std::filesystem::path folder;
    StoreDatabase database;
    std::map<std::int64_t, FileLock> locks; ///< of the runs that are recorded through this store

    std::filesystem::path runFolder(std::int64_t run) const { return folder / "runs" / std::to_string(run); }
    bool isRunning(std::int64_t run) const;
    /// Makes its folder. \return false if it is running
    bool lock(std::int64_t run);

    /// \throws Error{NotFound}
    [[noreturn]] void refuseUnknown(std::int64_t run) const;
    /// Runs a statement whose last parameter is a run. \throws Error{NotFound} if it changed nothing
    void change(StoreQuery& query, std::int64_t run) const;
    void checkKnown(std::int64_t run);
    void checkSweep(std::int64_t sweep);
    /// A run with what a status needs beside its row.
    StoredRun read(StoreQuery& query) const;

    std::int64_t insert(const RunOrigin& origin, const RunDescription& description);
    std::int64_t insertNew(const RunDescription& description);
    void describe(std::int64_t run, const RunDescription& description);
    void setStart(std::int64_t run, const RunStart& start);
    void addEpoch(std::int64_t run, const EpochStats& epoch, std::int64_t now);
    void addChange(std::int64_t run, const LiveChange& change);
    void truncate(std::int64_t run, int afterEpoch);
    void setResult(std::int64_t run, const RunResult& result);
    void end(std::int64_t run, const std::string& status, const std::string& problem, std::int64_t now);

    std::vector<EpochStats> epochs(std::int64_t run);
    std::vector<LiveChange> changes(std::int64_t run);
    /// A document of a run; null where it has none.
    nlohmann::json document(const char* column, std::int64_t run);
    void setDocument(const char* column, std::int64_t run, const nlohmann::json& document);
};

} // namespace matinee
