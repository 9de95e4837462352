// One Adam step over the factors of MovieLens 100K (2,625 vectors of 50): ours beside torch::optim's.

#include "optim/optimiser.h"

#include <torch/torch.h>

#include <benchmark/benchmark.h>

namespace {

using namespace matinee;

torch::Tensor factors()
{
    auto weight = torch::randn({2625, 50}).set_requires_grad(true);
    weight.mutable_grad() = torch::randn({2625, 50});
    return weight;
}

void oursAdam(benchmark::State& state)
{
    at::set_num_threads(1);
    const auto optimiser = makeOptimiser("adam", {factors()}, {0.01, 0, 0});
    for (auto _ : state)
        optimiser->step();
}

void torchAdam(benchmark::State& state)
{
    at::set_num_threads(1);
    torch::optim::Adam optimiser({factors()}, torch::optim::AdamOptions(0.01));
    for (auto _ : state)
        optimiser.step();
}

BENCHMARK(oursAdam)->Unit(benchmark::kMicrosecond);
BENCHMARK(torchAdam)->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
