#include "optim/kernels/blocked_sgd_body.h"

namespace matinee::kernels {

BlockKernels avx2BlockKernels()
{
    return compiledBlockKernels();
}

} // namespace matinee::kernels
