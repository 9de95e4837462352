#include "optim/kernels/blocked_sgd_body.h"

namespace matinee::kernels {

BlockKernels portableBlockKernels()
{
    return compiledBlockKernels();
}

} // namespace matinee::kernels
