#pragma once

#include "experiments/sweep/asha.h"
#include "experiments/sweep/sampler.h"

#include <matinee/sweep.h>

#include <optional>
#include <set>
#include <vector>

namespace matinee {

/// The trials of a sweep and who is next. Knows nothing of files, threads or training.
class SweepBoard
{
public:
    explicit SweepBoard(const SweepSpec& spec);

    const std::vector<SweepTrial>& trials() const { return m_trials; }
    SweepTrial& trial(int number) { return m_trials.at(static_cast<std::size_t>(number)); }

    /// Takes over what is known of a trial elsewhere. Of one that was cut off at a rung, it is paused there.
    void merge(SweepTrial known);
    /// Whether a trial was begun, here or elsewhere.
    static bool isBegun(const SweepTrial& trial) { return !trial.run.empty() || !trial.history.empty(); }

    /// The trial to be trained now, up to its target, with its point: what was cut off first, then what may climb to
    /// the next rung, then a new one. It is not marked as running. nullopt: there is none, for now or at all.
    /// \param order numbers of trials that come first of the new ones
    std::optional<SweepTrial> next(const std::vector<int>& order);
    bool isAnyRunning() const;
    /// When next() has none and none is running: no paused trial goes on any more.
    void prune();

    /// Notes an epoch and what it makes of the trial.
    void addEpoch(int number, const EpochStats& epoch);
    /// Forgets the epochs after this one; -1: all.
    void truncate(int number, int afterEpoch);
    /// Value and best epoch from the history.
    void judge(SweepTrial& trial) const;
    /// What is compared: less is better; infinity where there is no value.
    double loss(double value) const;

private:
    bool isHalving() const { return m_asha.has_value(); }
    int maxEpochs() const;
    /// The rung that a trial with so many epochs trains to.
    int targetAfter(int epochs) const;
    double lossWithin(const SweepTrial& trial, int epochs) const;
    std::vector<HalvingTrial> halvingTrials() const;
    std::vector<Observation> observations(int points) const;
    std::optional<SweepTrial> promoted();
    std::optional<SweepTrial> fresh(const std::vector<int>& order);

    const SweepSpec m_spec;
    SweepSpace m_space;
    std::unique_ptr<Sampler> m_sampler;
    std::optional<Asha> m_asha;
    double EpochStats::*m_metric;
    double m_sign;
    std::vector<SweepTrial> m_trials;
};

/// The field of an epoch that a metric of sweepMetrics() names.
double EpochStats::*metricField(const std::string& metric);

} // namespace matinee
