#pragma once

#include "data/negative_sampler.h"
#include "models/device_negatives.h"
#include "models/gradient_recommender.h"

namespace matinee {

/// What gradient models of interactions have in common: every training row is a positive and comes with negatives,
/// films drawn anew each epoch and uniformly among those that the user has no training row of; the loss is the binary
/// cross entropy of logits; films are scored by their logits, which unlike probabilities never round to the same
/// number.
///
/// An id without training rows: a film is met as a negative only, and so learns to be ranked low; a user is given the
/// mean vector of the others, which ranks by what most like.
class ImplicitRecommender : public GradientRecommender
{
public:
    void prepare(const TrainingData& data, const ComputeOptions& options) override;
    bool saveState(StateFile& state) const override;
    void restoreState(const StateFile& state) override;
    /// Binary cross entropy. (He et al. 2017, eq. 7)
    torch::Tensor loss(const torch::Tensor& users, const torch::Tensor& items,
                       const torch::Tensor& labels) const override;
    void score(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
               std::span<float> out) const override
    {
        compute(&ImplicitRecommender::evaluateBatch, users, items, out);
    }
    void scoreAll(std::span<const std::int32_t> users, std::span<float> out) const override;

protected:
    using GradientRecommender::GradientRecommender;

    /// The row's film, labelled 1, and after it its negatives, labelled 0.
    Examples examples(const torch::Tensor& rows, TrainingControl& control) final;
    std::int64_t examplesPerRow() const final { return 1 + negativesPerRow(); }
    std::int64_t blockRows() const final { return 65'536; }
    virtual std::int64_t negativesPerRow() const { return hyperparameters().integer("negatives"); }

    /// forward() gives logits; a probability is what the cross entropy has learned.
    torch::Tensor predictBatch(const torch::Tensor& users, const torch::Tensor& items) const override
    {
        return torch::sigmoid(forward(users, items, false));
    }
    /// Logits of every film, users x films, in evaluation mode.
    virtual torch::Tensor scoreBatch(const torch::Tensor& users) const = 0;
    /// Users whose scores are computed at once.
    virtual std::int64_t scoredUsers() const { return 256; }

    /// Rows of a table by user; in evaluation mode an unknown user's is the mean of the known ones'.
    torch::Tensor userRows(const torch::Tensor& table, const torch::Tensor& users, bool training) const;
    /// Weights of the last layer by the output_init hyperparameter.
    torch::Tensor initialOutput(std::int64_t inputs) { return initialOutput(inputs, inputs); }
    /// Some of a last layer's weights, where it has more inputs than these.
    torch::Tensor initialOutput(std::int64_t weights, std::int64_t inputs);
    /// Numbers from U(-sqrt(3/inputs), sqrt(3/inputs)). (LeCun et al., Efficient BackProp, 1998)
    torch::Tensor lecunUniform(std::vector<std::int64_t> shape, std::int64_t inputs);
    /// Columns for the fused engine that pay the penalty() of the regularisation hyperparameter.
    static FusedColumns penalised(FusedColumns columns)
    {
        columns.penalty = "regularisation";
        return columns;
    }
    /// The squares of some vectors, n x factors, as a penalty: half their sum, a mean over the rows. Its value is zero,
    /// so that the loss that is reported stays without it; its gradient is that of the penalty.
    torch::Tensor penalty(const std::vector<torch::Tensor>& vectors) const;

private:
    torch::Tensor drawn(const torch::Tensor& users, TrainingControl& control);
    static Examples lined(const torch::Tensor& users, const torch::Tensor& positives, const torch::Tensor& negatives);

    std::unique_ptr<const NegativeSampler> m_sampler;       ///< on the CPU
    std::unique_ptr<const DeviceNegatives> m_deviceSampler; ///< elsewhere
    std::uint64_t m_seed = 0;
    std::uint64_t m_drawn = 0; ///< negatives so far: the place in the stream
};

} // namespace matinee
