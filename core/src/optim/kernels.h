#pragma once

#include <cstddef>

namespace matinee::kernels {

/// One optimiser step over n contiguous floats, in one pass. Same mathematics as PyTorch's dense optimisers, to
/// rounding; compiled for AVX2 and for the baseline, chosen at run time.

/// Adam (Kingma, Ba 2015) with L2 penalty added to the gradient.
struct AdamStep
{
    float stepSize; ///< learning rate / (1 - beta1^t)
    float beta1;
    float beta2;
    float inverseRootCorrection; ///< 1 / sqrt(1 - beta2^t)
    float epsilon;
    float weightDecay;
};

void adam(float* weight, const float* gradient, float* mean, float* square, std::size_t n, const AdamStep& step);

/// SGD with momentum (Sutskever et al. 2013, PyTorch's form: v = momentum v + g; w -= rate v). velocity may be null
/// where momentum is 0.
struct SgdStep
{
    float rate;
    float momentum;
    float weightDecay;
};

void sgd(float* weight, const float* gradient, float* velocity, std::size_t n, const SgdStep& step);

} // namespace matinee::kernels
