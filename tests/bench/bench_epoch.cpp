// One training epoch as the trainer runs it, on the built-in sample: 80,000 ratings, the shape of MovieLens 100K.

#include <matinee/dataset_source.h>
#include <matinee/recommender.h>
#include <matinee/sample.h>
#include <matinee/split.h>

#include <benchmark/benchmark.h>

namespace {

using namespace matinee;

const std::shared_ptr<const Dataset>& sample()
{
    static const auto data = loadDataset("sample");
    return data;
}

/// Arguments: factors, batch size.
void epoch(benchmark::State& state, const char* model)
{
    const auto& info = modelInfo(model);
    Hyperparameters settings(info.parameters);
    settings.set("factors", std::int64_t{state.range(0)});
    settings.set("batch_size", std::int64_t{state.range(1)});
    settings.set("learning_rate", 0.01);
    const auto split = makeSplit(*sample(), {}, 42);
    auto recommender = info.create(settings);
    recommender->prepare({sample(), split.train, TrainingCounts(*sample(), split.train)}, {"cpu", 1, 0});
    TrainingControl control;
    for (auto _ : state)
        benchmark::DoNotOptimize(recommender->trainEpoch({control, {}}).loss);
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * split.train.size()));
}

void makeTheSample(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(makeSample());
}

BENCHMARK_CAPTURE(epoch, mf, "mf")->Args({50, 64})->Args({20, 256})->Args({20, 4096})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(epoch, biased_mf, "biased-mf")
    ->Args({50, 64})
    ->Args({20, 256})
    ->Args({20, 4096})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(makeTheSample)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
