// Sweeps of the solvers and draws of negatives as training runs them: on MovieLens where MATINEE_TEST_DATA names a
// folder with ml-latest-small and ml-1m, otherwise on the built-in sample (100,000 ratings).

#include "data/negative_sampler.h"

#include <matinee/dataset_source.h>
#include <matinee/random.h>
#include <matinee/recommender.h>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <map>
#include <numeric>

namespace {

using namespace matinee;

const std::shared_ptr<const Dataset>& dataset(const std::string& name)
{
    static std::map<std::string, std::shared_ptr<const Dataset>> loaded;
    auto& data = loaded[name];
    if (!data) {
        const char* folder = std::getenv("MATINEE_TEST_DATA");
        data = loadDataset(folder ? folder + ("/" + name) : std::string("sample"));
    }
    return data;
}

std::vector<RowIndex> allRows(const Dataset& data)
{
    std::vector<RowIndex> rows(data.ratings.size());
    std::iota(rows.begin(), rows.end(), RowIndex{0});
    return rows;
}

/// Arguments: factors, threads.
void sweep(benchmark::State& state, const char* model, const char* name)
{
    const auto& data = dataset(name);
    const auto rows = allRows(*data);
    const auto& info = modelInfo(model);
    Hyperparameters settings(info.parameters);
    settings.set("factors", std::int64_t{state.range(0)});
    const auto recommender = info.create(settings);
    recommender->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", static_cast<int>(state.range(1)), 0});
    TrainingControl control;
    for (auto _ : state)
        benchmark::DoNotOptimize(recommender->trainEpoch({control, {}}).loss);
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * rows.size()));
}

/// Four negatives for each interaction, on one thread. Argument: whether the users come shuffled, as in training.
void negatives(benchmark::State& state)
{
    const auto& data = dataset("ml-1m");
    const NegativeSampler sampler(UserItems(*data, allRows(*data)), data->itemCount());
    std::vector<std::int32_t> users(data->ratings.user.begin(), data->ratings.user.end());
    if (state.range(0) != 0)
        Random(1).shuffle(users.begin(), users.end());
    std::vector<std::int32_t> out(4 * users.size());
    for (auto _ : state) {
        sampler.draw(users, 4, 1, 0, out);
        benchmark::DoNotOptimize(out.data());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * out.size()));
}

void threads(benchmark::internal::Benchmark* benchmark, int factors)
{
    benchmark->Args({factors, 1})->Args({factors, 2})->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK_CAPTURE(sweep, als, "als", "ml-latest-small")->Apply([](auto* b) { threads(b, 5); });
BENCHMARK_CAPTURE(sweep, als_1m, "als", "ml-1m")->Apply([](auto* b) { threads(b, 64); });
BENCHMARK_CAPTURE(sweep, ials, "ials", "ml-1m")->Apply([](auto* b) { threads(b, 192); });
BENCHMARK_CAPTURE(sweep, bpmf, "bpmf", "ml-1m")->Apply([](auto* b) { threads(b, 32); });
BENCHMARK(negatives)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
