#pragma once

#include <matinee/metrics.h>

#include <cstdint>
#include <span>
#include <utility>

namespace matinee {

/// 95 % percentile interval of a mean by the bootstrap (Efron, 1979). Whole units, users say, are drawn with
/// replacement, because what is in one unit is alike; the mean of a resample is sum(sums) / sum(counts).
/// \param sums, counts by unit, of equal length. \return NaN bounds where there are no units or resamples.
Interval bootstrapMean(std::span<const double> sums, std::span<const double> counts, int resamples, std::uint64_t seed,
                       const RunContext& context = {});

/// bootstrapMean() of two means over the same units: the resamples are the same ones, so they are drawn once.
std::pair<Interval, Interval> bootstrapMeans(std::span<const double> first, std::span<const double> second,
                                             std::span<const double> counts, int resamples, std::uint64_t seed,
                                             const RunContext& context = {});

} // namespace matinee
