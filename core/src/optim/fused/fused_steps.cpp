#include "optim/fused/fused_steps.h"

#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
/// The series in y = epsilon / sqrt(square) ends with its cube: below this its error is below 1e-6 of the step.
constexpr double kMostY = 3e-2;
/// A velocity that has decayed so far moves nothing any more.
constexpr double kNothing = 1e-10;

/// beta1 / beta2^((n+1)/2) for the n-th term.
const std::array<double, 4> kRatios = [] {
    std::array<double, 4> ratios{};
    for (std::size_t n = 0; n < ratios.size(); ++n)
        ratios[n] = kBeta1 / std::pow(kBeta2, static_cast<double>(n + 1) / 2);
    return ratios;
}();

} // namespace

FusedSteps::FusedSteps(FusedOptimiser optimiser)
    : m_kernels(kernels::fusedKernels())
    , m_optimiser(optimiser)
    , m_meanDecay{1}
    , m_squareDecay{1}
    , m_leastDecay(std::pow(kBeta2, kMemory))
{}

void FusedSteps::begin(const FusedSettings& settings)
{
    ++m_count;
    m_decays = m_decays || settings.weightDecay > 0;
    const auto decay = static_cast<float>(settings.weightDecay);
    if (m_optimiser == FusedOptimiser::Sgd) {
        const double shrinking = settings.learningRate * settings.weightDecay;
        // A step that turns signs has no logarithm.
        m_oneByOne = m_oneByOne || settings.momentum > 0 || shrinking >= 0.999;
        m_shrinkage.push_back((m_shrinkage.empty() ? 0 : m_shrinkage.back()) + std::log1p(-std::min(shrinking, 0.999)));
        m_sgd.push_back({static_cast<float>(settings.learningRate), static_cast<float>(settings.momentum), decay});
        return;
    }
    const auto t = static_cast<double>(m_count);
    const double stepSize = settings.learningRate / (1 - std::pow(kBeta1, t));
    const double correction = std::sqrt(1 - std::pow(kBeta2, t));
    m_adam.push_back({static_cast<float>(stepSize), static_cast<float>(1 / correction), decay});
    Terms factors;
    double power = correction;
    for (auto& factor : factors) {
        factor = stepSize * power;
        power *= correction;
    }
    m_factors.push_back(factors);
    m_recent.clear();
}

void FusedSteps::step(float* row, const float* gradient, const kernels::FusedPull& pull, std::size_t width) const
{
    if (m_optimiser == FusedOptimiser::Adam)
        m_kernels.adam(row, row + width, row + 2 * width, gradient, pull, width, m_adam.back());
    else
        m_kernels.sgd(row, row + width, gradient, pull, width, m_sgd.back());
}

void FusedSteps::catchUp(float* row, std::uint64_t seen, const float* trainable, std::size_t width)
{
    const auto lag = static_cast<std::size_t>(m_count - seen);
    if (lag == 0)
        return;
    if (m_optimiser == FusedOptimiser::Adam)
        catchUpAdam(row, lag, trainable, width);
    else
        catchUpSgd(row, lag, trainable, width);
}

void FusedSteps::catchUpAdam(float* row, std::size_t lag, const float* trainable, std::size_t width)
{
    float* mean = row + width;
    float* square = row + 2 * width;
    const auto* steps = m_adam.data() + (m_adam.size() - lag);
    if (m_decays) {
        m_kernels.replayAdam(row, mean, square, trainable, width, steps, lag);
        return;
    }
    m_kernels.decayAdam(row, mean, square, width, decay(lag));
}

void FusedSteps::catchUpSgd(float* row, std::size_t lag, const float* trainable, std::size_t width) const
{
    const auto first = m_sgd.size() - lag;
    if (!m_oneByOne) {
        // Weight decay alone shrinks a row by a factor a step; logarithms of the factors have been added up.
        const double before = first > 0 ? m_shrinkage[first - 1] : 0;
        const auto factor = static_cast<float>(std::exp(m_shrinkage.back() - before));
        for (std::size_t i = 0; i < width && m_decays; ++i)
            row[i] *= 1 + trainable[i] * (factor - 1);
        return;
    }
    const auto* steps = m_sgd.data() + first;
    std::size_t run = lag;
    if (!m_decays) {
        // Without weight decay a row rests once its velocity has died away; steps without momentum leave it alone.
        double left = 1;
        for (run = 0; run < lag && left > kNothing; ++run)
            left *= steps[run].momentum == 0 ? 1.0 : static_cast<double>(steps[run].momentum);
    }
    m_kernels.replaySgd(row, row + width, trainable, width, steps, run);
    if (run < lag)
        std::fill_n(row + width, width, 0.0F);
}

kernels::FusedDecay FusedSteps::decay(std::size_t lag)
{
    while (m_meanDecay.size() <= lag) {
        const auto power = static_cast<double>(m_meanDecay.size());
        m_meanDecay.push_back(static_cast<float>(std::pow(kBeta1, power)));
        m_squareDecay.push_back(static_cast<float>(std::pow(kBeta2, power)));
    }
    const auto terms = series(lag);
    const auto& last = m_adam.back();
    const double least =
        static_cast<double>(kernels::kAdamEpsilon) / kMostY / static_cast<double>(last.inverseRootCorrection);
    const auto run = std::min(lag, kMemory);
    return {{static_cast<float>(terms[0]), static_cast<float>(terms[1]), static_cast<float>(terms[2]),
             static_cast<float>(terms[3])},
            m_meanDecay[lag],
            m_squareDecay[lag],
            static_cast<float>(std::max(1e-30, least * least / m_leastDecay)),
            m_adam.data() + (m_adam.size() - lag),
            run,
            m_meanDecay[lag - run],
            m_squareDecay[lag - run]};
}

/// Of the series over one more step in front.
FusedSteps::Terms FusedSteps::next(const Terms& before, std::size_t step) const
{
    Terms terms;
    for (std::size_t n = 0; n < kTerms; ++n)
        terms[n] = kRatios[n] * (m_factors[step][n] + before[n]);
    return terms;
}

FusedSteps::Terms FusedSteps::series(std::size_t lag)
{
    if (lag <= kMemory) {
        while (m_recent.size() <= lag)
            m_recent.push_back(m_recent.empty() ? Terms{} : next(m_recent.back(), m_factors.size() - m_recent.size()));
        return m_recent[lag];
    }
    const auto behind = m_factors.size() - lag;
    if (m_tailKnown.size() <= behind) {
        m_tails.resize(m_factors.size());
        m_tailKnown.resize(m_factors.size());
    }
    if (!m_tailKnown[behind]) {
        Terms terms{};
        for (std::size_t step = behind + kMemory; step-- > behind;)
            terms = next(terms, step);
        m_tails[behind] = terms;
        m_tailKnown[behind] = 1;
    }
    return m_tails[behind];
}

void FusedSteps::forget()
{
    m_adam.clear();
    m_sgd.clear();
    m_factors.clear();
    m_recent.clear();
    m_tails.clear();
    m_tailKnown.clear();
    m_shrinkage.clear();
    m_decays = false;
    m_oneByOne = false;
}

} // namespace matinee
