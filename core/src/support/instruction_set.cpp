#include "support/instruction_set.h"

namespace matinee::kernels {

InstructionSet bestInstructionSet()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return InstructionSet::Avx2;
#endif
    return InstructionSet::Portable;
}

} // namespace matinee::kernels
