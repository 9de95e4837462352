#include "models/gradient_recommender.h"
#include "optim/pair_predictor.h"

#include <matinee/error.h>

#include <fmt/format.h>

namespace matinee {

void GradientRecommender::makeFused(const std::string& engine)
{
    const auto& optimiser = m_hyperparameters.text("optimiser");
    FusedModel model;
    std::string why;
    if (engine == "autograd")
        return;
    if (!m_device.is_cpu())
        why = "it computes on the CPU";
    else if (optimiser != "adam" && optimiser != "sgd")
        why = fmt::format("it does not have the optimiser '{}'", optimiser);
    else if (!describeFused(model))
        why = "it does not have this model";
    if (!why.empty()) {
        if (engine == "fused")
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("The fused engine cannot do this: {}. Leave the engine at 'auto'.", why), "engine");
        return;
    }
    model.optimiser = optimiser == "adam" ? FusedOptimiser::Adam : FusedOptimiser::Sgd;
    model.factors = m_hyperparameters.integer("factors");
    m_fused =
        std::make_unique<FusedTrainer>(model, static_cast<std::size_t>(batchRows() * examplesPerRow()), m_threads);
    updateFusedSettings();
}

void GradientRecommender::predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                                  std::span<float> out) const
{
    const auto arrays = m_device.is_cpu() ? factorArrays() : std::nullopt;
    if (!arrays)
        return compute(&GradientRecommender::predictBatch, users, items, out);
    predictPairs(*arrays, users, items, out, m_threads);
    fallBack(users, items, out);
}

void GradientRecommender::updateFusedSettings()
{
    auto& settings = m_fused->settings();
    settings.learningRate = m_settings.learningRate;
    settings.momentum = m_settings.momentum;
    settings.weightDecay = m_settings.weightDecay;
    settings.dropout = m_dropout;
    settings.penalties = m_strengths;
    // Models of interactions have theirs in the loss.
    if (m_hyperparameters.has("regularisation"))
        settings.penalties.try_emplace("regularisation", m_hyperparameters.real("regularisation"));
}

FusedColumns GradientRecommender::columnsOf(std::size_t parameter)
{
    auto& tensor = m_parameters[parameter].second;
    FusedColumns columns;
    columns.values = tensor.data_ptr<float>();
    columns.count = tensor.dim() == 1 ? 1 : tensor.size(1);
    for (const auto& penalty : m_penalties)
        if (penalty.parameter == parameter)
            columns.penalty = penalty.key;
    return columns;
}

std::vector<float> GradientRecommender::penaltyScales(Rated rated) const
{
    const auto found = m_penaltyScales.find(rated);
    if (found == m_penaltyScales.end())
        return {};
    const auto host = found->second.to(torch::kCPU).contiguous();
    return {host.data_ptr<float>(), host.data_ptr<float>() + host.numel()};
}

} // namespace matinee
