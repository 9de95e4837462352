#pragma once

#include <optional>
#include <span>
#include <vector>

namespace matinee {

/// A trial as the scheduler sees it.
struct HalvingTrial
{
    int number = 0;
    /// The lowest loss by the end of each rung that it has reached, the first rung first; infinity where it diverged.
    /// A trial that ended by itself counts as having reached every rung.
    std::vector<double> losses;
    bool waits = false; ///< paused at its last rung, so it may be let on
};

/// Asynchronous successive halving (Li, Jamieson, Rostamizadeh, Gonina, Ben-tzur, Hardt, Recht, Talwalkar: A System for
/// Massively Parallel Hyperparameter Tuning, MLSys 2020). Every trial trains to the first rung; whenever one is in the
/// best 1/reduction of all that have reached its rung, it may go on to the next. Nobody waits for a rung to be full.
///
/// Has no state: what it says follows from the trials alone, so it goes on after a kill, and processes that see the
/// same trials agree.
class Asha
{
public:
    /// \param minEpochs of the first rung, from 1; each further rung has so many times the epochs of the one before,
    /// and the last has maxEpochs.
    Asha(int minEpochs, int maxEpochs, int reduction);

    /// Epochs of the rungs, ascending; the last is maxEpochs.
    const std::vector<int>& rungs() const { return m_rungs; }

    /// The trial to be let on next, from the highest rung that has one; at equal loss the lower number.
    std::optional<int> promotion(std::span<const HalvingTrial> trials) const;

    /// When all trials have reached the first rung and none may be let on: the best of the highest rung, unless a trial
    /// has reached the last one and not diverged. So the sweep ends with one that trained all its epochs, however few
    /// they are.
    std::optional<int> lastPromotion(std::span<const HalvingTrial> trials) const;

private:
    std::vector<int> m_rungs;
    int m_reduction;
};

} // namespace matinee
