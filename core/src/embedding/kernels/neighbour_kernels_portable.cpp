#include "embedding/kernels/neighbour_kernels_body.h"

namespace matinee::kernels {

const NeighbourKernels& portableNeighbourKernels()
{
    return compiledNeighbourKernels;
}

} // namespace matinee::kernels
