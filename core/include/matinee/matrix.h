#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace matinee {

/// Dense row-major float matrix: embeddings, centroids, coordinates.
struct Matrix
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<float> values; ///< rows * columns

    Matrix() = default;
    Matrix(std::size_t rowCount, std::size_t columnCount)
        : rows(rowCount)
        , columns(columnCount)
        , values(rowCount * columnCount)
    {}

    std::span<const float> row(std::size_t r) const { return {values.data() + r * columns, columns}; }
    std::span<float> row(std::size_t r) { return {values.data() + r * columns, columns}; }
};

} // namespace matinee
