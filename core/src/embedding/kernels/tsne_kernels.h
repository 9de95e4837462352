#pragma once

#include <cstddef>
#include <cstdint>

namespace matinee::kernels {

/// Something that repels: a point, or many seen as one at their centre.
struct Repeller
{
    float x;
    float y;
    float mass; ///< number of points
};

/// The inner loops of t-SNE's gradient, with the Student kernel q(d) = 1 / (1 + d²).
struct TsneKernels
{
    /// For each of the targets, of a number that is a multiple of eight: adds to forceX and forceY the sum over
    /// repellers of mass q² (target - repeller), to sum that of mass q.
    void (*repel)(const float* x, const float* y, std::size_t targets, const Repeller* repellers, std::size_t count,
                  float* forceX, float* forceY, float* sum);
    /// For point: the sum over neighbours j, of a number that is a multiple of eight, of weight q (point - j), in
    /// force[0] and force[1].
    /// \param positions x and y of each point in turn
    void (*attract)(const float* positions, std::size_t point, const std::int32_t* neighbours, const float* weights,
                    std::size_t count, float* force);
};

/// The best that this processor has.
const TsneKernels& tsneKernels();
const TsneKernels& portableTsneKernels();

} // namespace matinee::kernels
