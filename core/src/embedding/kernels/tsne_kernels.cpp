#include "embedding/kernels/tsne_kernels.h"

#include "support/instruction_set.h"

namespace matinee::kernels {

const TsneKernels& avx2TsneKernels();

const TsneKernels& tsneKernels()
{
    return bestInstructionSet() == InstructionSet::Avx2 ? avx2TsneKernels() : portableTsneKernels();
}

} // namespace matinee::kernels
