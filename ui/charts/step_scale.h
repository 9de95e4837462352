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

    /// The same, but where the line so far goes on through the pair, to this tolerance in x, it is only made longer; up
    /// to so many pairs, as it may turn a little with each.
    void addWithin(double step, double x, double tolerance);

    /// Without two pairs there is no line.
    bool isEmpty() const { return m_steps.size() < 2; }
    double xAt(double step) const;
    double stepAt(double x) const;

private:
    static constexpr int kLongestLine = 1024;

    std::vector<double> m_steps;
    std::vector<double> m_x;
    int m_length = 0; ///< pairs that the last line has been made longer by
};

} // namespace matinee::ui
