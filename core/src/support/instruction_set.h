#pragma once

namespace matinee::kernels {

/// What a kernel may be compiled for.
enum class InstructionSet
{
    Portable, ///< what every processor of the architecture has
    Avx2,     ///< AVX2 with FMA
};

/// The best one that this processor has.
InstructionSet bestInstructionSet();

} // namespace matinee::kernels
