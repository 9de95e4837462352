#pragma once

#include <matinee/trainer.h>

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace matinee {

enum class StoredStatus
{
    Running,     ///< the process that records it lives
    Completed,   ///< all epochs, or early stopping had seen enough
    Stopped,     ///< by the person
    Diverged,    ///< its loss was no number any more
    Interrupted, ///< the process that recorded it ended without a word: killed, crashed, power cut
    Failed       ///< an error ended it
};

/// "running", "completed", ...: as in the events.
const std::string& nameOf(StoredStatus status);

/// What is measured after each epoch.
enum class RunMetric
{
    TrainLoss,
    ValidationLoss,
    ValidationRmse,
    ValidationMae,
    ValidationHitRatio,
    ValidationNdcg,
    Objective
};

struct RunMetricInfo
{
    enum class Better
    {
        Lower,
        Higher,
        Neither ///< a solver's objective rises with one model and falls with another
    };

    RunMetric metric;
    std::string key; ///< as in the epoch events: "validation_rmse", "validation_hr@10"
    Better better;
    double EpochStats::*value;
};

/// All of them, in the order of RunMetric.
const std::array<RunMetricInfo, 7>& runMetrics();

/// A metric over the epochs of a run. NaN where it was not measured or was not a number.
struct MetricSummary
{
    double best = std::numeric_limits<double>::quiet_NaN(); ///< of the epochs from 1 on; the first where several tie
    int bestEpoch = -1;                                     ///< -1: there is none
    double last = std::numeric_limits<double>::quiet_NaN(); ///< of the last epoch recorded, epoch 0 included
};

/// A row of the table of runs: all that listing needs, with nothing to parse.
struct StoredRun
{
    std::int64_t id = 0; ///< from 1 on, never used twice in a store: what --run takes
    std::string uuid;    ///< 32 hexadecimal digits; goes along with exports

    std::string model;  ///< its id
    std::string data;   ///< name of the data set: "ml-100k"
    std::string digest; ///< Provenance::digest of the data set as loaded, before ExperimentSpec::rows
    std::string rows;   ///< ROWS of the contract; empty: all
    std::string split;  ///< SPEC of the contract
    std::uint64_t seed = 0;
    std::string device;          ///< as resolved: "cpu", "cuda:0"; empty until training begins
    std::string engine;          ///< "fused", "autograd", "solver", ...; likewise
    int threads = 0;             ///< 0 until training begins
    std::string program;         ///< version of Matinee
    std::string hyperparameters; ///< JSON object, compact
    std::string spec;            ///< JSON of the ExperimentSpec, compact, with absolute paths

    StoredStatus status = StoredStatus::Running;
    std::string problem;      ///< one sentence: why it failed, or the result's warning; else empty
    std::int64_t started = 0; ///< UTC milliseconds
    std::int64_t ended = 0;   ///< UTC milliseconds; the last epoch's, where it has not ended or was interrupted
    double seconds = 0;       ///< training and validation; until the end, training alone
    int epochs = 0;           ///< the last epoch recorded
    int planned = 0;          ///< epochs that were to run
    std::uint64_t parameters = 0;
    std::uint64_t train = 0; ///< rows
    std::uint64_t validation = 0;
    std::uint64_t test = 0;

    std::array<MetricSummary, 7> metrics; ///< by RunMetric
    double testRmse = std::numeric_limits<double>::quiet_NaN();
    double testMae = std::numeric_limits<double>::quiet_NaN();
    double testHitRatio = std::numeric_limits<double>::quiet_NaN();   ///< HR@10 of RunResult::ranking
    double testNdcg = std::numeric_limits<double>::quiet_NaN();       ///< NDCG@10, likewise
    double globalMeanRmse = std::numeric_limits<double>::quiet_NaN(); ///< of the baseline, on the test rows
    double biasRmse = std::numeric_limits<double>::quiet_NaN();
    double popularityNdcg = std::numeric_limits<double>::quiet_NaN();

    std::string notes;
    std::vector<std::string> tags; ///< ascending, each once
    bool archived = false;
    bool saved = false;     ///< its folder holds a whole run: loadRun(folder) reads it
    std::int64_t sweep = 0; ///< 0: none
    int trial = -1;         ///< of the sweep, from 0 on; -1: none

    const MetricSummary& metric(RunMetric which) const { return metrics[static_cast<std::size_t>(which)]; }
};

/// As a line of events: {"event":"run","id":"17",...}; times in UTC seconds, what was not measured null.
nlohmann::json runEvent(const StoredRun& run);

/// Which runs to list; an empty field asks for nothing.
struct RunFilter
{
    std::string text; ///< words, all of which must occur in the run's model, data, settings, notes or tags
    std::string tag;
    std::string model;
    std::optional<bool> archived = false; ///< nullopt: both
    std::int64_t sweep = 0;               ///< 0: any and none
};

struct StoredSweep
{
    std::int64_t id = 0;
    std::string key;          ///< what it is found by; unique in the store
    std::string name;         ///< for people
    std::string spec;         ///< JSON
    std::string state;        ///< JSON, whatever its owner keeps there
    std::int64_t created = 0; ///< UTC milliseconds
    std::int64_t updated = 0; ///< UTC milliseconds, of the state
};

/// The runs of this person: an SQLite database (runs.sqlite) and a folder of files for each run (runs/<id>/), beside
/// each other. The window and the command line use it at the same time; each object is for one thread at a time.
///
/// What a call has recorded is there whatever becomes of the process afterwards. A run counts as running as long as the
/// RunStore that began it lives (it holds a lock on runs/<id>/lock, which the kernel drops with the process); one that
/// is neither running nor ended was interrupted.
///
/// Every call throws Error, with the database as the place: {NotFound} for a run that is not there, {Format} where the
/// store is damaged, {Io} where it cannot be read or written (a full disk, no rights, another program that keeps it
/// locked). Of a call that throws, nothing is recorded, and all that was recorded before still is.
class RunStore
{
public:
    enum class Access
    {
        ReadWrite, ///< made if it is not there
        Read       ///< also where nothing may be written
    };

    /// $XDG_DATA_HOME/matinee, or ~/.local/share/matinee.
    static std::filesystem::path defaultFolder();

    /// Opens the store in a folder, and brings one of an earlier version up to date.
    /// \throws Error{NotFound} where there is none to read; {Format} if a newer Matinee wrote it, it is damaged or is
    /// no store; {Io}
    static RunStore open(const std::filesystem::path& folder, Access access = Access::ReadWrite);

    RunStore(RunStore&& other) noexcept;
    RunStore& operator=(RunStore&& other) noexcept;
    ~RunStore();

    /// The database.
    const std::filesystem::path& file() const;
    /// Where the files of a run belong: what saveRun() writes, checkpoint.bin, exports. Made by begin() and
    /// claimTrial().
    std::filesystem::path folder(std::int64_t run) const;
    /// How long a call waits for another process that writes; 5 s at first.
    void setPatience(std::chrono::milliseconds patience);
    /// Another number than before once anything was changed in the store, by this process or another: cheap enough to
    /// ask several times a second. That a running run was interrupted is no change.
    std::uint64_t changeCount() const;
    /// Reads every page of the database. \throws Error{Format} with what is wrong
    void checkIntegrity() const;

    // Reading.

    /// Newest first.
    std::vector<StoredRun> list(const RunFilter& filter = {}) const;
    std::optional<StoredRun> find(std::int64_t run) const;
    std::optional<StoredRun> findTrial(std::int64_t sweep, int trial) const;
    /// Bit by bit as they were recorded. \throws Error{NotFound}
    std::vector<EpochStats> epochs(std::int64_t run) const;
    /// In the order in which they were made. \throws Error{NotFound}
    std::vector<LiveChange> changes(std::int64_t run) const;
    /// With the baselines' validation errors; nullopt where training has not begun. \throws Error{NotFound}
    std::optional<RunStart> start(std::int64_t run) const;
    /// Without the sample predictions, which are in the run's folder; nullopt where there is none.
    /// \throws Error{NotFound}
    std::optional<RunResult> result(std::int64_t run) const;

    // Recording.

    /// A new run, which is running from here on. \param dataset as loaded from spec.data. \return its id
    std::int64_t begin(const ExperimentSpec& spec, const Dataset& dataset, const RunStart& start);
    /// Takes an ended or interrupted run up again and drops its epochs after this one and the changes made from its end
    /// on (-1: all), its result and its problem. \throws Error{InvalidArgument} if it is running
    void resume(std::int64_t run, int afterEpoch);
    /// Fills in what is known when training begins, for a run that was resumed or claimed; the spec may plan more
    /// epochs than before.
    void setStart(std::int64_t run, const ExperimentSpec& spec, const Dataset& dataset, const RunStart& start);
    /// \throws Error{Internal} if the epoch is there already
    void appendEpoch(std::int64_t run, const EpochStats& epoch);
    /// All or none.
    void appendEpochs(std::int64_t run, const std::vector<EpochStats>& epochs);
    void appendChange(std::int64_t run, const LiveChange& change);
    /// Drops the epochs after this one and the changes made from its end on. \param afterEpoch -1: all
    void truncateAfter(std::int64_t run, int afterEpoch);
    /// Puts these in the place of all epochs and changes: what a checkpoint knows of the training that goes on.
    void replaceHistory(std::int64_t run, const std::vector<EpochStats>& epochs,
                        const std::vector<LiveChange>& changes);
    /// It has ended, by itself or by a stop.
    void finish(std::int64_t run, const RunResult& result);
    /// It has ended with an error. \param status Failed, or Stopped for a training that was given up
    void fail(std::int64_t run, const std::string& problem, StoredStatus status = StoredStatus::Failed);
    /// Whether folder(run) holds a whole run.
    void setSaved(std::int64_t run, bool saved);

    // What the person says.

    void setNotes(std::int64_t run, const std::string& notes);
    /// \throws Error{InvalidArgument} for a tag that is empty or has a line break
    void setTags(std::int64_t run, const std::vector<std::string>& tags);
    void setArchived(std::int64_t run, bool archived);
    /// For good: the row, its epochs, its folder. \throws Error{InvalidArgument} if it is running
    void remove(std::int64_t run);

    // One file a run.

    /// All that is known of a run but its files: {"format":"matinee-experiment","version":1,"spec":{...},
    /// "data":{"name","digest","source"},"epochs":[...],"result":{...},"changes":[...],"notes","tags",...}.
    nlohmann::json exportRun(std::int64_t run) const;
    /// The same into a file, written under a temporary name and renamed.
    void exportRun(std::int64_t run, const std::filesystem::path& file) const;

    struct Imported
    {
        std::int64_t run = 0;
        bool added = false; ///< false: the store had it, and it stays as it was
    };
    /// Takes a run from exportRun() of this or another store; a mere experiment ("spec" alone) is none. One that was
    /// running when it was exported is an interrupted one here.
    /// \throws Error{Format} naming what is wrong; nothing is added then
    Imported importRun(const nlohmann::json& exported);
    /// \throws Error{NotFound} for the file, too
    Imported importRun(const std::filesystem::path& file);

    // Sweeps.

    /// The sweep of this key; made if there is none, so that several processes share it. \return its id
    std::int64_t beginSweep(const std::string& key, const std::string& name, const std::string& spec);
    void updateSweep(std::int64_t sweep, const std::string& state);
    /// Newest first.
    std::vector<StoredSweep> listSweeps() const;
    std::optional<StoredSweep> findSweep(std::int64_t sweep) const;
    /// The sweep alone; its runs stay, as runs of no sweep.
    void removeSweep(std::int64_t sweep);
    /// Makes a trial this store's, as a running run, so that no two processes run the same. A trial that was
    /// interrupted can be claimed again: same run, its epochs still there (see truncateAfter()).
    /// \return the run; 0 if the trial has ended or somebody else runs it
    std::int64_t claimTrial(std::int64_t sweep, int trial, const ExperimentSpec& spec);

private:
    struct Parts;

    explicit RunStore(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> m_parts;
};

} // namespace matinee
