#include "embedding/kernels/neighbour_kernels.h"

#include "support/instruction_set.h"

namespace matinee::kernels {

const NeighbourKernels& neighbourKernels()
{
    return bestInstructionSet() == InstructionSet::Avx2 ? avx2NeighbourKernels() : portableNeighbourKernels();
}

} // namespace matinee::kernels
