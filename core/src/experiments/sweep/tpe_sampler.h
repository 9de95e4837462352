#pragma once

#include "experiments/sweep/sampler.h"

namespace matinee {

/// The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio, Kégl: Algorithms for Hyper-Parameter Optimization,
/// NIPS 2011), with one kernel of all parameters for each observation instead of one of each parameter (Falkner, Klein,
/// Hutter: BOHB, ICML 2018), as parameters seldom act alone.
///
/// The first points are random. From then on the observations are divided into the good share and the rest, a density
/// is estimated from each, and of some candidates drawn from the density of the good that one is taken whose densities'
/// ratio is the highest, which has the highest expected improvement. Points that still run count among the rest, so
/// that trials at the same time keep apart (the constant liar). A point that trained further ranks before one that was
/// cut short, as it was let on for being better.
class TpeSampler : public Sampler
{
public:
    TpeSampler(const SweepSpace& space, std::uint64_t seed)
        : m_space(space)
        , m_seed(seed)
        , m_start(space, seed)
    {}
    std::optional<SweepPoint> suggest(int number, std::span<const Observation> observations) override;
    bool isAhead() const override { return false; }

private:
    const SweepSpace& m_space;
    std::uint64_t m_seed;
    RandomSampler m_start;
};

} // namespace matinee
