#include "optim/pair_predictor.h"

#include "optim/kernels/fused_kernels.h"
#include "support/parallel.h"

namespace matinee {

namespace {

/// Pairs that are worth a thread of their own.
constexpr std::size_t kChunk = 1 << 16;

} // namespace

void predictPairs(const FactorArrays& model, std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                  std::span<float> out, int threads)
{
    const auto& kernels = kernels::fusedKernels();
    parallelFor(out.size(), kChunk, threads, [&](std::size_t begin, std::size_t end, int) {
        kernels.pairs(model.userFactors, model.itemFactors, static_cast<std::size_t>(model.factors),
                      users.data() + begin, items.data() + begin, end - begin, out.data() + begin);
        if (!model.userBiases)
            return;
        for (auto i = begin; i < end; ++i)
            out[i] += model.userBiases[users[i]] + model.itemBiases[items[i]] + *model.globalBias;
    });
}

} // namespace matinee
