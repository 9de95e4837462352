#pragma once

#include "embedding/tiles.h"

#include <matinee/matrix.h>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// The rows that k-means works on: centred, as |x|² - 2 x·c + |c|² then loses far fewer digits in float, or of length
/// one for cosines.
class KMeansPoints
{
public:
    KMeansPoints(const Matrix& points, bool cosine);
    /// Some rows of another.
    KMeansPoints(const KMeansPoints& other, std::span<const std::int32_t> rows);

    std::size_t rows() const { return m_rows; }
    std::size_t columns() const { return m_columns; }
    std::size_t stride() const { return m_stride; }
    bool isCosine() const { return m_cosine; }
    const float* data() const { return m_values.data(); }
    const float* row(std::size_t r) const { return m_values.data() + r * m_stride; }
    const Tiles& tiles() const { return m_tiles; }
    const float* norms() const { return m_norms.data(); } ///< squared lengths; zero for what pads the last tile
    double variance() const { return m_variance; }        ///< mean over the columns
    double shift(std::size_t column) const { return m_shift[column]; }

private:
    void finish();

    std::size_t m_rows;
    std::size_t m_columns;
    std::size_t m_stride; ///< whole vectors of eight; what pads a row is zero
    bool m_cosine;
    std::vector<double> m_shift; ///< what was subtracted of each column
    AlignedArray<float> m_values;
    Tiles m_tiles;
    std::vector<float> m_norms;
    double m_variance = 0;
};

} // namespace matinee
