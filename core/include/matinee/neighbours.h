#pragma once

#include <matinee/matrix.h>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

enum class Similarity
{
    Cosine,
    Euclidean,
    Dot
};

struct Neighbour
{
    std::int32_t row = 0;
    float similarity = 0; ///< cosine or dot product (plus bias): larger is nearer; Euclidean: minus the distance
};

/// The rows most similar to one row, itself left out, best first; ties by row number.
/// \param biases of each row, or none: with Similarity::Dot, a row's bias is added to its similarity, which is then
/// what a model with biases would tell but for what all candidates have in common \throws Error{InvalidArgument} if
/// there is no such row, or there are biases but not one a row, or not with Dot
std::vector<Neighbour> nearestRows(const Matrix& points, std::int32_t row, int count, Similarity similarity,
                                   std::span<const float> biases = {});

} // namespace matinee
