#pragma once

#include "embedding/kernels/distance_kernels.h"
#include "support/aligned_array.h"

#include <algorithm>
#include <cstddef>

namespace matinee {

inline std::size_t tilesFor(std::size_t rows)
{
    return (rows + kernels::kTileRows - 1) / kernels::kTileRows;
}

/// Transposes up to kTileRows rows into a tile; lanes without a row repeat the first one.
/// \param row gives a pointer to the numbers of row i in [0, count)
template <class RowAt>
void fillTile(float* tile, std::size_t columns, std::size_t count, const RowAt& row)
{
    constexpr auto kRows = kernels::kTileRows;
    for (std::size_t lane = 0; lane < kRows; ++lane) {
        const float* from = row(lane < count ? lane : 0);
        for (std::size_t j = 0; j < columns; ++j)
            tile[j * kRows + lane] = from[j];
    }
}

/// Many rows as tiles.
class Tiles
{
public:
    Tiles() = default;

    template <class RowAt>
    Tiles(std::size_t rows, std::size_t columns, const RowAt& row)
        : m_columns(columns)
        , m_count(tilesFor(rows))
        , m_numbers(m_count * kernels::kTileRows * columns)
    {
        for (std::size_t t = 0; t < m_count; ++t) {
            const auto first = t * kernels::kTileRows;
            fillTile(tile(t), columns, std::min(kernels::kTileRows, rows - first),
                     [&](std::size_t i) { return row(first + i); });
        }
    }

    std::size_t count() const { return m_count; }
    float* tile(std::size_t t) { return m_numbers.data() + t * kernels::kTileRows * m_columns; }
    const float* tile(std::size_t t) const { return m_numbers.data() + t * kernels::kTileRows * m_columns; }

private:
    std::size_t m_columns = 0;
    std::size_t m_count = 0;
    AlignedArray<float> m_numbers;
};

} // namespace matinee
