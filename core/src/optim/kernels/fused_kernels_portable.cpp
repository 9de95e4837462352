#include "optim/kernels/fused_kernels_body.h"

namespace matinee::kernels {

const FusedKernels& portableFusedKernels()
{
    return kFusedKernels;
}

} // namespace matinee::kernels
