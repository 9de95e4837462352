#pragma once

#include "optim/blocked/row_order.h"
#include "optim/kernels/blocked_sgd.h"
#include "support/huge_array.h"

#include <cstdint>
#include <span>

namespace matinee {

/// One side's factors as the kernels want them: rows in the order of a RowOrder, padded with zeros to whole vectors of
/// eight; with biases a row begins with its bias and a one, the one where the other side has its bias.
class PaddedRows
{
public:
    enum class Side
    {
        Users,
        Items
    };

    PaddedRows() = default;
    PaddedRows(const RowOrder& order, Side side, std::int64_t factors, bool biases);

    /// Vectors of eight a row.
    static std::size_t vectors(std::int64_t factors, bool biases);
    std::size_t stride() const { return m_stride; }
    float* strip(std::uint32_t strip) { return m_values.data() + std::size_t{m_order->begin(strip)} * m_stride; }

    /// \param factors ids x factors; biases: ids, or null
    void read(const float* factors, const float* biases, int threads);
    void write(float* factors, float* biases, int threads) const;

    /// All rows in their order, with what they are padded with.
    std::span<const float> values() const { return {m_values.data(), m_values.size()}; }
    std::span<float> values() { return {m_values.data(), m_values.size()}; }

private:
    const RowOrder* m_order = nullptr;
    std::size_t m_factors = 0;
    std::size_t m_first = 0; ///< where the factors begin in a row
    std::size_t m_bias = 0;
    std::size_t m_one = 0;
    std::size_t m_stride = 0;
    HugeArray<float> m_values;
};

} // namespace matinee
