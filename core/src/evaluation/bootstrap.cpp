#include "evaluation/bootstrap.h"

#include <matinee/random.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace matinee {

namespace {

/// The middle 95 % of the means; they are sorted for it.
Interval percentileInterval(std::vector<double>& means)
{
    if (means.empty())
        return {};
    std::sort(means.begin(), means.end());
    const auto quantile = [&means](double share) {
        const double place = share * static_cast<double>(means.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const auto above = std::min(below + 1, means.size() - 1);
        return means[below] + (place - static_cast<double>(below)) * (means[above] - means[below]);
    };
    return {quantile(0.025), quantile(0.975)};
}

} // namespace

Interval bootstrapMean(std::span<const double> sums, std::span<const double> counts, int resamples, std::uint64_t seed,
                       const RunContext& context)
{
    return bootstrapMeans(sums, sums, counts, resamples, seed, context).first;
}

std::pair<Interval, Interval> bootstrapMeans(std::span<const double> first, std::span<const double> second,
                                             std::span<const double> counts, int resamples, std::uint64_t seed,
                                             const RunContext& context)
{
    struct Unit
    {
        double first = 0;
        double second = 0;
        double count = 0;
    };
    if (counts.empty() || resamples <= 0)
        return {};
    // Side by side: a drawn unit is one place in memory.
    std::vector<Unit> units(counts.size());
    for (std::size_t u = 0; u < units.size(); ++u)
        units[u] = {first[u], second[u], counts[u]};
    Random random(seed);
    std::vector<double> firstMeans;
    std::vector<double> secondMeans;
    firstMeans.reserve(static_cast<std::size_t>(resamples));
    secondMeans.reserve(static_cast<std::size_t>(resamples));
    for (int r = 0; r < resamples; ++r) {
        context.throwIfStopped();
        Unit sum;
        for (std::size_t i = 0; i < units.size(); ++i) {
            const auto& unit = units[random.below(units.size())];
            sum.first += unit.first;
            sum.second += unit.second;
            sum.count += unit.count;
        }
        if (sum.count > 0) {
            firstMeans.push_back(sum.first / sum.count);
            secondMeans.push_back(sum.second / sum.count);
        }
    }
    return {percentileInterval(firstMeans), percentileInterval(secondMeans)};
}

} // namespace matinee
