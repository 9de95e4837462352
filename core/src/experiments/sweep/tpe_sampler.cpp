#include "experiments/sweep/tpe_sampler.h"

#include "experiments/sweep/parzen.h"

#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

/// Random points before there is anything to estimate densities from.
constexpr int kStartPoints = 10;
constexpr int kCandidates = 24;
constexpr double kGoodShare = 0.15;
constexpr std::size_t kMostGood = 25;
constexpr std::uint64_t kStream = 0x747065;
constexpr std::uint64_t kStride = 0x9E3779B97F4A7C15;

/// The better comes first: what was let on for longer, then the lower loss.
bool isBefore(const Observation& a, const Observation& b)
{
    const auto isResult = [](const Observation& each) { return each.known && std::isfinite(each.loss); };
    if (isResult(a) != isResult(b))
        return isResult(a);
    if (a.epochs != b.epochs)
        return a.epochs > b.epochs;
    return a.loss < b.loss;
}

} // namespace

std::optional<SweepPoint> TpeSampler::suggest(int number, std::span<const Observation> observations)
{
    const auto known = std::count_if(observations.begin(), observations.end(),
                                     [](const auto& each) { return each.known && std::isfinite(each.loss); });
    if (known < kStartPoints)
        return m_start.suggest(number, observations);

    std::vector<Observation> ranked(observations.begin(), observations.end());
    std::stable_sort(ranked.begin(), ranked.end(), isBefore);
    std::vector<SweepPoint> points;
    for (auto& each : ranked)
        points.push_back(std::move(each.point));
    const auto good = std::min(static_cast<std::size_t>(std::ceil(kGoodShare * static_cast<double>(known))), kMostGood);
    const auto all = std::span<const SweepPoint>(points);
    const ParzenDensity better(m_space, all.first(good));
    const ParzenDensity rest(m_space, all.subspan(good));

    Random random((m_seed ^ kStream) + kStride * static_cast<std::uint64_t>(number));
    std::optional<SweepPoint> best;
    double bestRatio = 0;
    for (int c = 0; c < kCandidates; ++c) {
        auto candidate = better.draw(random);
        if (contains(points, candidate))
            continue;
        const double ratio = better.logarithm(candidate) - rest.logarithm(candidate);
        if (!best || ratio > bestRatio) {
            best = std::move(candidate);
            bestRatio = ratio;
        }
    }
    if (best)
        return best;
    // All that is likely has been tried.
    for (int c = 0; c < kCandidates; ++c) {
        auto candidate = drawPoint(m_space, random);
        if (!contains(points, candidate))
            return candidate;
    }
    return firstOther(m_space, points);
}

} // namespace matinee
