#include "ui/charts/step_curve.h"

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr std::uint64_t kLowBits = 0xFFFFFFFFU;

} // namespace

void StepCurve::append(std::uint64_t step, float value)
{
    const std::uint64_t turn = step & ~kLowBits;
    if (turn != (m_turnSteps.empty() ? 0 : m_turnSteps.back())) {
        m_turns.push_back(m_values.size());
        m_turnSteps.push_back(turn);
    }
    m_steps.push_back(static_cast<std::uint32_t>(step & kLowBits));
    if (!std::isfinite(value))
        m_broken.push_back(m_values.size());
    m_values.push_back(value);
    m_pyramid.append(m_values);
}

std::uint64_t StepCurve::step(std::size_t index) const
{
    if (m_turns.empty() || index < m_turns.front())
        return m_steps[index];
    const auto turn = std::ranges::upper_bound(m_turns, index) - m_turns.begin() - 1;
    return m_turnSteps[static_cast<std::size_t>(turn)] + m_steps[index];
}

void StepCurve::prefetch(std::size_t index) const
{
    __builtin_prefetch(m_values.data() + index);
    m_pyramid.prefetch(index);
}

std::size_t StepCurve::lowerBound(double step) const
{
    if (!(step > 0))
        return 0;
    if (step >= 0x1p63)
        return size();
    const auto wanted = static_cast<std::uint64_t>(std::ceil(step));
    // The part between two turns in which the step would be, then a search among 32-bit numbers.
    const std::uint64_t turn = wanted & ~kLowBits;
    const auto next = std::ranges::upper_bound(m_turnSteps, turn) - m_turnSteps.begin();
    const std::size_t end = next < std::ssize(m_turns) ? m_turns[static_cast<std::size_t>(next)] : size();
    const std::uint64_t reached = next > 0 ? m_turnSteps[static_cast<std::size_t>(next - 1)] : 0;
    if (reached != turn)
        return end;
    const std::size_t begin = next > 0 ? m_turns[static_cast<std::size_t>(next - 1)] : 0;
    const auto first = m_steps.begin();
    return static_cast<std::size_t>(std::lower_bound(first + static_cast<std::ptrdiff_t>(begin),
                                                     first + static_cast<std::ptrdiff_t>(end),
                                                     static_cast<std::uint32_t>(wanted & kLowBits)) -
                                    first);
}

std::size_t StepCurve::lowerBound(double step, std::size_t guess) const
{
    if (!m_turns.empty() || !(step > 0) || step > static_cast<double>(kLowBits))
        return lowerBound(step);
    const auto wanted = static_cast<std::uint32_t>(std::ceil(step));
    guess = std::min(guess, size());
    // Ever longer strides bracket the place, then it is halved as usual.
    std::size_t low = guess;
    std::size_t high = guess;
    for (std::size_t stride = 1; low > 0 && m_steps[low - 1] >= wanted; stride *= 2) {
        high = low - 1;
        low -= std::min(stride, low);
    }
    for (std::size_t stride = 1; high < size() && m_steps[high] < wanted; stride *= 2) {
        low = high + 1;
        high += std::min(stride, size() - high);
    }
    const auto first = m_steps.begin();
    return static_cast<std::size_t>(
        std::lower_bound(first + static_cast<std::ptrdiff_t>(low), first + static_cast<std::ptrdiff_t>(high), wanted) -
        first);
}

} // namespace matinee::ui
