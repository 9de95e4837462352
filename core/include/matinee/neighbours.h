#pragma once

#include <matinee/matrix.h>

#include <cstdint>
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
    float similarity = 0; ///< cosine or dot product: larger is nearer; Euclidean: minus the distance
};

/// The rows most similar to one row, itself left out, best first; ties by row number.
std::vector<Neighbour> nearestRows(const Matrix& points, std::int32_t row, int count, Similarity similarity);

} // namespace matinee
