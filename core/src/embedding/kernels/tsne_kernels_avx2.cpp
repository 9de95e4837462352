#include "embedding/kernels/tsne_kernels_body.h"

namespace matinee::kernels {

const TsneKernels& avx2TsneKernels();

const TsneKernels& avx2TsneKernels()
{
    return kTsneKernels;
}

} // namespace matinee::kernels
