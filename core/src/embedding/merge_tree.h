#pragma once

#include "embedding/kmeans_points.h"

#include <matinee/agglomerate.h>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// Two clusters that become one. A cluster is named by one of its points.
struct Merge
{
    std::int32_t a = 0;
    std::int32_t b = 0;
    /// As SciPy has it: the mean distance, or with Ward's linkage √(2 |A| |B| / (|A| + |B|)) times the distance of the
    /// centroids. Never lower than those of a and b, but for rounding.
    double height = 0;
};

/// All merges of the points into one cluster, by rising height.
/// \param weights how many rows each point stands for
std::vector<Merge> mergeTree(const KMeansPoints& points, std::span<const double> weights, Linkage linkage,
                             const RunContext& context);

/// The clusters that are left after the first merges, numbered from 0 by their first points.
std::vector<std::int32_t> cutTree(std::span<const Merge> merges, std::size_t points, std::size_t clusters);

} // namespace matinee
