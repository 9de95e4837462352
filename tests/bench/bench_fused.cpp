// One epoch in batches, by the fused engine and by autograd, of each model that has both: on the built-in sample
// (80,000 ratings for training), by factors, and by ratings for biased-mf.

#include <matinee/dataset_source.h>
#include <matinee/recommender.h>
#include <matinee/sample.h>
#include <matinee/split.h>

#include <benchmark/benchmark.h>

#include <map>

namespace {

using namespace matinee;

struct Training
{
    std::shared_ptr<const Dataset> data;
    Split split;
};

/// Ratings in the density of MovieLens 100K, four fifths for training.
const Training& training(std::int64_t ratings)
{
    static std::map<std::int64_t, Training> made;
    auto& found = made[ratings];
    if (!found.data) {
        const auto times = static_cast<int>(ratings / 100'000);
        found.data = makeSample({943 * times, 1682, 100'000 * times, 1});
        found.split = makeSplit(*found.data, SplitSpec::parse("random:0.8/0.2"), 42);
    }
    return found;
}

void run(benchmark::State& state, const char* model, const char* engine, std::int64_t ratings, std::int64_t factors,
         std::int64_t batch)
{
    const auto& [data, split] = training(ratings);
    const auto& info = modelInfo(model);
    Hyperparameters settings(info.parameters);
    settings.set("factors", factors);
    settings.set("batch_size", batch);
    if (settings.has("negatives"))
        settings.set("negatives", std::int64_t{4});
    const auto recommender = info.create(settings);
    ComputeOptions options;
    options.engine = engine;
    recommender->prepare({data, split.train, TrainingCounts(*data, split.train)}, options);
    TrainingControl control;
    for (auto _ : state)
        benchmark::DoNotOptimize(recommender->trainEpoch({control, {}}).loss);
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * split.train.size()));
}

/// Arguments: factors, batch size.
void epoch(benchmark::State& state, const char* model, const char* engine)
{
    run(state, model, engine, 100'000, state.range(0), state.range(1));
}

/// Argument: ratings.
void growth(benchmark::State& state, const char* engine)
{
    run(state, "biased-mf", engine, state.range(0), 20, 256);
}

void shapes(benchmark::internal::Benchmark* which)
{
    which->ArgNames({"factors", "batch"})->Unit(benchmark::kMillisecond);
    for (const int factors : {8, 20, 50, 128})
        which->Args({factors, 64});
    which->Args({50, 4096});
}

void sizes(benchmark::internal::Benchmark* which)
{
    which->ArgName("ratings")->Arg(100'000)->Arg(300'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(epoch, mf_fused, "mf", "fused")->Apply(shapes);
BENCHMARK_CAPTURE(epoch, mf_autograd, "mf", "autograd")->Apply(shapes);
BENCHMARK_CAPTURE(epoch, biased_mf_fused, "biased-mf", "fused")->Apply(shapes);
BENCHMARK_CAPTURE(epoch, biased_mf_autograd, "biased-mf", "autograd")->Apply(shapes);
BENCHMARK_CAPTURE(epoch, feature_mf_fused, "feature-mf", "fused")->Apply(shapes);
BENCHMARK_CAPTURE(epoch, feature_mf_autograd, "feature-mf", "autograd")->Apply(shapes);
BENCHMARK_CAPTURE(epoch, gmf_fused, "gmf", "fused")->Apply(shapes);
BENCHMARK_CAPTURE(epoch, gmf_autograd, "gmf", "autograd")->Apply(shapes);
BENCHMARK_CAPTURE(epoch, bpr_fused, "bpr", "fused")->Apply(shapes);
BENCHMARK_CAPTURE(epoch, bpr_autograd, "bpr", "autograd")->Apply(shapes);
BENCHMARK_CAPTURE(growth, fused, "fused")->Apply(sizes);
BENCHMARK_CAPTURE(growth, autograd, "autograd")->Apply(sizes);

} // namespace

BENCHMARK_MAIN();
