#include "embedding/kernels/umap_kernels_body.h"

namespace matinee::kernels {

const UmapKernels& avx2UmapKernels()
{
    return compiledUmapKernels;
}

} // namespace matinee::kernels
