#pragma once

#include <cstddef>

/// Inner loops of SVD++ over a vector's factors.
namespace matinee::svdpp {

struct Step
{
    float rate;
    float userDecay; ///< of the user's vector and of the implicit vectors
    float itemDecay; ///< of the film's vector
};

/// One rating: moves user and film vector, the user's implicit sum and what the implicit vectors are owed.
/// \param rest the rating without constant and biases. \return the error before the step.
float rate(float rest, float* user, float* item, float* sum, float* moved, std::size_t factors, const Step& step);

/// target = kept * target + scale * by
void shift(float* target, float kept, float scale, const float* by, std::size_t factors);

} // namespace matinee::svdpp
