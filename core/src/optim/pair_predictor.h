#pragma once

#include "optim/factor_engine.h"

#include <cstdint>
#include <span>

namespace matinee {

/// r(u,i) of pairs, from a factor model's own arrays. The same numbers for any number of threads.
void predictPairs(const FactorArrays& model, std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                  std::span<float> out, int threads);

} // namespace matinee
