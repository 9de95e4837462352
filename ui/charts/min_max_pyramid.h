#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace matinee::ui {

/// Lowest and highest finite value of a stretch; lowest > highest: it has none.
struct Extremes
{
    float lowest = std::numeric_limits<float>::infinity();
    float highest = -std::numeric_limits<float>::infinity();

    bool isEmpty() const { return lowest > highest; }
};

/// Extremes of any stretch of a list that grows, in logarithmic time: those of every 16 values are kept, of every 256,
/// and so on. A stretch looks at 30 values or blocks a level at most, which lie side by side. Takes half a byte a
/// value.
class MinMaxPyramid
{
public:
    /// Tells that `values`, which the pyramid has seen up to its last element, has one more.
    void append(std::span<const float> values);
    /// \param values the list that was appended to, whole
    Extremes extremes(std::span<const float> values, std::size_t begin, std::size_t end) const;
    void prefetch(std::size_t index) const;

private:
    static constexpr std::size_t kFactor = 16;

    std::vector<std::vector<Extremes>> m_levels; ///< of whole blocks alone: what is left over is in the level below
};

} // namespace matinee::ui
