#include <matinee/benchmark.h>
#include <matinee/error.h>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace matinee;

namespace {

struct Collected : BenchmarkObserver
{
    void onResult(const BenchmarkResult& result) override
    {
        results.push_back(result);
        if (control)
            control->stop();
    }

    std::vector<BenchmarkResult> of(const std::string& what) const
    {
        std::vector<BenchmarkResult> found;
        std::copy_if(results.begin(), results.end(), std::back_inserter(found),
                     [&](const auto& result) { return result.what == what; });
        return found;
    }

    std::vector<BenchmarkResult> results;
    TrainingControl* control = nullptr; ///< to be stopped after the first result
};

BenchmarkSpec tiny()
{
    BenchmarkSpec spec;
    spec.ratings = {2000};
    spec.factors = {4};
    spec.quick = true;
    spec.threads = 1;
    return spec;
}

} // namespace

class TestBenchmark : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void measuresEveryKind();
    void reachesTheTarget();
    void saysThatATargetIsOutOfReach();
    void refuses_data();
    void refuses();
    void refusesSettingsFirst();
    void stops();
    void namesTheMachine();
};

void TestBenchmark::measuresEveryKind()
{
    const QTemporaryDir folder;
    auto spec = tiny();
    spec.folder = folder.path().toStdString();
    TrainingControl control;
    Collected collected;
    runBenchmark(spec, control, collected);
    std::set<std::string> kinds;
    for (const auto& result : collected.results) {
        kinds.insert(result.what);
        QVERIFY(result.repetitions >= 1);
        QVERIFY(result.peakRssMb > 0);
        QCOMPARE(result.threads, 1);
        QCOMPARE(result.model.empty(), result.what == "load");
        QCOMPARE(result.factors.has_value(), result.what != "load");
        // A fifth of the rows is there to test.
        QCOMPARE(result.ratings, result.what == "load" || result.what == "predict" ? 2000U : 1600U);
        if (result.what == "rmse")
            continue;
        QVERIFY(result.seconds > 0);
        QVERIFY(std::abs(result.ratingsPerSecond * result.seconds - static_cast<double>(result.ratings)) < 1e-3);
    }
    QCOMPARE(kinds, std::set<std::string>(benchmarkKinds().begin(), benchmarkKinds().end()));
    QCOMPARE(collected.of("full-batch").front().batchSize, std::optional<std::int64_t>(0));
    QCOMPARE(collected.of("stochastic").front().batchSize, std::optional<std::int64_t>(1));
    QCOMPARE(collected.of("epoch").front().engine, std::string("fused"));
    QCOMPARE(collected.of("als").front().engine, std::string("solver"));
    QVERIFY(!collected.of("als").front().batchSize.has_value());
}

/// Whatever the ratings are, predicting them within five stars takes one epoch at most.
void TestBenchmark::reachesTheTarget()
{
    auto spec = tiny();
    spec.only = {"rmse"};
    spec.targetRmse = 5;
    TrainingControl control;
    Collected collected;
    runBenchmark(spec, control, collected);
    QCOMPARE(collected.results.size(), 1U);
    QCOMPARE(collected.results.front().repetitions, 1);
    QVERIFY(collected.results.front().seconds > 0);
    QVERIFY(collected.results.front().rmse < 5);
}

void TestBenchmark::saysThatATargetIsOutOfReach()
{
    auto spec = tiny();
    spec.only = {"rmse"};
    spec.targetRmse = 1e-3;
    TrainingControl control;
    Collected collected;
    runBenchmark(spec, control, collected);
    QVERIFY(std::isnan(collected.results.front().seconds));
    QVERIFY(collected.results.front().rmse > 1e-3);
    QCOMPARE(collected.results.front().targetRmse, 1e-3);
}

void TestBenchmark::refuses_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("ratings");
    QTest::addColumn<int>("factors");
    QTest::addColumn<QString>("says");
    QTest::newRow("kind") << "lunch" << 2000 << 4 << "There is no benchmark called 'lunch'; there are epoch, ";
    QTest::newRow("few ratings") << "als" << 999 << 4 << "A benchmark takes 1000 to ";
    QTest::newRow("no factors") << "als" << 2000 << 0 << "Factors are 1 to 1024, not 0.";
    QTest::newRow("many factors") << "als" << 2000 << 1025 << "Factors are 1 to 1024, not 1025.";
}

void TestBenchmark::refuses()
{
    QFETCH(QString, what);
    QFETCH(int, ratings);
    QFETCH(int, factors);
    QFETCH(QString, says);
    auto spec = tiny();
    spec.only = {what.toStdString()};
    spec.ratings = {static_cast<std::uint64_t>(ratings)};
    spec.factors = {factors};
    TrainingControl control;
    Collected collected;
    try {
        runBenchmark(spec, control, collected);
        QFAIL("It was not refused.");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::InvalidArgument);
        QVERIFY2(QString::fromStdString(error.message()).startsWith(says), error.what());
    }
    QVERIFY(collected.results.empty());
}

void TestBenchmark::refusesSettingsFirst()
{
    auto spec = tiny();
    spec.settings = {{"lunch", "1"}};
    TrainingControl control;
    Collected collected;
    QVERIFY_THROWS_EXCEPTION(Error, runBenchmark(spec, control, collected));
    spec.settings.clear();
    spec.only = {"rmse"};
    spec.split = "all";
    QVERIFY_THROWS_EXCEPTION(Error, runBenchmark(spec, control, collected));
    QVERIFY(collected.results.empty());
}

void TestBenchmark::stops()
{
    TrainingControl control;
    Collected collected;
    collected.control = &control;
    try {
        runBenchmark(tiny(), control, collected);
        QFAIL("It was not stopped.");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::Stopped);
    }
    QCOMPARE(collected.results.size(), 1U);
}

void TestBenchmark::namesTheMachine()
{
    const auto machine = benchmarkMachine("cpu");
    QVERIFY(!machine.processor.empty());
    QVERIFY(machine.threads >= 1);
    QVERIFY(machine.memoryMb > 0);
    QVERIFY(!machine.instructions.empty());
    QVERIFY(QString::fromStdString(machine.device).startsWith(QLatin1String("CPU")));
}

QTEST_GUILESS_MAIN(TestBenchmark)
#include "tst_benchmark.moc"
