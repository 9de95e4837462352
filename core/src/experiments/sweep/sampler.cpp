#include "experiments/sweep/sampler.h"

#include "experiments/sweep/tpe_sampler.h"

#include <algorithm>

namespace matinee {

namespace {

/// A draw from a small space repeats itself; after so many the rest is counted through.
constexpr int kDraws = 100;
/// Keeps the streams of neighbouring seeds and numbers apart.
constexpr std::uint64_t kStride = 0x9E3779B97F4A7C15;

} // namespace

bool contains(std::span<const SweepPoint> points, const SweepPoint& point)
{
    return std::find(points.begin(), points.end(), point) != points.end();
}

std::optional<SweepPoint> firstOther(const SweepSpace& space, std::span<const SweepPoint> points)
{
    // Among one point more than there are others, one is new.
    const auto count = std::min<std::uint64_t>(space.points(), points.size() + 1);
    for (std::uint64_t n = 0; n < count; ++n) {
        auto point = space.point(n);
        if (!contains(points, point))
            return point;
    }
    return std::nullopt;
}

SweepPoint drawPoint(const SweepSpace& space, Random& random)
{
    SweepPoint point;
    for (const auto& axis : space.axes())
        point.push_back(axis.at(random.uniform()));
    return point;
}

std::unique_ptr<Sampler> makeSampler(SweepMethod method, const SweepSpace& space, std::uint64_t seed)
{
    switch (method) {
    case SweepMethod::Grid:
        return std::make_unique<GridSampler>(space);
    case SweepMethod::Random:
        return std::make_unique<RandomSampler>(space, seed);
    case SweepMethod::Tpe:
        return std::make_unique<TpeSampler>(space, seed);
    }
    return nullptr;
}

std::optional<SweepPoint> GridSampler::suggest(int number, std::span<const Observation>)
{
    if (static_cast<std::uint64_t>(number) >= m_space.gridPoints())
        return std::nullopt;
    return m_space.gridPoint(static_cast<std::uint64_t>(number));
}

std::optional<SweepPoint> RandomSampler::suggest(int number, std::span<const Observation>)
{
    while (m_drawn.size() <= static_cast<std::size_t>(number)) {
        Random random(m_seed + kStride * m_drawn.size());
        auto point = drawPoint(m_space, random);
        for (int draw = 1; draw < kDraws && contains(m_drawn, point); ++draw)
            point = drawPoint(m_space, random);
        if (contains(m_drawn, point)) {
            const auto other = firstOther(m_space, m_drawn);
            if (!other)
                return std::nullopt;
            point = *other;
        }
        m_drawn.push_back(std::move(point));
    }
    return m_drawn[static_cast<std::size_t>(number)];
}

} // namespace matinee
