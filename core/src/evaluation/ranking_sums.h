#pragma once

#include <matinee/ranking.h>

#include <span>
#include <vector>

namespace matinee {

/// Gathers the ranks of one ranking after another and turns them into means.
class RankingSums
{
public:
    explicit RankingSums(int k)
        : m_k(k)
    {}

    /// One ranking. \param ranks of its relevant films, from 1, ascending; not empty. \param unit whom the bootstrap
    /// draws: units come in ascending order.
    void add(std::span<const std::size_t> ranks, std::int32_t unit);

    /// \param shown films that were among anybody's first k; films: all.
    RankingMetrics metrics(std::size_t shown, std::size_t films, const RankingOptions& options,
                           const RunContext& context) const;

private:
    int m_k;
    std::size_t m_count = 0;
    double m_mrr = 0;
    double m_precision = 0;
    double m_recall = 0;
    std::int32_t m_unit = -1;
    std::vector<double> m_unitHits;
    std::vector<double> m_unitNdcg;
    std::vector<double> m_unitCounts;
};

} // namespace matinee
