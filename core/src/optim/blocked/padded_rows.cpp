#include "optim/blocked/padded_rows.h"

#include "support/parallel.h"

#include <algorithm>

namespace matinee {

namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kRowsPerChunk = 4096;

} // namespace

std::size_t PaddedRows::vectors(std::int64_t factors, bool biases)
{
    return (static_cast<std::size_t>(factors) + (biases ? 2 : 0) + kLanes - 1) / kLanes;
}

PaddedRows::PaddedRows(const RowOrder& order, Side side, std::int64_t factors, bool biases)
    : m_order(&order)
    , m_factors(static_cast<std::size_t>(factors))
    , m_first(biases ? 2 : 0)
    , m_bias(side == Side::Users ? 0 : 1)
    , m_one(1 - m_bias)
    , m_stride(vectors(factors, biases) * kLanes)
    , m_values(order.size() * m_stride)
{}

void PaddedRows::read(const float* factors, const float* biases, int threads)
{
    parallelFor(m_order->size(), kRowsPerChunk, threads, [&](std::size_t begin, std::size_t end, int) {
        for (auto id = begin; id < end; ++id) {
            float* const row = m_values.data() + m_order->row(static_cast<std::int32_t>(id)) * m_stride;
            if (m_first) {
                row[m_bias] = biases[id];
                row[m_one] = 1;
            }
            std::copy_n(factors + id * m_factors, m_factors, row + m_first);
            std::fill(row + m_first + m_factors, row + m_stride, 0.0F);
        }
    });
}

void PaddedRows::write(float* factors, float* biases, int threads) const
{
    parallelFor(m_order->size(), kRowsPerChunk, threads, [&](std::size_t begin, std::size_t end, int) {
        for (auto id = begin; id < end; ++id) {
            const float* const row = m_values.data() + m_order->row(static_cast<std::int32_t>(id)) * m_stride;
            if (m_first)
                biases[id] = row[m_bias];
            std::copy_n(row + m_first, m_factors, factors + id * m_factors);
        }
    });
}

} // namespace matinee
