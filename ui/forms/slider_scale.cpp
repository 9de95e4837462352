#include "ui/forms/slider_scale.h"

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

/// Decades that a logarithmic slider spans where its range begins at 0.
constexpr double kDecadesFromZero = 6;

double roundTo(double value, int digits)
{
    if (value == 0)
        return 0;
    // Dividing by a whole power of ten gives the double nearest to the decimal number; multiplying by 1e-4 does not.
    const int shift = digits - 1 - static_cast<int>(std::floor(std::log10(std::abs(value))));
    const double power = std::pow(10.0, std::abs(shift));
    return shift >= 0 ? std::round(value * power) / power : std::round(value / power) * power;
}

} // namespace

SliderScale::SliderScale(const Parameter& parameter)
    : m_minimum(parameter.minimum)
    , m_maximum(parameter.maximum)
    , m_logarithmic(parameter.scale == ParameterScale::Logarithmic)
    , m_integer(parameter.kind == ParameterKind::Integer)
{
    if (parameter.sliderMinimum < parameter.sliderMaximum) {
        m_minimum = parameter.sliderMinimum;
        m_maximum = parameter.sliderMaximum;
    }
    m_floor = m_minimum > 0 ? m_minimum : m_integer ? 1 : m_maximum * std::pow(10.0, -kDecadesFromZero);
    m_logarithmic = m_logarithmic && m_minimum >= 0 && m_maximum > m_floor;
}

int SliderScale::position(double value) const
{
    value = std::clamp(value, m_minimum, m_maximum);
    if (m_maximum <= m_minimum)
        return 0;
    if (!m_logarithmic)
        return static_cast<int>(std::lround((value - m_minimum) / (m_maximum - m_minimum) * kSteps));
    if (value < m_floor)
        return 0;
    const double share = std::log(value / m_floor) / std::log(m_maximum / m_floor);
    const int first = m_minimum < m_floor ? 1 : 0;
    return first + static_cast<int>(std::lround(share * (kSteps - first)));
}

double SliderScale::value(int position) const
{
    position = std::clamp(position, 0, kSteps);
    if (position == 0)
        return m_minimum;
    if (position == kSteps)
        return m_maximum;
    double value = 0;
    if (m_logarithmic) {
        const int first = m_minimum < m_floor ? 1 : 0;
        const double share = static_cast<double>(position - first) / (kSteps - first);
        value = m_floor * std::pow(m_maximum / m_floor, share);
    } else {
        value = m_minimum + (m_maximum - m_minimum) * position / kSteps;
    }
    return std::clamp(m_integer ? std::round(value) : roundTo(value, m_logarithmic ? 2 : 3), m_minimum, m_maximum);
}

} // namespace matinee::ui
