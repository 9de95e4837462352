#pragma once

#include "experiments/sweep/sweep_space.h"

#include <matinee/random.h>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace matinee {

/// What is known of a point that was begun before.
struct Observation
{
    SweepPoint point;
    double loss = 0;    ///< less is better; infinity where it failed or is not known yet
    int epochs = 0;     ///< trained so far
    bool known = false; ///< loss is a result, if perhaps one of few epochs; else it is still being found out
};

/// Chooses a sweep's points. A point is a function of the seed, of its number and of the observations, and of nothing
/// that was asked before: so a sweep goes on after a kill as it would have without.
class Sampler
{
public:
    virtual ~Sampler() = default;
    /// The point of this number, from 0; observations are of the points before it, in order. nullopt: there are no
    /// more.
    virtual std::optional<SweepPoint> suggest(int number, std::span<const Observation> observations) = 0;
    /// Whether suggest() needs no observations: then the points are known before the sweep begins.
    virtual bool isAhead() const { return true; }
};

/// \param space must outlive the sampler
std::unique_ptr<Sampler> makeSampler(SweepMethod method, const SweepSpace& space, std::uint64_t seed);

/// Every combination of the axes' grid levels, the last axis fastest.
class GridSampler : public Sampler
{
public:
    explicit GridSampler(const SweepSpace& space)
        : m_space(space)
    {}
    std::optional<SweepPoint> suggest(int number, std::span<const Observation> observations) override;

private:
    const SweepSpace& m_space;
};

/// Uniform over the axes; no point twice.
class RandomSampler : public Sampler
{
public:
    RandomSampler(const SweepSpace& space, std::uint64_t seed)
        : m_space(space)
        , m_seed(seed)
    {}
    std::optional<SweepPoint> suggest(int number, std::span<const Observation> observations) override;

private:
    const SweepSpace& m_space;
    std::uint64_t m_seed;
    std::vector<SweepPoint> m_drawn; ///< points 0, 1, ...: what each must differ from
};

/// Whether a point is among others.
bool contains(std::span<const SweepPoint> points, const SweepPoint& point);
/// The first point, in the space's order, that is not among others; nullopt: there is none.
std::optional<SweepPoint> firstOther(const SweepSpace& space, std::span<const SweepPoint> points);
/// A point uniform over the axes.
SweepPoint drawPoint(const SweepSpace& space, Random& random);

} // namespace matinee
