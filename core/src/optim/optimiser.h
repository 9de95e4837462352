#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

namespace matinee {

class StateFile;

/// Settings of an optimiser; may change between steps.
struct OptimiserSettings
{
    double learningRate = 0.01;
    double momentum = 0;    ///< SGD only
    double weightDecay = 0; ///< L2 penalty, added to the gradient
};

/// Updates dense parameters from their gradients. torch::optim makes six passes over each tensor a step; this makes
/// one on the CPU and falls back on tensor operations elsewhere.
class Optimiser
{
public:
    Optimiser(std::vector<torch::Tensor> parameters, const OptimiserSettings& settings)
        : m_settings(settings)
        , m_parameters(std::move(parameters))
    {}
    virtual ~Optimiser() = default;

    void clearGradients();
    /// Parameters without a gradient stay as they are.
    virtual void step() = 0;

    OptimiserSettings& settings() { return m_settings; }

    /// What steps leave behind, bit by bit; the parameters are not in it.
    virtual void saveState(StateFile& state) const = 0;
    /// Of an optimiser of the same kind and parameters. \throws Error{Format}
    virtual void restoreState(const StateFile& state) = 0;

protected:
    OptimiserSettings m_settings;
    std::vector<torch::Tensor> m_parameters;
};

/// \param kind "adam", "sgd" or "adagrad". \throws Error{InvalidArgument}
std::unique_ptr<Optimiser> makeOptimiser(const std::string& kind, std::vector<torch::Tensor> parameters,
                                         const OptimiserSettings& settings);

} // namespace matinee
