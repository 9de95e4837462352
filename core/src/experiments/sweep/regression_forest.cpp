#include "experiments/sweep/regression_forest.h"

#include <matinee/random.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

namespace matinee {

namespace {

constexpr int kTrees = 64;
/// Samples of a box that is not divided any more.
constexpr std::size_t kLeafSamples = 2;
/// Of the forest's variance.
constexpr int kPlaces = 8192;
/// A variance below this share of the mean square is rounding.
constexpr double kRounding = 1e-12;

} // namespace

/// Grows one tree from a bootstrap sample.
class RegressionForest::Grower
{
public:
    Grower(std::span<const double> places, std::span<const double> values, Random& random)
        : m_places(places)
        , m_values(values)
        , m_axes(places.size() / values.size())
        , m_random(random)
    {}

    Tree operator()()
    {
        std::vector<std::size_t> samples(m_values.size());
        for (auto& sample : samples)
            sample = m_random.below(m_values.size());
        grow(samples, std::vector<double>(m_axes, 0.0), std::vector<double>(m_axes, 1.0));
        return std::move(m_tree);
    }

private:
    struct Cut
    {
        std::size_t axis = 0;
        double place = 0;
        double gain = 0; ///< by how much the sum of squares falls
    };

    double place(std::size_t sample, std::size_t axis) const { return m_places[sample * m_axes + axis]; }

    /// \return the number of the node that these samples make
    std::size_t grow(std::vector<std::size_t>& samples, std::vector<double> low, std::vector<double> high)
    {
        const auto number = m_tree.size();
        m_tree.emplace_back();
        const auto cut = samples.size() > kLeafSamples ? bestCut(samples) : std::nullopt;
        if (!cut) {
            double sum = 0;
            for (const auto sample : samples)
                sum += m_values[sample];
            auto& leaf = m_tree[number];
            leaf.value = sum / static_cast<double>(samples.size());
            leaf.low = std::move(low);
            leaf.high = std::move(high);
            return number;
        }
        const auto middle = std::partition(samples.begin(), samples.end(),
                                           [&](std::size_t sample) { return place(sample, cut->axis) < cut->place; });
        std::vector<std::size_t> right(middle, samples.end());
        samples.erase(middle, samples.end());
        auto leftHigh = high;
        leftHigh[cut->axis] = cut->place;
        auto rightLow = low;
        rightLow[cut->axis] = cut->place;
        const auto leftNode = grow(samples, std::move(low), std::move(leftHigh));
        const auto rightNode = grow(right, std::move(rightLow), std::move(high));
        auto& node = m_tree[number];
        node.axis = cut->axis;
        node.cut = cut->place;
        node.left = leftNode;
        node.right = rightNode;
        return number;
    }

    std::optional<Cut> bestCut(std::vector<std::size_t>& samples)
    {
        double total = 0;
        for (const auto sample : samples)
            total += m_values[sample];
        const auto count = static_cast<double>(samples.size());
        std::optional<Cut> best;
        for (std::size_t axis = 0; axis < m_axes; ++axis) {
            std::sort(samples.begin(), samples.end(), [&](auto a, auto b) {
                return place(a, axis) != place(b, axis) ? place(a, axis) < place(b, axis) : a < b;
            });
            double sum = 0;
            for (std::size_t s = 1; s < samples.size(); ++s) {
                sum += m_values[samples[s - 1]];
                const double low = place(samples[s - 1], axis);
                const double high = place(samples[s], axis);
                const double middle = low + (high - low) / 2;
                if (!(middle > low))
                    continue;
                const auto left = static_cast<double>(s);
                const double rest = total - sum;
                const double gain = sum * sum / left + rest * rest / (count - left) - total * total / count;
                if (!best || gain > best->gain)
                    best = Cut{axis, middle, gain};
            }
        }
        return best && best->gain > 0 ? best : std::nullopt;
    }

    std::span<const double> m_places;
    std::span<const double> m_values;
    std::size_t m_axes;
    Random& m_random;
    Tree m_tree;
};

RegressionForest::RegressionForest(std::span<const double> places, std::span<const double> values, std::uint64_t seed)
    : m_axes(places.size() / values.size())
{
    Random random(seed);
    for (int t = 0; t < kTrees; ++t)
        m_trees.push_back(Grower(places, values, random)());
}

double RegressionForest::predict(std::span<const double> place) const
{
    double sum = 0;
    for (const auto& tree : m_trees) {
        const auto* node = tree.data();
        while (node->left > 0)
            node = &tree[place[node->axis] < node->cut ? node->left : node->right];
        sum += node->value;
    }
    return sum / static_cast<double>(m_trees.size());
}

double RegressionForest::variance() const
{
    // Multiples of the powers of 1 / g, g the root of g^(n + 1) = g + 1: the golden ratio for more than one axis
    // (Roberts, The Unreasonable Effectiveness of Quasirandom Sequences, 2018).
    double root = 2;
    for (int i = 0; i < 60; ++i)
        root = std::pow(1 + root, 1.0 / (static_cast<double>(m_axes) + 1));
    std::vector<double> place(m_axes);
    double mean = 0;
    double squares = 0;
    for (int p = 1; p <= kPlaces; ++p) {
        double step = 1;
        for (auto& each : place) {
            step /= root;
            const double turned = 0.5 + step * p;
            each = turned - std::floor(turned);
        }
        const double value = predict(place);
        const double off = value - mean;
        mean += off / p;
        squares += off * (value - mean);
    }
    const double variance = squares / kPlaces;
    return variance > kRounding * (mean * mean + variance) ? variance : 0;
}

double RegressionForest::varianceOf(std::size_t axis) const
{
    // The mean over the other axes is a step function: by how much it rises at each place.
    std::map<double, double> rises;
    double mean = 0;
    for (const auto& tree : m_trees) {
        for (const auto& leaf : tree) {
            if (leaf.left > 0)
                continue;
            double share = leaf.value / static_cast<double>(m_trees.size());
            for (std::size_t other = 0; other < m_axes; ++other) {
                if (other != axis)
                    share *= leaf.high[other] - leaf.low[other];
            }
            rises[leaf.low[axis]] += share;
            rises[leaf.high[axis]] -= share;
            mean += share * (leaf.high[axis] - leaf.low[axis]);
        }
    }
    double height = 0;
    double variance = 0;
    double from = 0;
    for (const auto& [place, rise] : rises) {
        variance += (place - from) * (height - mean) * (height - mean);
        height += rise;
        from = place;
    }
    return variance;
}

std::vector<double> RegressionForest::mainEffects() const
{
    std::vector<double> shares(m_axes, 0.0);
    const double all = variance();
    for (std::size_t axis = 0; axis < m_axes && all > 0; ++axis)
        shares[axis] = std::clamp(varianceOf(axis) / all, 0.0, 1.0);
    return shares;
}

} // namespace matinee
