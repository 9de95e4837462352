#include "embedding/kernels/distance_kernels.h"

namespace matinee::kernels {

// Each set is defined by a file of its own, compiled for it: distance_kernels_body.h.
namespace distance_portable {
extern const DistanceKernels kernels;
}
namespace distance_avx2 {
extern const DistanceKernels kernels;
}
namespace distance_avx512 {
extern const DistanceKernels kernels;
}

const std::vector<DistanceKernelSet>& distanceKernelSets()
{
    static const std::vector<DistanceKernelSet> sets = [] {
        std::vector<DistanceKernelSet> found;
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f"))
            found.push_back({"avx512", distance_avx512::kernels});
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            found.push_back({"avx2", distance_avx2::kernels});
#endif
        found.push_back({"portable", distance_portable::kernels});
        return found;
    }();
    return sets;
}

} // namespace matinee::kernels
