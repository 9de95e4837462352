#include "embedding/kernels/umap_kernels.h"

#include "support/instruction_set.h"

namespace matinee::kernels {

const UmapKernels& umapKernels()
{
    return bestInstructionSet() == InstructionSet::Avx2 ? avx2UmapKernels() : portableUmapKernels();
}

} // namespace matinee::kernels
