#include "embedding/kernels/neighbour_kernels_body.h"

namespace matinee::kernels {

const NeighbourKernels& avx2NeighbourKernels()
{
    return compiledNeighbourKernels;
}

} // namespace matinee::kernels
