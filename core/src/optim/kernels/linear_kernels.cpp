#include "optim/kernels/linear_kernels.h"

#include "support/instruction_set.h"

namespace matinee::kernels {

// Each set is defined by a file of its own, compiled for it: linear_kernels_body.h.
#define MATINEE_DECLARE_LINEAR_SET(name)                                                                               \
    namespace name {                                                                                                   \
    extern const LinearKernels<float> floatKernels;                                                                    \
    extern const LinearKernels<double> doubleKernels;                                                                  \
    }
MATINEE_DECLARE_LINEAR_SET(linear_portable)
MATINEE_DECLARE_LINEAR_SET(linear_avx2)
MATINEE_DECLARE_LINEAR_SET(linear_avx512)

const std::vector<LinearKernelSet>& linearKernelSets()
{
    static const std::vector<LinearKernelSet> sets = [] {
        std::vector<LinearKernelSet> found;
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f"))
            found.push_back({"avx512", linear_avx512::floatKernels, linear_avx512::doubleKernels});
        if (bestInstructionSet() == InstructionSet::Avx2)
            found.push_back({"avx2", linear_avx2::floatKernels, linear_avx2::doubleKernels});
#endif
        found.push_back({"portable", linear_portable::floatKernels, linear_portable::doubleKernels});
        return found;
    }();
    return sets;
}

template <>
const LinearKernels<float>& linearKernels<float>()
{
    return linearKernelSets().front().ofFloats;
}

template <>
const LinearKernels<double>& linearKernels<double>()
{
    return linearKernelSets().front().ofDoubles;
}

} // namespace matinee::kernels
