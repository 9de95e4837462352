#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// A forest of regression trees over [0, 1]^n (Breiman, Random Forests, 2001) that tells how much of its variance each
/// axis explains by itself (Hutter, Hoos, Leyton-Brown, ICML 2014).
class RegressionForest
{
public:
    /// \param places samples x axes, row-major, in [0, 1]; values: one a sample, all finite. Both of a sample at least.
    RegressionForest(std::span<const double> places, std::span<const double> values, std::uint64_t seed);

    /// Of each axis the variance of the forest's mean over all other axes, as a share of its whole variance, the places
    /// uniform. The former is exact, as a tree is constant on boxes; the latter is a sum over kPlaces places that fill
    /// [0, 1]^n evenly. All 0 if the forest is constant.
    std::vector<double> mainEffects() const;

private:
    /// Of a tree; the boxes of the leaves fill the space. A leaf has no axis.
    struct Node
    {
        std::size_t axis = 0;
        double cut = 0;
        std::size_t left = 0; ///< 0: a leaf
        std::size_t right = 0;
        double value = 0;
        std::vector<double> low; ///< of a leaf's box
        std::vector<double> high;
    };
    using Tree = std::vector<Node>;

    class Grower;

    double predict(std::span<const double> place) const;
    double variance() const;
    double varianceOf(std::size_t axis) const;

    std::size_t m_axes;
    std::vector<Tree> m_trees;
};

} // namespace matinee
