#pragma once

#include <matinee/ratings.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace matinee {

class StateFile;

/// The training rows of a data set: whole columns and which of their elements.
struct FactorRows
{
    std::span<const std::int32_t> user;
    std::span<const std::int32_t> item;
    std::span<const float> value;
    std::span<const RowIndex> rows;
};

/// A factor model's own arrays, row-major without padding: r(u,i) = mu + b(u) + b(i) + p(u) . q(i). An engine starts
/// from them and writes back into them; in between it may keep its numbers in another order and padded.
struct FactorArrays
{
    std::int64_t users = 0;
    std::int64_t items = 0;
    std::int64_t factors = 0;
    float* userFactors = nullptr; ///< users x factors
    float* itemFactors = nullptr; ///< items x factors
    float* userBiases = nullptr;  ///< users; null for a model without biases, as are the next two
    float* itemBiases = nullptr;  ///< items
    float* globalBias = nullptr;  ///< one number
};

/// What may change between two batches.
struct FactorSettings
{
    double learningRate = 0.01;
    double momentum = 0;           ///< SGD only
    double weightDecay = 0;        ///< L2, added to the gradient of every number
    double dropout = 0;            ///< share of each vector's numbers left out
    double regularisation = 0;     ///< of the vectors of a rating's user and film, times the row's scale
    double biasRegularisation = 0; ///< of their biases
};

/// How an engine reports and obeys within an epoch; both are called on the calling thread.
struct EngineHooks
{
    /// Asked within a few milliseconds each; may wait and may change the engine's settings. \return false to stop.
    std::function<bool()> proceed;
    /// Steps, examples and the sum of their losses since the epoch began, as training went.
    std::function<void(std::uint64_t steps, std::uint64_t examples, double lossSum)> report;
};

/// Trains a factor model on the CPU without autograd.
class FactorEngine
{
public:
    virtual ~FactorEngine() = default;

    FactorSettings& settings() { return m_settings; }

    /// One pass over the rows. \return false if it was stopped; the numbers are then those of the middle of a pass.
    virtual bool trainEpoch(const EngineHooks& hooks) = 0;

    /// Writes the numbers as they are now.
    virtual void store(const FactorArrays& arrays) = 0;

    /// Between two passes: the numbers and all that the passes to come depend on.
    virtual void saveState(StateFile& state) const = 0;
    /// Of an engine for the same rows, options and arrays. \throws Error{Format}
    virtual void restoreState(const StateFile& state) = 0;

protected:
    FactorSettings m_settings;
};

} // namespace matinee
