#pragma once

#include "models/implicit_recommender.h"

namespace matinee {

/// Models with a tower: a user's and a film's vector side by side, and on them layers of rectified linear units, each
/// half as wide as the one before, down to as many numbers as there are factors. (He et al. 2017, section 3.3: with 8
/// factors and 3 layers 32, 16, 8, on two vectors of 16)
class TowerRecommender : public ImplicitRecommender
{
protected:
    using ImplicitRecommender::ImplicitRecommender;

    /// To be called first in declareParameters().
    void declareTower();
    /// The last layer, n x factors.
    torch::Tensor tower(const torch::Tensor& users, const torch::Tensor& items, bool training) const;
    /// The last layer of every film, (users * films) x factors, in evaluation mode. What the first layer makes of the
    /// user and of the film are summands, so either is computed once.
    torch::Tensor towerOfAll(const torch::Tensor& users) const;
    /// The film vectors.
    const torch::Tensor& towerItems() const { return parameter(kItemVectors); }
    /// Place of the first parameter behind the tower's.
    std::size_t afterTower() const { return kFirstLayer + 2 * layers(); }

    /// Matrix products of this size are worth a second thread sooner.
    std::int64_t parallelExamples() const override { return 1024; }
    /// The layers of so many users' films stay within the processor's cache.
    std::int64_t scoredUsers() const override { return 2; }

private:
    std::size_t layers() const { return static_cast<std::size_t>(hyperparameters().integer("layers")); }
    std::int64_t widthOf(std::size_t layer) const;
    /// What follows the first layer's sum.
    torch::Tensor climb(torch::Tensor sum) const;

    static constexpr std::size_t kUserVectors = 0;
    static constexpr std::size_t kItemVectors = 1;
    static constexpr std::size_t kFirstLayer = 2; ///< weights, inputs x outputs, and bias in turn
};

} // namespace matinee
