#include "evaluation/bootstrap.h"

#include <matinee/random.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace matinee {

Interval bootstrapMean(std::span<const double> sums, std::span<const double> counts, int resamples, std::uint64_t seed,
                       const RunContext& context)
{
    if (sums.empty() || resamples <= 0)
        return {};
    Random random(seed);
    std::vector<double> means;
    means.reserve(static_cast<std::size_t>(resamples));
    for (int r = 0; r < resamples; ++r) {
        context.throwIfStopped();
        double sum = 0;
        double count = 0;
        for (std::size_t i = 0; i < sums.size(); ++i) {
            const auto unit = random.below(sums.size());
            sum += sums[unit];
            count += counts[unit];
        }
        if (count > 0)
            means.push_back(sum / count);
    }
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

} // namespace matinee
