// The store of runs with 10,000 runs of 100 epochs each, or as many runs as MATINEE_BENCH_RUNS says: opening, listing,
// filtering, reading one run's epochs, and recording an epoch.

#include <matinee/dataset.h>
#include <matinee/run_store.h>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace {

using namespace matinee;

namespace fs = std::filesystem;

constexpr int kEpochs = 100;

EpochStats epochOf(int run, int epoch)
{
    EpochStats stats;
    stats.epoch = epoch;
    stats.trainLoss = 1 / (1.1 + epoch) + run * 1e-5;
    stats.validationLoss = 0.8 + 1 / (3.1 + epoch) + run * 1e-5;
    stats.validationRmse = std::sqrt(stats.validationLoss);
    stats.validationMae = 0.75 * stats.validationRmse;
    stats.seconds = 0.031;
    stats.ratingsPerSecond = 2.6e6;
    stats.learningRate = 1e-3 / 7;
    stats.steps = static_cast<std::uint64_t>(epoch) * 313;
    stats.ratings = static_cast<std::uint64_t>(epoch) * 80'000;
    stats.elapsed = 0.04 * epoch;
    stats.time = 1.7e9 + run + 0.04 * epoch;
    return stats;
}

RunStart startOf()
{
    RunStart start;
    start.model = "biased-mf";
    start.device = "cpu";
    start.engine = "fused";
    start.epochs = kEpochs;
    start.train = 80'000;
    return start;
}

/// A folder with such a store, which goes away at the end.
class FullStore
{
public:
    FullStore()
        : m_folder(fs::temp_directory_path() / ("matinee-bench-" + std::to_string(getpid())))
    {
        const char* wanted = std::getenv("MATINEE_BENCH_RUNS");
        const int runs = wanted ? std::atoi(wanted) : 10'000;
        auto store = RunStore::open(m_folder);
        ExperimentSpec spec;
        spec.hyperparameters = ExperimentSpec::forModel("biased-mf").hyperparameters;
        Dataset data;
        data.name = "ml-100k";
        std::vector<EpochStats> epochs(kEpochs + 1);
        for (int run = 0; run < runs; ++run) {
            spec.seed = static_cast<std::uint64_t>(run);
            const auto id = store.begin(spec, data, startOf());
            for (int epoch = 0; epoch <= kEpochs; ++epoch)
                epochs[static_cast<std::size_t>(epoch)] = epochOf(run, epoch);
            store.appendEpochs(id, epochs);
            RunResult result;
            result.epochs = kEpochs;
            result.test.rmse = 0.9 + run * 1e-6;
            store.finish(id, result);
            if (run % 10 == 0)
                store.setTags(id, {"thesis"});
        }
    }
    ~FullStore()
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }

    const fs::path& folder() const { return m_folder; }

private:
    fs::path m_folder;
};

const FullStore& fullStore()
{
    static const FullStore store;
    return store;
}

void openAndList(benchmark::State& state)
{
    const auto& folder = fullStore().folder();
    for (auto _ : state)
        benchmark::DoNotOptimize(RunStore::open(folder).list().size());
    state.counters["MB"] = static_cast<double>(fs::file_size(folder / "runs.sqlite")) / 1e6;
}

void list(benchmark::State& state)
{
    const auto store = RunStore::open(fullStore().folder());
    for (auto _ : state)
        benchmark::DoNotOptimize(store.list().size());
}

void listByTag(benchmark::State& state)
{
    const auto store = RunStore::open(fullStore().folder());
    for (auto _ : state)
        benchmark::DoNotOptimize(store.list({.tag = "thesis"}).size());
}

void listByText(benchmark::State& state)
{
    const auto store = RunStore::open(fullStore().folder());
    for (auto _ : state)
        benchmark::DoNotOptimize(store.list({.text = "thesis biased"}).size());
}

void changeCount(benchmark::State& state)
{
    const auto store = RunStore::open(fullStore().folder());
    for (auto _ : state)
        benchmark::DoNotOptimize(store.changeCount());
}

void epochsOfOne(benchmark::State& state)
{
    const auto store = RunStore::open(fullStore().folder());
    std::int64_t run = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(store.epochs(run++ % 1000 + 1).size());
}

void appendEpoch(benchmark::State& state)
{
    auto store = RunStore::open(fullStore().folder());
    ExperimentSpec spec;
    const auto run = store.begin(spec, Dataset(), startOf());
    int epoch = 0;
    for (auto _ : state)
        store.appendEpoch(run, epochOf(0, epoch++));
    store.fail(run, {});
    store.remove(run);
}

BENCHMARK(openAndList)->Unit(benchmark::kMillisecond);
BENCHMARK(list)->Unit(benchmark::kMillisecond);
BENCHMARK(listByTag)->Unit(benchmark::kMillisecond);
BENCHMARK(listByText)->Unit(benchmark::kMillisecond);
BENCHMARK(changeCount)->Unit(benchmark::kMicrosecond);
BENCHMARK(epochsOfOne)->Unit(benchmark::kMicrosecond);
BENCHMARK(appendEpoch)->Unit(benchmark::kMicrosecond)->UseRealTime();

} // namespace

BENCHMARK_MAIN();
