#include "experiments/store/store_schema.h"
#include "support/score_table.h"
#include "support/stored_runs.h"
#include "support/test_files.h"

#include <matinee/run_record.h>
#include <matinee/run_recorder.h>

#include <QTest>

#include <sys/fsuid.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>

using namespace matinee;
using namespace matinee::test;

namespace fs = std::filesystem;

namespace {

/// Until it goes, no file of this process may grow beyond this size.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        auto limit = m_before;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before = {};
};

/// Until it goes, files are seen with nobody's rights: what root may write is not read-only for root.
class NobodysRights
{
public:
    NobodysRights() { setfsuid(65534); }
    ~NobodysRights() { setfsuid(geteuid()); }
    NobodysRights(const NobodysRights&) = delete;
    NobodysRights& operator=(const NobodysRights&) = delete;
};

void setMode(const fs::path& path, unsigned mode)
{
    fs::permissions(path, static_cast<fs::perms>(mode));
}

/// Hears what the recorder passes on.
class Listener : public TrainingObserver
{
public:
    int starts = 0;
    int epochs = 0;
    int ends = 0;
    std::vector<std::string> problems;

    void onStart(const RunStart&) override { ++starts; }
    void onEpoch(const EpochStats&, const Recommender&) override { ++epochs; }
    void onProblem(const std::string& sentence) override { problems.push_back(sentence); }
    void onFinish(const RunResult&) override { ++ends; }
};

rlim_t journalSize(const RunStore& store)
{
    return fs::file_size(store.file().string() + "-wal");
}

std::string contentOf(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    return content.str();
}

/// One whole sentence after the place, which is the database.
bool isClear(const Error& error, const fs::path& file)
{
    return error.where() == file.string() && error.message().ends_with('.') && error.message().size() < 200;
}

} // namespace

class TestStoreFailures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fromVersionOne();
    void migrationThatFails();
    void damaged_data();
    void damaged();
    void newer();
    void foreign();
    void noFile();
    void readOnly();
    void full();
    void lockedForLong();
    void trainingGoesOnWithoutDisk();
    void trainingGoesOnWithoutRun();
    void trainingGoesOnWithoutStore();
    void recordedAsTrained();
    void continuedAsTheCheckpointSays();
    void failureOfTheTraining();

private:
    ScoreTable m_model{30, std::vector<float>(40 * 30, 3.F)};
};

void TestStoreFailures::fromVersionOne()
{
    const TestFiles files;
    const fs::path file = files.path("runs.sqlite");
    QCOMPARE(sqlText(file, contentOf(tiny("stores/version1.sql"))), "wal");
    const auto store = RunStore::open(files.path());
    QCOMPARE(sqlText(file, "PRAGMA user_version"), std::to_string(storeSchemaSteps().size()));
    QCOMPARE(sqlText(file, "PRAGMA integrity_check"), "ok");
    const auto runs = store.list();
    QCOMPARE(runs.size(), 2U);
    QCOMPARE(runs[0].status, StoredStatus::Interrupted);
    QCOMPARE(runs[0].seed, std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(runs[1].uuid, "0123456789abcdef0123456789abcdef");
    QCOMPARE(runs[1].status, StoredStatus::Completed);
    QCOMPARE(runs[1].notes, "An early one.");
    QCOMPARE(runs[1].tags, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(runs[1].metric(RunMetric::ValidationRmse).best, 0.95);
    QCOMPARE(runs[1].metric(RunMetric::ValidationRmse).bestEpoch, 1);
    QCOMPARE(runs[1].metric(RunMetric::ValidationRmse).last, 0.96);
    QCOMPARE(runs[1].sweep, 0);
    QCOMPARE(runs[1].trial, -1);
    QCOMPARE(store.epochs(1).size(), 3U);
    QCOMPARE(store.epochs(1)[2].trainLoss, 1.25);
    QCOMPARE(store.changes(1), (std::vector<LiveChange>{{1.5, 12, "learning_rate", 0.1, 0.05}}));
}

/// A step that cannot be made leaves the store of before.
void TestStoreFailures::migrationThatFails()
{
    const TestFiles files;
    const fs::path file = files.path("runs.sqlite");
    sqlText(file, contentOf(tiny("stores/version1.sql")));
    sqlText(file, "CREATE TABLE sweeps (mine TEXT)");
    const auto error = errorOf([&] { RunStore::open(files.path()); });
    QVERIFY2(isClear(error, file), error.what());
    QCOMPARE(sqlText(file, "PRAGMA user_version"), "1");
    QCOMPARE(sqlText(file, "SELECT count(*) FROM runs"), "2");
    QVERIFY(sqlText(file, "SELECT trial FROM runs").starts_with("error:"));
}

void TestStoreFailures::damaged_data()
{
    QTest::addColumn<int>("at");
    QTest::addColumn<int>("length");
    QTest::newRow("header") << 0 << 64;
    QTest::newRow("first pages") << 100 << 3000;
    QTest::newRow("middle") << 4096 << 60'000;
    QTest::newRow("cut") << -1 << 20'000;
    QTest::newRow("text") << 0 << 400'000;
}

void TestStoreFailures::damaged()
{
    QFETCH(int, at);
    QFETCH(int, length);
    const TestFiles files;
    const fs::path file = files.path("runs.sqlite");
    {
        auto store = RunStore::open(files.path());
        for (int r = 0; r < 20; ++r)
            beginRun(store, 20);
    }
    if (at < 0) {
        fs::resize_file(file, static_cast<std::uintmax_t>(length));
    } else {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(at);
        stream << std::string(static_cast<std::size_t>(length), 'x');
    }
    const auto error = errorOf([&] {
        const auto store = RunStore::open(files.path());
        for (const auto& run : store.list())
            store.epochs(run.id);
        store.checkIntegrity();
    });
    QCOMPARE(error.code(), ErrorCode::Format);
    QVERIFY2(isClear(error, file), error.what());
    QVERIFY2(error.message().find("damaged") != std::string::npos, error.what());
    // Nobody tidied up: what can be rescued still can.
    QVERIFY(fs::file_size(file) >= 20'000);
}

void TestStoreFailures::newer()
{
    const TestFiles files;
    const fs::path file = files.path("runs.sqlite");
    RunStore::open(files.path());
    sqlText(file, "PRAGMA user_version = 77");
    const auto before = contentOf(file);
    for (const auto access : {RunStore::Access::ReadWrite, RunStore::Access::Read}) {
        const auto error = errorOf([&] { RunStore::open(files.path(), access); });
        QCOMPARE(error.code(), ErrorCode::Format);
        QVERIFY2(isClear(error, file), error.what());
        QVERIFY2(error.message().find("newer Matinee") != std::string::npos, error.what());
    }
    QVERIFY(contentOf(file) == before);
}

void TestStoreFailures::foreign()
{
    const TestFiles files;
    const fs::path file = files.path("runs.sqlite");
    sqlText(file, "CREATE TABLE bookmarks (url TEXT)");
    const auto before = contentOf(file);
    const auto error = errorOf([&] { RunStore::open(files.path()); });
    QCOMPARE(error.code(), ErrorCode::Format);
    QVERIFY2(isClear(error, file), error.what());
    QVERIFY(contentOf(file) == before);
}

void TestStoreFailures::noFile()
{
    const TestFiles files;
    QCOMPARE(errorOf([&] { RunStore::open(files.path("none"), RunStore::Access::Read); }).code(), ErrorCode::NotFound);
    QVERIFY(!fs::exists(files.path("none"))); // reading makes nothing
    fs::create_directories(files.path("folder/runs.sqlite"));
    const auto folder = errorOf([&] { RunStore::open(files.path("folder")); });
    QCOMPARE(folder.code(), ErrorCode::Io);
    QVERIFY2(isClear(folder, files.path("folder/runs.sqlite")), folder.what());
    std::ofstream(files.path("file")) << "a file";
    QCOMPARE(errorOf([&] { RunStore::open(files.path("file")); }).code(), ErrorCode::Io);
    QCOMPARE(errorOf([&] { RunStore::open(files.path("file/deeper")); }).code(), ErrorCode::Io);
}

void TestStoreFailures::readOnly()
{
    const TestFiles files;
    setMode(files.path(), 0755);
    const fs::path folder = files.path("store");
    const auto file = folder / "runs.sqlite";
    {
        auto store = RunStore::open(folder);
        beginRun(store, 3);
    }
    setMode(file, 0444);
    for (const unsigned folderMode : {0777U, 0555U}) {
        setMode(folder, folderMode);
        {
            const NobodysRights here;
            const auto error = errorOf([&] {
                auto store = RunStore::open(folder);
                beginRun(store, 0);
            });
            QCOMPARE(error.code(), ErrorCode::Io);
            QVERIFY2(isClear(error, file), error.what());
            // It can be looked at all the same.
            const auto reading = RunStore::open(folder, RunStore::Access::Read);
            QCOMPARE(reading.list().size(), 1U);
            QCOMPARE(reading.list()[0].status, StoredStatus::Interrupted);
            QCOMPARE(reading.epochs(1).size(), 4U);
            const auto write = errorOf([&] {
                auto store = RunStore::open(folder, RunStore::Access::Read);
                store.setNotes(1, "x");
            });
            QCOMPARE(write.code(), ErrorCode::Io);
            QVERIFY2(write.message().find("read-only") != std::string::npos, write.what());
        }
        setMode(folder, 0755);
    }
    setMode(file, 0644);
    QCOMPARE(RunStore::open(folder).list().size(), 1U);
}

void TestStoreFailures::full()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    const auto run = beginRun(store, 5);
    {
        const FullDisk disk(journalSize(store));
        const auto error = errorOf([&] { store.appendEpoch(run, plainEpoch(6)); });
        QCOMPARE(error.code(), ErrorCode::Io);
        QVERIFY2(isClear(error, store.file()), error.what());
        QVERIFY2(error.message().find("full") != std::string::npos, error.what());
        QCOMPARE(errorOf([&] { beginRun(store, 0); }).code(), ErrorCode::Io);
        QCOMPARE(store.epochs(run).size(), 6U); // what is there can be read
        QCOMPARE(store.list().size(), 1U);
    }
    store.appendEpoch(run, plainEpoch(6));
    QCOMPARE(store.epochs(run).size(), 7U);
    const auto next = beginRun(store, 0);
    QCOMPARE(store.find(next).value().status, StoredStatus::Running);
    QCOMPARE(sqlText(store.file(), "PRAGMA integrity_check"), "ok");

    const FullDisk disk(0);
    const auto error = errorOf([&] { RunStore::open(files.path("another")); });
    QCOMPARE(error.code(), ErrorCode::Io);
    QVERIFY2(isClear(error, files.path("another/runs.sqlite")), error.what());
}

void TestStoreFailures::lockedForLong()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    const auto run = beginRun(store, 1);
    sqlite3* other = nullptr;
    QCOMPARE(sqlite3_open(store.file().c_str(), &other), SQLITE_OK);
    QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    store.setPatience(std::chrono::milliseconds(20));
    const auto error = errorOf([&] { store.appendEpoch(run, plainEpoch(2)); });
    QCOMPARE(error.code(), ErrorCode::Io);
    QVERIFY2(isClear(error, store.file()), error.what());
    QVERIFY2(error.message().find("locked") != std::string::npos, error.what());
    QCOMPARE(store.list().size(), 1U); // a writer is in no reader's way
    sqlite3_close(other);
    store.appendEpoch(run, plainEpoch(2));
}

void TestStoreFailures::trainingGoesOnWithoutDisk()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    Listener listener;
    RunRecorder recorder(store, plainSpec(), toyData(), listener);
    recorder.onStart(plainStart());
    for (int e = 0; e <= 2; ++e)
        recorder.onEpoch(plainEpoch(e), m_model);
    QCOMPARE(recorder.run(), 1);
    QVERIFY(recorder.problem().empty());
    {
        const FullDisk disk(journalSize(store));
        recorder.onEpoch(plainEpoch(3), m_model);
        recorder.onLiveChange({3.5, 35, "dropout", 0, 0.1});
        recorder.onEpoch(plainEpoch(4), m_model);
        QVERIFY2(recorder.problem().find("full") != std::string::npos, recorder.problem().c_str());
        QCOMPARE(store.epochs(1).size(), 3U);
    }
    QCOMPARE(listener.problems, std::vector<std::string>{recorder.problem()}); // told once
    recorder.onFinish(plainResult(4));
    // There was room again before the end: all of it is there.
    QVERIFY2(recorder.problem().empty(), recorder.problem().c_str());
    QCOMPARE(store.find(1).value().status, StoredStatus::Completed);
    QCOMPARE(store.epochs(1).size(), 5U);
    QCOMPARE(store.changes(1).size(), 1U);
    QCOMPARE(listener.epochs, 5);
    QCOMPARE(listener.ends, 1);

    // No room from the first moment on.
    const FullDisk disk(0);
    RunRecorder later(store, plainSpec(), toyData(), listener);
    later.onStart(plainStart());
    later.onEpoch(plainEpoch(0), m_model);
    later.onFinish(plainResult(0));
    QCOMPARE(later.run(), 0);
    QVERIFY(!later.problem().empty());
    QCOMPARE(listener.starts, 2);
    QCOMPARE(listener.ends, 2);
    QCOMPARE(store.list().size(), 1U);
}

void TestStoreFailures::trainingGoesOnWithoutRun()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    Listener listener;
    RunRecorder recorder(store, plainSpec(), toyData(), listener);
    recorder.onStart(plainStart());
    recorder.onEpoch(plainEpoch(0), m_model);
    QCOMPARE(sqlText(store.file(), "DELETE FROM runs"), "");
    recorder.onEpoch(plainEpoch(1), m_model);
    recorder.onFinish(plainResult(1));
    QVERIFY2(recorder.problem().find("no run 1") != std::string::npos, recorder.problem().c_str());
    QCOMPARE(listener.epochs, 2);
    QVERIFY(store.list().empty());
}

/// Somebody deletes the file: a process could write into it on and on, for nobody.
void TestStoreFailures::trainingGoesOnWithoutStore()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    Listener listener;
    RunRecorder recorder(store, plainSpec(), toyData(), listener);
    recorder.onStart(plainStart());
    fs::remove(store.file());
    recorder.onEpoch(plainEpoch(0), m_model);
    QVERIFY2(recorder.problem().find("moved or deleted") != std::string::npos, recorder.problem().c_str());
    QCOMPARE(listener.epochs, 1);
}

namespace {

/// A short training; the model is one that is there in a moment.
ExperimentSpec shortSpec()
{
    auto spec = ExperimentSpec::forModel("biased-mf");
    spec.data = "toy";
    spec.split = SplitSpec::parse("random:0.8/0.1/0.1");
    spec.threads = 1;
    spec.device = "cpu";
    spec.hyperparameters.set("epochs", std::int64_t{4});
    spec.hyperparameters.set("factors", std::int64_t{4});
    return spec;
}

} // namespace

/// With the trainer itself: the store holds what the run tells, and its folder is a run.
void TestStoreFailures::recordedAsTrained()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    const auto data = toyData();
    Listener listener;
    TrainingControl control;
    RunRecorder recorder(store, shortSpec(), data, listener);
    const auto run = train(shortSpec(), data, control, recorder);
    recorder.keep(*run);
    QVERIFY2(recorder.problem().empty(), recorder.problem().c_str());
    const auto row = store.find(recorder.run()).value();
    QCOMPARE(row.status, StoredStatus::Completed);
    QVERIFY(row.saved);
    QCOMPARE(row.epochs, 4);
    QCOMPARE(row.planned, 4);
    QCOMPARE(row.testRmse, run->result.test.rmse);
    QVERIFY(std::isfinite(row.globalMeanRmse) && std::isfinite(row.biasRmse));
    const auto epochs = store.epochs(row.id);
    QCOMPARE(epochs.size(), run->history.size());
    for (std::size_t e = 0; e < epochs.size(); ++e)
        QVERIFY(same(epochs[e], run->history[e]));
    for (const char* name : {"run.json", "metrics.jsonl", "model.bin"})
        QVERIFY(fs::exists(store.folder(row.id) / name));
    QCOMPARE(listener.epochs, 5);

    // Saved elsewhere first, the same files are there under two names.
    saveRun(*run, files.path("out"));
    recorder.keep(*run, files.path("out"));
    QVERIFY2(recorder.problem().empty(), recorder.problem().c_str());
    QVERIFY(fs::equivalent(files.path("out/model.bin"), store.folder(row.id) / "model.bin"));
    // A later run there leaves them alone.
    const auto before = contentOf(store.folder(row.id) / "run.json");
    auto changed = *run;
    changed.result.seconds = 1e6;
    saveRun(changed, files.path("out"));
    QVERIFY(contentOf(store.folder(row.id) / "run.json") == before);
}

void TestStoreFailures::continuedAsTheCheckpointSays()
{
    const TestFiles files;
    std::int64_t run = 0;
    {
        auto store = RunStore::open(files.path());
        run = beginRun(store, 4);
    }
    auto store = RunStore::open(files.path());
    store.resume(run, 4);
    Listener listener;
    RunRecorder recorder(store, plainSpec(), toyData(), listener, run);
    auto start = plainStart(6);
    start.resumedFrom = 2;
    recorder.onStart(start);
    // The checkpoint is two epochs older than the journal.
    recorder.onResume({plainEpoch(0), plainEpoch(1), plainEpoch(2)}, {{1.5, 15, "dropout", 0, 0.1}});
    QCOMPARE(store.epochs(run).size(), 3U);
    for (int e = 3; e <= 6; ++e)
        recorder.onEpoch(plainEpoch(e), m_model);
    recorder.onFinish(plainResult(6));
    QVERIFY2(recorder.problem().empty(), recorder.problem().c_str());
    const auto epochs = store.epochs(run);
    QCOMPARE(epochs.size(), 7U);
    for (int e = 0; e <= 6; ++e)
        QVERIFY(same(epochs[static_cast<std::size_t>(e)], plainEpoch(e)));
    QCOMPARE(store.changes(run).size(), 1U);
    QCOMPARE(store.find(run).value().status, StoredStatus::Completed);
    QCOMPARE(store.list().size(), 1U);
}

void TestStoreFailures::failureOfTheTraining()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    Listener listener;
    for (const auto code : {ErrorCode::Device, ErrorCode::Stopped}) {
        RunRecorder recorder(store, plainSpec(), toyData(), listener);
        recorder.fail(Error(code, "Too early.")); // before it has begun there is nothing to say it of
        QCOMPARE(recorder.run(), 0);
        recorder.onStart(plainStart());
        recorder.fail(Error(code, "The graphics card ran out of memory."));
        QVERIFY(recorder.problem().empty());
    }
    QCOMPARE(store.find(1).value().status, StoredStatus::Failed);
    QCOMPARE(store.find(1).value().problem, "The graphics card ran out of memory.");
    QCOMPARE(store.find(2).value().status, StoredStatus::Stopped);
    {
        RunRecorder recorder(store, plainSpec(), toyData(), listener);
        recorder.onStart(plainStart());
    }
    auto gone = std::move(store);
    QCOMPARE(gone.find(3).value().status, StoredStatus::Running);
    gone = RunStore::open(files.path());
    QCOMPARE(gone.find(3).value().status, StoredStatus::Interrupted);
}

QTEST_GUILESS_MAIN(TestStoreFailures)
#include "tst_store_failures.moc"
