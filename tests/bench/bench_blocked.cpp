// Training rating by rating in blocks, and its set-up, on made-up ratings with power-law popularity in the shape of
// MovieLens 100K. With MATINEE_BENCH_LARGE=1 also in the shapes of a 2 million and a 20 million release (4 GB).

#include "optim/blocked/blocked_sgd.h"

#include <matinee/random.h>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <numeric>
#include <vector>

namespace {

using namespace matinee;

struct Shape
{
    std::int64_t users;
    std::int64_t items;
    std::size_t ratings; ///< for training
};

constexpr Shape kShapes[] = {{943, 1682, 80'000}, {12'773, 36'603, 1'600'000}, {138'000, 27'000, 16'000'000}};

struct MadeUp
{
    explicit MadeUp(const Shape& shape)
        : rows(shape.ratings)
    {
        Random random(1);
        const auto skewed = [&](std::int64_t size) {
            const double x = random.uniform();
            return static_cast<std::int32_t>(x * x * x * static_cast<double>(size));
        };
        for (std::size_t r = 0; r < shape.ratings; ++r) {
            user.push_back(skewed(shape.users));
            item.push_back(skewed(shape.items));
            value.push_back(static_cast<float>(1 + random.below(9)) / 2);
        }
        std::iota(rows.begin(), rows.end(), RowIndex{0});
    }

    std::vector<std::int32_t> user;
    std::vector<std::int32_t> item;
    std::vector<float> value;
    std::vector<RowIndex> rows;
};

const MadeUp& madeUp(std::int64_t shape)
{
    static std::map<std::int64_t, MadeUp> data;
    return data.try_emplace(shape, kShapes[shape]).first->second;
}

/// A model with biases.
struct Model
{
    Model(const Shape& shape, std::int64_t factors)
        : p(static_cast<std::size_t>(shape.users * factors), 0.1F)
        , q(static_cast<std::size_t>(shape.items * factors), 0.1F)
        , userBias(static_cast<std::size_t>(shape.users))
        , itemBias(static_cast<std::size_t>(shape.items))
        , arrays{shape.users, shape.items, factors, p.data(), q.data(), userBias.data(), itemBias.data(), &mean}
    {}

    std::vector<float> p;
    std::vector<float> q;
    std::vector<float> userBias;
    std::vector<float> itemBias;
    float mean = 2.5F;
    FactorArrays arrays;
};

std::unique_ptr<BlockedSgd> makeEngine(const MadeUp& data, const Model& model, const BlockedSgdOptions& options)
{
    FactorSettings settings;
    settings.learningRate = 0.005;
    settings.regularisation = settings.biasRegularisation = 0.05;
    return std::make_unique<BlockedSgd>(model.arrays, FactorRows{data.user, data.item, data.value, data.rows}, options,
                                        settings);
}

BlockedSgdOptions optionsFor(const benchmark::State& state, bool adaptive)
{
    return {.adaptive = adaptive, .threads = static_cast<int>(state.range(2)), .seed = 1};
}

/// Arguments of both: shape, factors, threads.
void epoch(benchmark::State& state, bool adaptive)
{
    const Model model(kShapes[state.range(0)], state.range(1));
    const auto& data = madeUp(state.range(0));
    const auto engine = makeEngine(data, model, optionsFor(state, adaptive));
    for (auto _ : state)
        engine->trainEpoch({});
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * data.rows.size()));
}

void setUp(benchmark::State& state)
{
    const Model model(kShapes[state.range(0)], state.range(1));
    const auto& data = madeUp(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(makeEngine(data, model, optionsFor(state, false)));
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * data.rows.size()));
}

void shapes(benchmark::internal::Benchmark* benchmark)
{
    const int last = std::getenv("MATINEE_BENCH_LARGE") ? 2 : 0;
    for (int shape = 0; shape <= last; ++shape)
        for (const int factors : {20, 50})
            for (const int threads : {1, 2})
                benchmark->Args({shape, factors, threads});
    benchmark->ArgNames({"shape", "factors", "threads"})->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK_CAPTURE(epoch, sgd, false)->Apply(shapes);
BENCHMARK_CAPTURE(epoch, adaptive, true)->Apply(shapes);
BENCHMARK(setUp)->Apply(shapes);

} // namespace

BENCHMARK_MAIN();
