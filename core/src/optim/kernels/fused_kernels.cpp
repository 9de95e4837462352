#include "optim/kernels/fused_kernels.h"

#include "support/instruction_set.h"

namespace matinee::kernels {

const FusedKernels& avx2FusedKernels();

const FusedKernels& fusedKernels()
{
    return bestInstructionSet() == InstructionSet::Avx2 ? avx2FusedKernels() : portableFusedKernels();
}

} // namespace matinee::kernels
