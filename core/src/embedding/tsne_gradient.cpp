#include "embedding/tsne_gradient.h"

#include "support/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

/// Points next to each other on the curve that share one walk through the tree.
constexpr std::size_t kGroup = 32;
constexpr std::size_t kChunk = 8 * kGroup; // points of a thread's turn; a stop is seen between them

} // namespace

TsneGradient::TsneGradient(const Affinities& affinities, double angle)
    : m_affinities(affinities)
    , m_angle(static_cast<float>(angle))
    , m_kernels(kernels::tsneKernels())
    , m_forces(2 * affinities.rows())
    , m_sums((affinities.rows() + kGroup - 1) / kGroup)
{}

void TsneGradient::compute(const std::vector<float>& positions, double exaggeration, std::vector<float>& gradient,
                           const RunContext& context)
{
    m_tree.build(positions.data(), m_affinities.rows());
    repel(context);
    const auto attraction = static_cast<float>(4 * exaggeration);
    const auto repulsion = static_cast<float>(4 / m_normaliser);
    parallelFor(m_affinities.rows(), kChunk, context.threads, [&](std::size_t begin, std::size_t end, int) {
        context.throwIfStopped();
        for (std::size_t i = begin; i < end; ++i) {
            const std::size_t from = m_affinities.starts[i];
            float force[2];
            m_kernels.attract(positions.data(), i, m_affinities.partners.data() + from,
                              m_affinities.probabilities.data() + from, m_affinities.starts[i + 1] - from, force);
            gradient[2 * i] = attraction * force[0] - repulsion * m_forces[2 * i];
            gradient[2 * i + 1] = attraction * force[1] - repulsion * m_forces[2 * i + 1];
        }
    });
}

void TsneGradient::repel(const RunContext& context)
{
    parallelFor(m_tree.size(), kChunk, context.threads, [&](std::size_t begin, std::size_t end, int) {
        context.throwIfStopped();
        thread_local std::vector<kernels::Repeller> repellers;
        for (std::size_t first = begin; first < end; first += kGroup) {
            const std::size_t last = std::min(first + kGroup, end);
            m_tree.repellers(m_tree.boxOf(first, last), m_angle, repellers);
            float forceX[kGroup] = {};
            float forceY[kGroup] = {};
            float sums[kGroup] = {};
            // Eight at a time: what is computed for those beyond the last is not looked at.
            m_kernels.repel(m_tree.x() + first, m_tree.y() + first, (last - first + 7) / 8 * 8, repellers.data(),
                            repellers.size(), forceX, forceY, sums);
            double sum = 0;
            for (std::size_t i = first; i < last; ++i) {
                const auto point = static_cast<std::size_t>(m_tree.order()[i]);
                m_forces[2 * point] = forceX[i - first];
                m_forces[2 * point + 1] = forceY[i - first];
                sum += static_cast<double>(sums[i - first]) - 1; // each point has met itself
            }
            m_sums[first / kGroup] = sum;
        }
    });
    m_normaliser = std::max(std::accumulate(m_sums.begin(), m_sums.end(), 0.0), std::numeric_limits<double>::min());
}

double TsneGradient::divergence(const std::vector<float>& positions, const RunContext& context) const
{
    std::vector<double> terms(m_affinities.rows());
    parallelFor(m_affinities.rows(), kChunk, context.threads, [&](std::size_t begin, std::size_t end, int) {
        context.throwIfStopped();
        for (std::size_t i = begin; i < end; ++i) {
            for (std::size_t n = m_affinities.starts[i]; n < m_affinities.starts[i + 1]; ++n) {
                const auto j = static_cast<std::size_t>(m_affinities.partners[n]);
                const double dx = static_cast<double>(positions[2 * i]) - positions[2 * j];
                const double dy = static_cast<double>(positions[2 * i + 1]) - positions[2 * j + 1];
                terms[i] += m_affinities.probabilities[n] * std::log1p(dx * dx + dy * dy);
            }
        }
    });
    // p log(p / q) with q = kernel / normaliser; the p add up to 1.
    return m_affinities.entropyTerm + std::accumulate(terms.begin(), terms.end(), 0.0) + std::log(m_normaliser);
}

} // namespace matinee
