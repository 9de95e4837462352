#pragma once

#include "ui/charts/min_max_pyramid.h"

#include <cstdint>
#include <vector>

namespace matinee::ui {

/// A curve over optimiser steps with every point kept: 8 bytes a point, and half a byte to find the extremes of any
/// stretch in logarithmic time.
class StepCurve
{
public:
    /// \param step not below the one before
    void append(std::uint64_t step, float value);

    std::size_t size() const { return m_values.size(); }
    bool isEmpty() const { return m_values.empty(); }
    std::uint64_t step(std::size_t index) const;
    float value(std::size_t index) const { return m_values[index]; }
    std::span<const float> values() const { return m_values; }

    /// The first point at or after the step; size() if there is none. \param step may have a fraction
    std::size_t lowerBound(double step) const;
    /// The same, sought from a guess outwards: quick where the guess is near.
    std::size_t lowerBound(double step, std::size_t guess) const;
    Extremes extremes(std::size_t begin, std::size_t end) const { return m_pyramid.extremes(m_values, begin, end); }
    /// Fetches what extremes() looks at around a point: memory takes longer than the rest.
    void prefetch(std::size_t index) const;
    /// Points that are not finite, ascending.
    const std::vector<std::size_t>& broken() const { return m_broken; }

private:
    std::vector<std::uint32_t> m_steps;     ///< modulo 2^32
    std::vector<std::size_t> m_turns;       ///< where the steps have passed a multiple of 2^32
    std::vector<std::uint64_t> m_turnSteps; ///< what is to be added from there on
    std::vector<float> m_values;
    std::vector<std::size_t> m_broken;
    MinMaxPyramid m_pyramid;
};

} // namespace matinee::ui
