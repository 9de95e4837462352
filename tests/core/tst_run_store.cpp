#include "support/stored_runs.h"
#include "support/test_files.h"

#include <matinee/random.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace matinee;
using namespace matinee::test;

class TestRunStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunFromBeginToEnd();
    void epochsComeBackBitByBit();
    void bestAndLast();
    void truncatedAndReplaced();
    void whoeverRecordsIsRunning();
    void resumed();
    void failed();
    void notesTagsAndArchive();
    void filtered();
    void removed();
    void changesAreTold();
    void exportedAndImported();
    void brokenImports_data();
    void brokenImports();
    void sweepsAndTrials();
    void asAnEvent();
};

void TestRunStore::aRunFromBeginToEnd()
{
    const TestFiles files;
    auto store = RunStore::open(files.path("share/matinee"));
    QVERIFY(store.list().empty());
    QVERIFY(!store.find(1));
    const auto data = toyData();
    const auto run = store.begin(plainSpec(7), *data, plainStart(3));
    QCOMPARE(run, 1);

    auto row = store.find(run).value();
    QCOMPARE(row.id, run);
    QCOMPARE(row.uuid.size(), 32U);
    QCOMPARE(row.model, "biased-mf");
    QCOMPARE(row.data, "toy");
    QCOMPARE(row.digest, data->provenance.digest);
    QCOMPARE(row.split, "random:0.8/0.1/0.1");
    QCOMPARE(row.seed, 7U);
    QCOMPARE(row.device, "cpu");
    QCOMPARE(row.engine, "fused");
    QCOMPARE(row.threads, 2);
    QCOMPARE(row.program, MATINEE_VERSION);
    QCOMPARE(row.status, StoredStatus::Running);
    QCOMPARE(row.planned, 3);
    QCOMPARE(row.parameters, 350U);
    QCOMPARE(row.train, 480U);
    QCOMPARE(row.validation, 60U);
    QCOMPARE(row.test, 60U);
    QCOMPARE(row.epochs, 0);
    QCOMPARE(row.sweep, 0);
    QCOMPARE(row.trial, -1);
    QVERIFY(!row.saved && !row.archived && row.tags.empty() && row.notes.empty());
    QVERIFY(std::isnan(row.testRmse));
    QVERIFY(row.started > 1'600'000'000'000 && row.ended == row.started);
    QVERIFY(nlohmann::json::parse(row.spec).at("seed") == 7);
    QVERIFY(std::filesystem::is_directory(store.folder(run)));

    for (int e = 0; e <= 3; ++e)
        store.appendEpoch(run, plainEpoch(e));
    row = store.find(run).value();
    QCOMPARE(row.epochs, 3);
    QVERIFY(std::abs(row.seconds - 0.3) < 1e-12);
    QVERIFY(!store.result(run));
    QCOMPARE(store.start(run).value().baselines.at(0).validation.rmse, 0.95);
    QCOMPARE(store.start(run).value().parameters, 350U);

    store.finish(run, plainResult(3));
    store.setSaved(run, true);
    row = store.list().at(0);
    QCOMPARE(row.status, StoredStatus::Completed);
    QCOMPARE(row.seconds, 1.25);
    QCOMPARE(row.testRmse, 0.9123456789012345);
    QCOMPARE(row.testMae, 0.71);
    QCOMPARE(row.testHitRatio, 0.4);
    QCOMPARE(row.testNdcg, 0.2);
    QCOMPARE(row.globalMeanRmse, 1.12);
    QCOMPARE(row.biasRmse, 0.94);
    QVERIFY(std::isnan(row.popularityNdcg));
    QVERIFY(row.saved);
    QVERIFY(row.ended >= row.started);
    const auto result = store.result(run).value();
    QCOMPARE(result.test.rmse, 0.9123456789012345);
    QCOMPARE(result.ranking.protocol, "each test film against all");
    QVERIFY(result.samples.empty());
    store.checkIntegrity();
    QCOMPARE(sqlText(store.file(), "PRAGMA integrity_check"), "ok");
    QCOMPARE(sqlText(store.file(), "PRAGMA journal_mode"), "wal");
}

void TestRunStore::epochsComeBackBitByBit()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    const auto run = store.begin(plainSpec(), *toyData(), plainStart());
    std::vector<EpochStats> told = {plainEpoch(0), plainEpoch(1), plainEpoch(2)};
    told[1].trainLoss = std::numeric_limits<double>::infinity();
    told[1].validationLoss = std::numeric_limits<double>::quiet_NaN();
    told[1].validationRmse = std::numeric_limits<double>::denorm_min();
    told[2].objective = -1e300;
    told[2].validationNdcg = 3; // a whole number, which SQLite keeps as one
    told[2].ratings = std::numeric_limits<std::uint64_t>::max();
    store.appendEpochs(run, told);
    const auto read = RunStore::open(files.path()).epochs(run);
    QCOMPARE(read.size(), told.size());
    for (std::size_t e = 0; e < told.size(); ++e)
        QVERIFY2(same(read[e], told[e]), std::to_string(e).c_str());

    // None twice, and nothing of a list that cannot be taken as a whole.
    QCOMPARE(errorOf([&] { store.appendEpochs(run, {plainEpoch(3), plainEpoch(1)}); }).code(), ErrorCode::Internal);
    QCOMPARE(store.epochs(run).size(), 3U);
    QCOMPARE(store.find(run).value().epochs, 2);
    QCOMPARE(errorOf([&] { store.appendEpoch(17, plainEpoch(0)); }).code(), ErrorCode::NotFound);
    QCOMPARE(errorOf([&] { store.epochs(17); }).code(), ErrorCode::NotFound);
}

/// Against a plain loop over epochs of random values with ties, gaps and infinities.
void TestRunStore::bestAndLast()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    Random random(3);
    for (int round = 0; round < 5; ++round) {
        const auto run = store.begin(plainSpec(), *toyData(), plainStart());
        std::vector<EpochStats> epochs;
        for (int e = 0; e <= 20; ++e) {
            auto epoch = plainEpoch(e);
            for (const auto& metric : runMetrics()) {
                const auto draw = random.below(8);
                epoch.*metric.value = draw == 0   ? std::numeric_limits<double>::quiet_NaN()
                                      : draw == 1 ? std::numeric_limits<double>::infinity()
                                      : draw == 2 ? -std::numeric_limits<double>::infinity()
                                                  : static_cast<double>(random.below(6)) - 2.5;
            }
            epochs.push_back(epoch);
            store.appendEpoch(run, epoch);
        }
        const auto row = store.find(run).value();
        for (const auto& metric : runMetrics()) {
            double best = std::numeric_limits<double>::quiet_NaN();
            int bestEpoch = -1;
            for (std::size_t e = 1; e < epochs.size(); ++e) {
                const double value = epochs[e].*metric.value;
                const bool first = std::isfinite(value) && bestEpoch < 0;
                const bool better = metric.better == RunMetricInfo::Better::Higher ? value > best : value < best;
                if (metric.better != RunMetricInfo::Better::Neither && std::isfinite(value) && (first || better)) {
                    best = value;
                    bestEpoch = static_cast<int>(e);
                }
            }
            QVERIFY2(same(row.metric(metric.metric).best, best), metric.key.c_str());
            QCOMPARE(row.metric(metric.metric).bestEpoch, bestEpoch);
            QVERIFY2(same(row.metric(metric.metric).last, epochs.back().*metric.value), metric.key.c_str());
        }
    }
}

void TestRunStore::truncatedAndReplaced()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    const auto run = beginRun(store, 6);
    store.appendChange(run, {2.5, 25, "learning_rate", 0.1, 0.05});
    store.appendChange(run, {4.0, 40, "learning_rate", 0.05, 0.01});
    store.truncateAfter(run, 4);
    auto row = store.find(run).value();
    QCOMPARE(store.epochs(run).size(), 5U);
    QCOMPARE(row.epochs, 4);
    QVERIFY(std::abs(row.seconds - 0.4) < 1e-12);
    QCOMPARE(row.metric(RunMetric::TrainLoss).best, plainEpoch(4).trainLoss);
    QCOMPARE(row.metric(RunMetric::TrainLoss).bestEpoch, 4);
    QCOMPARE(store.changes(run).size(), 1U);
    store.appendEpoch(run, plainEpoch(5));
    QCOMPARE(store.find(run).value().metric(RunMetric::TrainLoss).bestEpoch, 5);

    const std::vector<EpochStats> history = {plainEpoch(0), plainEpoch(1)};
    store.replaceHistory(run, history, {{0.5, 5, "dropout", 0, 0.2}});
    QCOMPARE(store.epochs(run).size(), 2U);
    QCOMPARE(store.changes(run).at(0).key, "dropout");
    store.truncateAfter(run, -1);
    row = store.find(run).value();
    QVERIFY(store.epochs(run).empty() && store.changes(run).empty());
    QCOMPARE(row.metric(RunMetric::TrainLoss).bestEpoch, -1);
    QVERIFY(std::isnan(row.metric(RunMetric::TrainLoss).last));
}

void TestRunStore::whoeverRecordsIsRunning()
{
    const TestFiles files;
    auto looking = RunStore::open(files.path());
    const auto before = looking.changeCount();
    std::int64_t run = 0;
    {
        auto recording = RunStore::open(files.path());
        run = beginRun(recording, 2);
        QVERIFY(looking.changeCount() != before);
        QCOMPARE(looking.changeCount(), looking.changeCount());
        QCOMPARE(looking.find(run).value().status, StoredStatus::Running);
        QCOMPARE(recording.find(run).value().status, StoredStatus::Running);
        QCOMPARE(errorOf([&] { looking.resume(run, 1); }).code(), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf([&] { recording.resume(run, 1); }).code(), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf([&] { looking.remove(run); }).code(), ErrorCode::InvalidArgument);
        auto moved = std::move(recording);
        QCOMPARE(looking.find(run).value().status, StoredStatus::Running);
    }
    QCOMPARE(looking.find(run).value().status, StoredStatus::Interrupted);
    QCOMPARE(looking.list().at(0).status, StoredStatus::Interrupted);
    QCOMPARE(looking.find(run).value().epochs, 2);
}

void TestRunStore::resumed()
{
    const TestFiles files;
    std::int64_t run = 0;
    {
        auto store = RunStore::open(files.path());
        run = beginRun(store, 4);
    }
    auto store = RunStore::open(files.path());
    store.resume(run, 3);
    QCOMPARE(store.find(run).value().status, StoredStatus::Running);
    QCOMPARE(store.epochs(run).size(), 4U);
    auto start = plainStart(6);
    start.threads = 1;
    store.setStart(run, plainSpec(), *toyData(), start);
    for (int e = 4; e <= 6; ++e)
        store.appendEpoch(run, plainEpoch(e));
    store.finish(run, plainResult(6));
    QCOMPARE(store.find(run).value().planned, 6);
    QCOMPARE(store.find(run).value().threads, 1);

    // What has ended can be taken up, too; its result is that of another training then.
    store.resume(run, 6);
    QVERIFY(!store.result(run));
    QVERIFY(std::isnan(store.find(run).value().testRmse));
    QCOMPARE(store.epochs(run).size(), 7U);
    QCOMPARE(errorOf([&] { store.resume(99, 0); }).code(), ErrorCode::NotFound);
}

void TestRunStore::failed()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    const auto run = beginRun(store, 1);
    store.fail(run, "The graphics card ran out of memory.");
    QCOMPARE(store.find(run).value().status, StoredStatus::Failed);
    QCOMPARE(store.find(run).value().problem, "The graphics card ran out of memory.");
    auto result = plainResult(2);
    result.status = RunStatus::Diverged;
    result.warning = "The loss is not finite.";
    const auto diverged = beginRun(store, 2);
    store.finish(diverged, result);
    QCOMPARE(store.find(diverged).value().status, StoredStatus::Diverged);
    QCOMPARE(store.find(diverged).value().problem, "The loss is not finite.");
    result.status = RunStatus::Stopped;
    const auto stopped = beginRun(store, 2);
    store.finish(stopped, result);
    QCOMPARE(store.find(stopped).value().status, StoredStatus::Stopped);
}

void TestRunStore::notesTagsAndArchive()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    const auto run = beginRun(store, 1);
    store.setNotes(run, "The best so far.\nWith \"quotes\" and ümlauts.");
    store.setTags(run, {" thesis ", "a b", "thesis"});
    auto row = store.find(run).value();
    QCOMPARE(row.notes, "The best so far.\nWith \"quotes\" and ümlauts.");
    QCOMPARE(row.tags, (std::vector<std::string>{"a b", "thesis"}));
    for (const char* bad : {"", "  ", "two\nlines"})
        QCOMPARE(errorOf([&] { store.setTags(run, {bad}); }).code(), ErrorCode::InvalidArgument);
    store.setTags(run, {});
    QVERIFY(store.find(run).value().tags.empty());
    store.setArchived(run, true);
    QVERIFY(store.find(run).value().archived);
    QVERIFY(store.list().empty());
    store.setArchived(run, false);
    QCOMPARE(store.list().size(), 1U);
    QCOMPARE(errorOf([&] { store.setNotes(9, "x"); }).code(), ErrorCode::NotFound);
}

void TestRunStore::filtered()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    for (int i = 0; i < 4; ++i)
        beginRun(store, 0);
    store.setNotes(1, "100% of the_thesis \\ done");
    store.setTags(2, {"thesis", "x"});
    store.setTags(3, {"the"});
    store.setArchived(4, true);
    const auto ids = [&store](const RunFilter& filter) {
        std::vector<std::int64_t> found;
        for (const auto& run : store.list(filter))
            found.push_back(run.id);
        return found;
    };
    using Ids = std::vector<std::int64_t>;
    QCOMPARE(ids({}), (Ids{3, 2, 1}));
    QCOMPARE(ids({.archived = true}), Ids{4});
    QCOMPARE(ids({.archived = std::nullopt}), (Ids{4, 3, 2, 1}));
    QCOMPARE(ids({.text = "THESIS"}), (Ids{2, 1}));
    QCOMPARE(ids({.text = "thesis done"}), Ids{1});
    QCOMPARE(ids({.text = "%"}), Ids{1});
    QCOMPARE(ids({.text = "the_"}), Ids{1});
    QCOMPARE(ids({.text = "\\"}), Ids{1});
    QCOMPARE(ids({.tag = "the"}), Ids{3});
    QCOMPARE(ids({.text = "mf", .tag = "x", .model = "biased-mf"}), Ids{2});
    QVERIFY(ids({.model = "mf"}).empty());
    QVERIFY(ids({.sweep = 1}).empty());
}

void TestRunStore::removed()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    const auto kept = beginRun(store, 2);
    const auto run = beginRun(store, 2);
    store.finish(run, plainResult(2));
    const auto folder = store.folder(run);
    QVERIFY(std::filesystem::exists(folder));
    store.remove(run);
    QVERIFY(!store.find(run));
    QVERIFY(!std::filesystem::exists(folder));
    QCOMPARE(sqlText(store.file(), "SELECT count(*) FROM epochs"), "3");
    QCOMPARE(sqlText(store.file(), "SELECT count(*) FROM documents"), "1");
    QCOMPARE(errorOf([&] { store.remove(run); }).code(), ErrorCode::NotFound);
    QCOMPARE(store.epochs(kept).size(), 3U);
    QCOMPARE(beginRun(store, 0), run + 1); // an id is never used again
}

void TestRunStore::changesAreTold()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    const auto run = beginRun(store, 3);
    const std::vector<LiveChange> told = {{1.25, 12, "learning_rate", 0.1, 1.0 / 3}, {1.25, 12, "dropout", 0, 0.5}};
    for (const auto& change : told)
        store.appendChange(run, change);
    QCOMPARE(store.changes(run), told);
    QVERIFY(store.changes(beginRun(store, 0)).empty());
    QCOMPARE(errorOf([&] { store.appendChange(9, told[0]); }).code(), ErrorCode::NotFound);
}

namespace {

/// Of a model of the registry, as an import wants it.
std::int64_t wholeRun(RunStore& store)
{
    auto spec = ExperimentSpec::forModel("biased-mf");
    spec.seed = 18'446'744'073'709'551'615U;
    const auto run = store.begin(spec, *toyData(), plainStart());
    for (int e = 0; e <= 3; ++e)
        store.appendEpoch(run, plainEpoch(e));
    store.appendChange(run, {1.5, 15, "learning_rate", 0.1, 0.05});
    store.finish(run, plainResult(3));
    store.setNotes(run, "Worth keeping.");
    store.setTags(run, {"thesis", "final"});
    return run;
}

} // namespace

void TestRunStore::exportedAndImported()
{
    const TestFiles files;
    auto store = RunStore::open(files.path("a"));
    const auto run = wholeRun(store);
    const auto text = store.exportRun(run).dump();
    auto other = RunStore::open(files.path("b"));
    beginRun(other, 1);
    const auto imported = other.importRun(nlohmann::json::parse(text));
    QVERIFY(imported.added);
    QCOMPARE(imported.run, 2);

    const auto expected = store.find(run).value();
    const auto row = other.find(imported.run).value();
    auto a = runEvent(expected);
    auto b = runEvent(row);
    a.erase("id");
    b.erase("id");
    QCOMPARE(QString::fromStdString(b.dump()), QString::fromStdString(a.dump()));
    QCOMPARE(row.spec, expected.spec);
    QCOMPARE(row.seed, 18'446'744'073'709'551'615U);
    const auto epochs = other.epochs(imported.run);
    QCOMPARE(epochs.size(), 4U);
    for (int e = 0; e <= 3; ++e)
        QVERIFY(same(epochs[static_cast<std::size_t>(e)], plainEpoch(e)));
    QCOMPARE(other.changes(imported.run), store.changes(run));
    QCOMPARE(other.result(imported.run).value().test.rmse, 0.9123456789012345);
    // What is exported again is the same file.
    QCOMPARE(QString::fromStdString(other.exportRun(imported.run).dump()), QString::fromStdString(text));

    const auto twice = other.importRun(nlohmann::json::parse(text));
    QVERIFY(!twice.added);
    QCOMPARE(twice.run, imported.run);
    QCOMPARE(other.list().size(), 2U);
    QVERIFY(!store.importRun(nlohmann::json::parse(text)).added);

    // A run that goes on is an interrupted one elsewhere.
    store.resume(run, 2);
    auto running = store.exportRun(run);
    QVERIFY(running["status"] == "running");
    running["uuid"] = std::string(32, 'a');
    QCOMPARE(other.find(other.importRun(running).run).value().status, StoredStatus::Interrupted);
    QCOMPARE(errorOf([&] { store.exportRun(99); }).code(), ErrorCode::NotFound);
}

void TestRunStore::brokenImports_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("another format") << QByteArray("/format") << QByteArray("\"matinee-run\"");
    QTest::newRow("newer") << QByteArray("/version") << QByteArray("2");
    QTest::newRow("no uuid") << QByteArray("/uuid") << QByteArray("\"1\"");
    QTest::newRow("no model") << QByteArray("/spec/model") << QByteArray("\"tea-leaves\"");
    QTest::newRow("bad setting") << QByteArray("/spec/hyperparameters/epochs") << QByteArray("-3");
    QTest::newRow("no status") << QByteArray("/status") << QByteArray("\"asleep\"");
    QTest::newRow("no epochs") << QByteArray("/epochs") << QByteArray("5");
    QTest::newRow("epoch twice") << QByteArray("/epochs/2/epoch") << QByteArray("1");
    QTest::newRow("epoch below 0") << QByteArray("/epochs/0/epoch") << QByteArray("-1");
    QTest::newRow("bad change") << QByteArray("/changes/0/key") << QByteArray("17");
    QTest::newRow("bad result") << QByteArray("/result/test") << QByteArray("null");
    QTest::newRow("bad start") << QByteArray("/start/threads") << QByteArray("\"two\"");
    QTest::newRow("bad tags") << QByteArray("/tags") << QByteArray("[\"two\\nlines\"]");
    QTest::newRow("bad notes") << QByteArray("/notes") << QByteArray("[]");
    QTest::newRow("bad time") << QByteArray("/started") << QByteArray("\"yesterday\"");
}

void TestRunStore::brokenImports()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, value);
    const TestFiles files;
    auto store = RunStore::open(files.path("a"));
    auto object = store.exportRun(wholeRun(store));
    object[nlohmann::json::json_pointer(pointer.toStdString())] = nlohmann::json::parse(value.toStdString());
    auto other = RunStore::open(files.path("b"));
    const auto error = errorOf([&] { other.importRun(object); });
    QCOMPARE(error.code(), ErrorCode::Format);
    QVERIFY2(error.message().ends_with('.'), error.what());
    QVERIFY(other.list().empty());
    QCOMPARE(errorOf([&] { other.importRun(nlohmann::json::array()); }).code(), ErrorCode::Format);
}

void TestRunStore::sweepsAndTrials()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    auto other = RunStore::open(files.path());
    const auto sweep = store.beginSweep("key", "Rates", "{\"a\":1}");
    QCOMPARE(other.beginSweep("key", "Rates", "{\"a\":1}"), sweep);
    QVERIFY(other.beginSweep("another", "Rates", "{}") != sweep);
    other.updateSweep(sweep, "{\"done\":2}");
    QCOMPARE(store.findSweep(sweep).value().state, "{\"done\":2}");
    QCOMPARE(store.findSweep(sweep).value().spec, "{\"a\":1}");
    QCOMPARE(store.listSweeps().size(), 2U);
    QVERIFY(!store.findSweep(77));
    QCOMPARE(errorOf([&] { store.updateSweep(77, "{}"); }).code(), ErrorCode::NotFound);

    const auto run = store.claimTrial(sweep, 0, plainSpec());
    QVERIFY(run > 0);
    QCOMPARE(store.claimTrial(sweep, 0, plainSpec()), 0);
    QCOMPARE(other.claimTrial(sweep, 0, plainSpec()), 0);
    QVERIFY(other.claimTrial(sweep, 1, plainSpec()) > 0);
    QCOMPARE(other.findTrial(sweep, 0).value().status, StoredStatus::Running);
    QCOMPARE(other.findTrial(sweep, 0).value().id, run);
    QVERIFY(!store.start(run));
    store.setStart(run, plainSpec(), *toyData(), plainStart());
    QCOMPARE(store.find(run).value().sweep, sweep);
    QCOMPARE(store.find(run).value().trial, 0);
    QCOMPARE(store.find(run).value().data, "toy");
    QCOMPARE(store.list({.sweep = sweep}).size(), 2U);

    // Interrupted, it is anybody's again, with what it has; ended, it is done.
    store.appendEpoch(run, plainEpoch(0));
    {
        auto gone = std::move(store);
    }
    store = RunStore::open(files.path());
    QCOMPARE(store.claimTrial(sweep, 0, plainSpec()), run);
    QCOMPARE(store.epochs(run).size(), 1U);
    store.finish(run, plainResult(0));
    QCOMPARE(other.claimTrial(sweep, 0, plainSpec()), 0);
    QCOMPARE(errorOf([&] { store.claimTrial(77, 0, plainSpec()); }).code(), ErrorCode::NotFound);
    QCOMPARE(store.list().size(), 2U); // nothing of a trial of no sweep

    other.removeSweep(sweep);
    QCOMPARE(store.listSweeps().size(), 1U);
    QCOMPARE(store.find(run).value().sweep, 0);
    QCOMPARE(store.find(run).value().trial, -1);
}

void TestRunStore::asAnEvent()
{
    const TestFiles files;
    auto store = RunStore::open(files.path());
    const auto event = runEvent(store.find(wholeRun(store)).value());
    QVERIFY(event["event"] == "run");
    QVERIFY(event["id"] == "1");
    QVERIFY(event["status"] == "completed");
    QVERIFY(event["metrics"]["validation_rmse"]["best_epoch"] == 3);
    QVERIFY(event["test"]["rmse"] == 0.9123456789012345);
    QVERIFY(event["hyperparameters"]["factors"] ==
            ExperimentSpec::forModel("biased-mf").hyperparameters.integer("factors"));
    QVERIFY(event["sweep"].is_null());
    QVERIFY(!event["metrics"].contains("validation_hr@10"));
    QVERIFY(std::abs(event["started"].get<double>() - static_cast<double>(time(nullptr))) < 600);
}

QTEST_GUILESS_MAIN(TestRunStore)
#include "tst_run_store.moc"
