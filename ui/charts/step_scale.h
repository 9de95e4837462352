#pragma once

#include <vector>

namespace matinee::ui {

/// Where on the x axis an optimiser step is: straight lines between known pairs (the ends of epochs), and beyond them
/// the outermost line goes on. Without two pairs a step is its own number.
class StepScale
{
public:
    /// Left out if it is not above the pair before in both.
    void add(double step, double x);

    double xAt(double step) const;
    double stepAt(double x) const;

    bool operator==(const StepScale&) const = default;

private:
    std::vector<double> m_steps;
    std::vector<double> m_x;
};

} // namespace matinee::ui
