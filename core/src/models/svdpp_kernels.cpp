#include "models/svdpp_kernels.h"

// An ifunc resolver runs before the sanitizers are ready.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define MATINEE_CLONES __attribute__((target_clones("arch=haswell", "default")))
#else
#define MATINEE_CLONES
#endif

namespace matinee::svdpp {

MATINEE_CLONES
float rate(float rest, float* __restrict user, float* __restrict item, float* __restrict sum, float* __restrict moved,
           std::size_t factors, const Step& step)
{
    float error = rest;
    for (std::size_t f = 0; f < factors; ++f)
        error -= item[f] * (user[f] + sum[f]);
    const float pull = step.rate * error;
    const float kept = 1 - step.rate * step.userDecay;
    const float keptItem = 1 - step.rate * step.itemDecay;
    for (std::size_t f = 0; f < factors; ++f) {
        const float p = user[f];
        const float q = item[f];
        const float s = sum[f];
        user[f] = kept * p + pull * q;
        item[f] = keptItem * q + pull * (p + s);
        sum[f] = kept * s + pull * q;
        moved[f] = kept * moved[f] + pull * q;
    }
    return error;
}

MATINEE_CLONES
void shift(float* __restrict target, float kept, float scale, const float* __restrict by, std::size_t factors)
{
    for (std::size_t f = 0; f < factors; ++f)
        target[f] = kept * target[f] + scale * by[f];
}

} // namespace matinee::svdpp
