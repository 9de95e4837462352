#include "embedding/kernels/tsne_kernels_body.h"

namespace matinee::kernels {

const TsneKernels& portableTsneKernels()
{
    return kTsneKernels;
}

} // namespace matinee::kernels
