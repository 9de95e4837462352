#include "ui/charts/min_max_pyramid.h"

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

// Without branches: the compiler takes several values at once.
void includeAll(Extremes& extremes, std::span<const float> values)
{
    auto [lowest, highest] = extremes;
    for (const float value : values) {
        const bool finite = std::abs(value) <= std::numeric_limits<float>::max();
        lowest = finite && value < lowest ? value : lowest;
        highest = finite && value > highest ? value : highest;
    }
    extremes = {lowest, highest};
}

void includeAll(Extremes& extremes, std::span<const Extremes> blocks)
{
    auto [lowest, highest] = extremes;
    for (const auto& block : blocks) {
        lowest = block.lowest < lowest ? block.lowest : lowest;
        highest = block.highest > highest ? block.highest : highest;
    }
    extremes = {lowest, highest};
}

} // namespace

void MinMaxPyramid::append(std::span<const float> values)
{
    if (values.size() % kFactor != 0)
        return;
    Extremes block;
    includeAll(block, values.last(kFactor));
    for (std::size_t level = 0;; ++level) {
        if (level == m_levels.size())
            m_levels.emplace_back();
        auto& blocks = m_levels[level];
        blocks.push_back(block);
        if (blocks.size() % kFactor != 0)
            return;
        block = {};
        includeAll(block, std::span<const Extremes>(blocks).last(kFactor));
    }
}

Extremes MinMaxPyramid::extremes(std::span<const float> values, std::size_t begin, std::size_t end) const
{
    Extremes extremes;
    // From the ragged ends of each level inwards, then what is whole a level higher.
    const auto climb = [&extremes, &begin, &end](const auto& list) {
        const std::size_t first = (begin + kFactor - 1) / kFactor;
        const std::size_t last = end / kFactor;
        if (first >= last)
            return false;
        includeAll(extremes, list.subspan(begin, first * kFactor - begin));
        includeAll(extremes, list.subspan(last * kFactor, end - last * kFactor));
        begin = first;
        end = last;
        return true;
    };
    if (begin >= end)
        return extremes;
    if (!climb(values)) {
        includeAll(extremes, values.subspan(begin, end - begin));
        return extremes;
    }
    for (std::size_t level = 0;; ++level) {
        const std::span<const Extremes> blocks = m_levels[level];
        if (level + 1 == m_levels.size() || !climb(blocks)) {
            includeAll(extremes, blocks.subspan(begin, end - begin));
            return extremes;
        }
    }
}

void MinMaxPyramid::prefetch(std::size_t index) const
{
    for (const auto& level : m_levels) {
        index /= kFactor;
        __builtin_prefetch(level.data() + std::min(index, level.size()));
    }
}

} // namespace matinee::ui
