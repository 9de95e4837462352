#include "embedding/kernels/umap_kernels_body.h"

namespace matinee::kernels {

const UmapKernels& portableUmapKernels()
{
    return compiledUmapKernels;
}

} // namespace matinee::kernels
