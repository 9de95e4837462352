#include "optim/kernels.h"

#include <cmath>

// An ifunc resolver runs before the sanitizers are ready.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define MATINEE_CLONES __attribute__((target_clones("arch=haswell", "default")))
#else
#define MATINEE_CLONES
#endif

namespace matinee::kernels {

MATINEE_CLONES
void adam(float* __restrict weight, const float* __restrict gradient, float* __restrict mean, float* __restrict square,
          std::size_t n, const AdamStep& step)
{
    const AdamStep s = step;
    for (std::size_t i = 0; i < n; ++i) {
        const float g = gradient[i] + s.weightDecay * weight[i];
        mean[i] = s.beta1 * mean[i] + (1 - s.beta1) * g;
        square[i] = s.beta2 * square[i] + (1 - s.beta2) * g * g;
        weight[i] -= s.stepSize * mean[i] / (std::sqrt(square[i]) * s.inverseRootCorrection + s.epsilon);
    }
}

MATINEE_CLONES
void sgd(float* __restrict weight, const float* __restrict gradient, float* __restrict velocity, std::size_t n,
         const SgdStep& step)
{
    const SgdStep s = step;
    if (!velocity) {
        for (std::size_t i = 0; i < n; ++i)
            weight[i] -= s.rate * (gradient[i] + s.weightDecay * weight[i]);
        return;
    }
    for (std::size_t i = 0; i < n; ++i) {
        velocity[i] = s.momentum * velocity[i] + gradient[i] + s.weightDecay * weight[i];
        weight[i] -= s.rate * velocity[i];
    }
}

} // namespace matinee::kernels
