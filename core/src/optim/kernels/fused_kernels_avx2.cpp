#include "optim/kernels/fused_kernels_body.h"

namespace matinee::kernels {

const FusedKernels& avx2FusedKernels();

const FusedKernels& avx2FusedKernels()
{
    return kFusedKernels;
}

} // namespace matinee::kernels
