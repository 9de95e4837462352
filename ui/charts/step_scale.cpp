#include "ui/charts/step_scale.h"

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

double between(const std::vector<double>& from, const std::vector<double>& to, double value)
{
    if (from.size() < 2)
        return value;
    const auto above = std::upper_bound(from.begin() + 1, from.end() - 1, value) - from.begin();
    const auto right = static_cast<std::size_t>(above);
    const double slope = (to[right] - to[right - 1]) / (from[right] - from[right - 1]);
    // From the nearer end: a pair's own value comes out to the last bit.
    if (value - from[right - 1] < from[right] - value)
        return to[right - 1] + (value - from[right - 1]) * slope;
    return to[right] - (from[right] - value) * slope;
}

} // namespace

void StepScale::add(double step, double x)
{
    if (!m_steps.empty() && (!(step > m_steps.back()) || !(x > m_x.back())))
        return;
    m_steps.push_back(step);
    m_x.push_back(x);
}

void StepScale::addWithin(double step, double x, double tolerance)
{
    const std::size_t count = m_steps.size();
    if (count > 1 && step > m_steps.back() && x > m_x.back() && m_length < kLongestLine) {
        const double slope = (m_x[count - 1] - m_x[count - 2]) / (m_steps[count - 1] - m_steps[count - 2]);
        if (std::abs(m_x[count - 2] + (step - m_steps[count - 2]) * slope - x) <= tolerance) {
            m_steps.back() = step;
            m_x.back() = x;
            ++m_length;
            return;
        }
    }
    m_length = 0;
    add(step, x);
}

double StepScale::xAt(double step) const
{
    return between(m_steps, m_x, step);
}

double StepScale::stepAt(double x) const
{
    return between(m_x, m_steps, x);
}

} // namespace matinee::ui
