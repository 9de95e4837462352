#include "evaluation/ranking_sums.h"

#include "evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace matinee {

void RankingSums::add(std::span<const std::size_t> ranks, std::int32_t unit)
{
    const auto k = static_cast<std::size_t>(m_k);
    double gain = 0;
    std::size_t hits = 0;
    for (const auto rank : ranks) {
        if (rank > k)
            break;
        gain += 1 / std::log2(static_cast<double>(rank) + 1);
        ++hits;
    }
    double ideal = 0;
    for (std::size_t rank = 1; rank <= std::min(k, ranks.size()); ++rank)
        ideal += 1 / std::log2(static_cast<double>(rank) + 1);

    if (m_unitCounts.empty() || unit != m_unit) {
        m_unit = unit;
        m_unitHits.push_back(0);
        m_unitNdcg.push_back(0);
        m_unitCounts.push_back(0);
    }
    m_unitHits.back() += hits > 0;
    m_unitNdcg.back() += gain / ideal;
    m_unitCounts.back() += 1;
    m_mrr += 1 / static_cast<double>(ranks.front());
    m_precision += static_cast<double>(hits) / static_cast<double>(k);
    m_recall += static_cast<double>(hits) / static_cast<double>(ranks.size());
    ++m_count;
}

RankingMetrics RankingSums::metrics(std::size_t shown, std::size_t films, const RankingOptions& options,
                                    const RunContext& context) const
{
    RankingMetrics metrics;
    metrics.k = m_k;
    metrics.count = m_count;
    if (m_count == 0)
        return metrics;
    const auto n = static_cast<double>(m_count);
    metrics.hitRatio = std::accumulate(m_unitHits.begin(), m_unitHits.end(), 0.0) / n;
    metrics.ndcg = std::accumulate(m_unitNdcg.begin(), m_unitNdcg.end(), 0.0) / n;
    metrics.mrr = m_mrr / n;
    metrics.precision = m_precision / n;
    metrics.recall = m_recall / n;
    metrics.coverage = static_cast<double>(shown) / static_cast<double>(films);
    std::tie(metrics.hitRatioInterval, metrics.ndcgInterval) =
        bootstrapMeans(m_unitHits, m_unitNdcg, m_unitCounts, options.resamples, options.seed, context);
    return metrics;
}

} // namespace matinee
