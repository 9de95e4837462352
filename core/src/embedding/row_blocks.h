#pragma once

#include "embedding/kernels/neighbour_kernels.h"
#include "support/aligned_array.h"

#include <matinee/matrix.h>

#include <algorithm>
#include <cstddef>

namespace matinee {

/// The rows of a matrix as the kernel of distances wants them: in blocks of kBlockRows, column by column within a
/// block. What fills the last block up is zero.
class RowBlocks
{
public:
    static constexpr std::size_t kRows = kernels::kBlockRows;

    explicit RowBlocks(const Matrix& points)
        : m_rows(points.rows)
        , m_columns(points.columns)
        , m_values(blocks() * kRows * points.columns)
    {
        for (std::size_t r = 0; r < m_rows; ++r) {
            float* to = m_values.data() + r / kRows * kRows * m_columns + r % kRows;
            for (const float value : points.row(r)) {
                *to = value;
                to += kRows;
            }
        }
    }

    std::size_t rows() const { return m_rows; }
    std::size_t columns() const { return m_columns; }
    std::size_t blocks() const { return (m_rows + kRows - 1) / kRows; }
    const float* block(std::size_t b) const { return m_values.data() + b * kRows * m_columns; }
    /// So many blocks stay in the first level cache while some queries meet them.
    std::size_t blocksAtOnce() const
    {
        return std::clamp<std::size_t>(24 * 1024 / (kRows * sizeof(float) * std::max<std::size_t>(m_columns, 1)), 1,
                                       32);
    }

private:
    std::size_t m_rows;
    std::size_t m_columns;
    AlignedArray<float> m_values;
};

} // namespace matinee
