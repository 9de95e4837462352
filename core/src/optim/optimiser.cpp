#include "optim/optimiser.h"

#include "optim/kernels.h"
#include "optim/tensor_state.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <cmath>

namespace matinee {

namespace {

std::vector<torch::Tensor> zerosLike(const std::vector<torch::Tensor>& parameters)
{
    std::vector<torch::Tensor> zeros;
    zeros.reserve(parameters.size());
    for (const auto& parameter : parameters)
        zeros.push_back(torch::zeros_like(parameter.detach()));
    return zeros;
}

/// Whether the one-pass kernels apply: float32 in one piece of host memory.
bool isPlain(const torch::Tensor& weight, const torch::Tensor& gradient)
{
    return weight.device().is_cpu() && weight.scalar_type() == torch::kFloat && weight.is_contiguous() &&
           gradient.scalar_type() == torch::kFloat && gradient.is_contiguous();
}

class Adam : public Optimiser
{
public:
    Adam(std::vector<torch::Tensor> parameters, const OptimiserSettings& settings)
        : Optimiser(std::move(parameters), settings)
        , m_means(zerosLike(m_parameters))
        , m_squares(zerosLike(m_parameters))
    {}

    void step() override
    {
        const torch::NoGradGuard noGrad;
        ++m_steps;
        const double correction1 = 1 - std::pow(kBeta1, m_steps);
        const double correction2 = 1 - std::pow(kBeta2, m_steps);
        const double stepSize = m_settings.learningRate / correction1;
        for (std::size_t p = 0; p < m_parameters.size(); ++p) {
            auto& weight = m_parameters[p];
            auto gradient = weight.grad();
            if (!gradient.defined())
                continue;
            if (isPlain(weight, gradient)) {
                kernels::adam(weight.data_ptr<float>(), gradient.data_ptr<float>(), m_means[p].data_ptr<float>(),
                              m_squares[p].data_ptr<float>(), static_cast<std::size_t>(weight.numel()),
                              {static_cast<float>(stepSize), static_cast<float>(kBeta1), static_cast<float>(kBeta2),
                               static_cast<float>(1 / std::sqrt(correction2)), static_cast<float>(kEpsilon),
                               static_cast<float>(m_settings.weightDecay)});
                continue;
            }
            if (m_settings.weightDecay > 0)
                gradient = gradient.add(weight, m_settings.weightDecay);
            m_means[p].mul_(kBeta1).add_(gradient, 1 - kBeta1);
            m_squares[p].mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
            weight.addcdiv_(m_means[p], (m_squares[p].sqrt() / std::sqrt(correction2)).add_(kEpsilon), -stepSize);
        }
    }

    void saveState(StateFile& state) const override
    {
        state.putNumber("steps", m_steps);
        putTensors(state, "means", m_means);
        putTensors(state, "squares", m_squares);
    }

    void restoreState(const StateFile& state) override
    {
        m_steps = state.number<std::int64_t>("steps");
        readTensors(state, "means", m_means);
        readTensors(state, "squares", m_squares);
    }

private:
    static constexpr double kBeta1 = 0.9;
    static constexpr double kBeta2 = 0.999;
    static constexpr double kEpsilon = 1e-8;

    std::vector<torch::Tensor> m_means;
    std::vector<torch::Tensor> m_squares;
    std::int64_t m_steps = 0;
};

class Sgd : public Optimiser
{
public:
    Sgd(std::vector<torch::Tensor> parameters, const OptimiserSettings& settings)
        : Optimiser(std::move(parameters), settings)
        , m_velocities(zerosLike(m_parameters))
    {}

    void step() override
    {
        const torch::NoGradGuard noGrad;
        for (std::size_t p = 0; p < m_parameters.size(); ++p) {
            auto& weight = m_parameters[p];
            auto gradient = weight.grad();
            if (!gradient.defined())
                continue;
            if (isPlain(weight, gradient)) {
                auto* velocity = m_settings.momentum > 0 ? m_velocities[p].data_ptr<float>() : nullptr;
                kernels::sgd(weight.data_ptr<float>(), gradient.data_ptr<float>(), velocity,
                             static_cast<std::size_t>(weight.numel()),
                             {static_cast<float>(m_settings.learningRate), static_cast<float>(m_settings.momentum),
                              static_cast<float>(m_settings.weightDecay)});
                continue;
            }
            if (m_settings.weightDecay > 0)
                gradient = gradient.add(weight, m_settings.weightDecay);
            m_velocities[p].mul_(m_settings.momentum).add_(gradient);
            weight.sub_(m_velocities[p], m_settings.learningRate);
        }
    }

    void saveState(StateFile& state) const override { putTensors(state, "velocities", m_velocities); }
    void restoreState(const StateFile& state) override { readTensors(state, "velocities", m_velocities); }

private:
    std::vector<torch::Tensor> m_velocities;
};

/// AdaGrad (Duchi, Hazan, Singer, JMLR 2011) with one sum of squares a row, as optim/blocked has it.
class AdaGrad : public Optimiser
{
public:
    AdaGrad(std::vector<torch::Tensor> parameters, const OptimiserSettings& settings)
        : Optimiser(std::move(parameters), settings)
    {
        for (const auto& parameter : m_parameters)
            m_squares.push_back(torch::zeros({parameter.size(0)}, parameter.options().requires_grad(false)));
    }

    void step() override
    {
        const torch::NoGradGuard noGrad;
        for (std::size_t p = 0; p < m_parameters.size(); ++p) {
            auto& weight = m_parameters[p];
            auto gradient = weight.grad();
            if (!gradient.defined())
                continue;
            if (m_settings.weightDecay > 0)
                gradient = gradient.add(weight, m_settings.weightDecay);
            const bool rows = weight.dim() > 1;
            m_squares[p].add_(rows ? gradient.square().mean(1) : gradient.square());
            const auto root = m_squares[p].sqrt().add_(kEpsilon);
            weight.addcdiv_(gradient, rows ? root.unsqueeze(1) : root, -m_settings.learningRate);
        }
    }

    void saveState(StateFile& state) const override { putTensors(state, "squares", m_squares); }
    void restoreState(const StateFile& state) override { readTensors(state, "squares", m_squares); }

private:
    static constexpr double kEpsilon = 1e-10;

    std::vector<torch::Tensor> m_squares; ///< by row
};

} // namespace

void Optimiser::clearGradients()
{
    // Undefined, not zero: backward then keeps its own tensor instead of adding to ours.
    for (auto& parameter : m_parameters)
        parameter.mutable_grad().reset();
}

std::unique_ptr<Optimiser> makeOptimiser(const std::string& kind, std::vector<torch::Tensor> parameters,
                                         const OptimiserSettings& settings)
{
    if (kind == "adam")
        return std::make_unique<Adam>(std::move(parameters), settings);
    if (kind == "sgd")
        return std::make_unique<Sgd>(std::move(parameters), settings);
    if (kind == "adagrad")
        return std::make_unique<AdaGrad>(std::move(parameters), settings);
    throw Error(ErrorCode::InvalidArgument, fmt::format("'{}' is not an optimiser; choose adam, sgd or adagrad.", kind),
                "optimiser");
}

} // namespace matinee
