#pragma once

#include "optim/fused/fused_model.h"
#include "optim/kernels/fused_kernels.h"

#include <array>
#include <cstdint>
#include <vector>

namespace matinee {

/// The optimiser's steps, and how a row that had no gradient in some of them catches up.
///
/// A dense optimiser moves every row in every step: momentum goes on where no gradient comes. With Adam and no weight
/// decay both moments then only decay, so the steps missed from a to b are mean / sqrt(square) times a sum that
/// depends on a and b alone, but for epsilon, in which the sum is a short series. Where the series does not do, and
/// with weight decay, the steps are run one by one.
///
/// Of a row of `width` floats come first the weights, then as many of each state of the optimiser.
class FusedSteps
{
public:
    explicit FusedSteps(FusedOptimiser optimiser);

    /// Floats of a row and its states, for each of its numbers.
    std::size_t states() const { return m_optimiser == FusedOptimiser::Adam ? 3 : 2; }

    /// Begins the next step.
    void begin(const FusedSettings& settings);
    /// Steps begun so far.
    std::uint64_t count() const { return m_count; }

    /// The step that has begun, for one row.
    void step(float* row, const float* gradient, const kernels::FusedPull& pull, std::size_t width) const;

    /// Brings a row that has seen the first `seen` steps up to the last one begun. What was missed must not be
    /// forgotten.
    void catchUp(float* row, std::uint64_t seen, const float* trainable, std::size_t width);

    /// Forgets the steps so far: every row must have caught up.
    void forget();
    /// The same, where so many steps were made before this one began.
    void goOn(std::uint64_t count)
    {
        forget();
        m_count = count;
    }
    /// Steps since then.
    std::uint64_t kept() const { return m_optimiser == FusedOptimiser::Adam ? m_adam.size() : m_sgd.size(); }
    /// Whether catching up takes time in step with what was missed.
    bool isOneByOne() const { return m_optimiser == FusedOptimiser::Adam ? m_decays : m_oneByOne; }

private:
    static constexpr std::size_t kTerms = 4;
    /// After so many steps without gradient Adam's mean has decayed to 1e-7 of what it was beside the root of the
    /// square.
    static constexpr std::size_t kMemory = 160;
    using Terms = std::array<double, kTerms>;

    Terms series(std::size_t lag);
    Terms next(const Terms& before, std::size_t step) const;
    kernels::FusedDecay decay(std::size_t lag);
    void catchUpAdam(float* row, std::size_t lag, const float* trainable, std::size_t width);
    void catchUpSgd(float* row, std::size_t lag, const float* trainable, std::size_t width) const;

    const kernels::FusedKernels& m_kernels;
    FusedOptimiser m_optimiser;
    std::uint64_t m_count = 0;
    bool m_decays = false;   ///< whether a step kept had weight decay
    bool m_oneByOne = false; ///< whether the steps kept have no closed form (SGD)
    std::vector<kernels::FusedAdam> m_adam;
    std::vector<kernels::FusedSgd> m_sgd;
    std::vector<double> m_shrinkage; ///< by step kept: logarithm of what weight decay has left of a row (SGD)
    std::vector<Terms> m_factors;    ///< of each step kept: its part in the series
    std::vector<Terms> m_recent;     ///< series by lag, back from the last step
    std::vector<Terms> m_tails;      ///< series over kMemory steps, by the step they begin behind
    std::vector<char> m_tailKnown;   ///< of m_tails
    std::vector<float> m_meanDecay;  ///< beta1 to the power of a lag
    std::vector<float> m_squareDecay;
    double m_leastDecay; ///< of a square while the mean dies away
};

} // namespace matinee
