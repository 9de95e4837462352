#include "embedding/kmeans_points.h"

#include <cmath>

namespace matinee {

KMeansPoints::KMeansPoints(const Matrix& points, bool cosine)
    : m_rows(points.rows)
    , m_columns(points.columns)
    , m_stride((points.columns + 7) / 8 * 8)
    , m_cosine(cosine)
    , m_shift(points.columns, 0.0)
    , m_values(m_rows * m_stride)
{
    if (!cosine) {
        for (std::size_t r = 0; r < m_rows; ++r) {
            const auto row = points.row(r);
            for (std::size_t c = 0; c < m_columns; ++c)
                m_shift[c] += static_cast<double>(row[c]);
        }
        for (auto& sum : m_shift)
            sum /= static_cast<double>(m_rows);
    }
    for (std::size_t r = 0; r < m_rows; ++r) {
        const auto row = points.row(r);
        double scale = 1;
        if (cosine) {
            double squared = 0;
            for (const float value : row)
                squared += double(value) * double(value);
            scale = squared > 0 ? 1 / std::sqrt(squared) : 0;
        }
        float* to = m_values.data() + r * m_stride;
        for (std::size_t c = 0; c < m_columns; ++c)
            to[c] = static_cast<float>((double(row[c]) - m_shift[c]) * scale);
    }
    finish();
}

KMeansPoints::KMeansPoints(const KMeansPoints& other, std::span<const std::int32_t> rows)
    : m_rows(rows.size())
    , m_columns(other.m_columns)
    , m_stride(other.m_stride)
    , m_cosine(other.m_cosine)
    , m_shift(other.m_shift)
    , m_values(m_rows * m_stride)
{
    for (std::size_t r = 0; r < m_rows; ++r)
        std::copy_n(other.row(static_cast<std::size_t>(rows[r])), m_stride, m_values.data() + r * m_stride);
    finish();
}

void KMeansPoints::finish()
{
    m_tiles = Tiles(m_rows, m_columns, [this](std::size_t r) { return row(r); });
    m_norms.resize(m_tiles.count() * kernels::kTileRows);
    std::vector<double> sums(m_columns, 0.0);
    double squares = 0;
    for (std::size_t r = 0; r < m_rows; ++r) {
        const float* values = row(r);
        double squared = 0;
        for (std::size_t c = 0; c < m_columns; ++c) {
            sums[c] += double(values[c]);
            squared += double(values[c]) * double(values[c]);
        }
        m_norms[r] = static_cast<float>(squared);
        squares += squared;
    }
    const auto count = static_cast<double>(m_rows);
    for (const double sum : sums)
        squares -= sum * sum / count;
    m_variance = m_columns > 0 ? squares / (count * static_cast<double>(m_columns)) : 0;
}

} // namespace matinee
