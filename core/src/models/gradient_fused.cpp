#include "models/gradient_recommender.h"
#include "optim/blocked/blocked_sgd.h"
#include "optim/pair_predictor.h"
#include "support/memory.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <chrono>
#include <limits>

namespace matinee {

namespace {

/// Between two reports of the loss within an epoch.
constexpr std::chrono::milliseconds kReportInterval{20};

} // namespace

/// Rating by rating there are no batches to keep together, and so no order that autograd would have to be equal to.
bool GradientRecommender::makeBlocked(const TrainingData& data, const ComputeOptions& options)
{
    const auto& optimiser = m_hyperparameters.text("optimiser");
    if (options.engine == "autograd" || !m_device.is_cpu() || m_hyperparameters.integer("batch_size") != 1 ||
        (optimiser != "sgd" && optimiser != "adagrad") || m_settings.weightDecay > 0 || m_dropout > 0 ||
        (optimiser == "sgd" && m_settings.momentum > 0))
        return false;
    const auto arrays = factorArrays();
    if (!arrays)
        return false;
    BlockedSgdOptions blocked;
    blocked.adaptive = optimiser == "adagrad";
    blocked.penaltyExponent = penaltyExponent();
    blocked.threads = m_threads;
    blocked.seed = options.seed;
    blocked.deterministic = m_hyperparameters.flag("deterministic");
    const auto& ratings = data.dataset->ratings;
    m_blocked = std::make_unique<BlockedSgd>(*arrays, FactorRows{ratings.user, ratings.item, ratings.value, data.rows},
                                             blocked, FactorSettings{});
    updateFusedSettings();
    return true;
}

EpochOutcome GradientRecommender::trainBlocked(const EpochContext& context)
{
    using Clock = std::chrono::steady_clock;
    EpochOutcome outcome;
    outcome.objective = std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    double reportedSum = 0;
    std::uint64_t reported = 0;
    auto reportedAt = Clock::now();
    const auto before = m_steps;
    const auto tell = [&] {
        if (context.onBatch && outcome.ratings > reported)
            context.onBatch(m_steps, static_cast<double>(outcome.ratings) / static_cast<double>(m_rows),
                            (sum - reportedSum) / static_cast<double>(outcome.ratings - reported), {});
        reportedSum = sum;
        reported = outcome.ratings;
        reportedAt = Clock::now();
    };
    const double rateFactor = context.rateFactorAt(0);
    EngineHooks hooks;
    hooks.proceed = [&] {
        applyLiveValues(context.control, rateFactor);
        return context.control.proceed();
    };
    hooks.report = [&](std::uint64_t steps, std::uint64_t examples, double lossSum) {
        m_steps = before + steps;
        outcome.ratings = examples;
        sum = lossSum;
        if (Clock::now() - reportedAt >= kReportInterval)
            tell();
    };
    outcome.complete = m_blocked->trainEpoch(hooks);
    tell();
    m_blocked->store(*factorArrays());
    outcome.steps = m_steps;
    outcome.loss =
        outcome.ratings ? sum / static_cast<double>(outcome.ratings) : std::numeric_limits<double>::quiet_NaN();
    return outcome;
}

void GradientRecommender::makeFused(const std::string& engine)
{
    const auto& optimiser = m_hyperparameters.text("optimiser");
    FusedModel model;
    std::string why;
    if (engine == "autograd")
        return;
    if (!m_device.is_cpu())
        why = "it computes on the CPU";
    else if (!describeFused(model))
        why = "it does not have this model";
    else if (optimiser == "adagrad")
        why = "it has AdaGrad for batches of one rating only, of mf and biased-mf without dropout and weight decay";
    if (!why.empty()) {
        if (engine == "fused")
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("The fused engine cannot do this: {}. Leave the engine at 'auto'.", why), "engine");
        return;
    }
    model.optimiser = optimiser == "adam" ? FusedOptimiser::Adam : FusedOptimiser::Sgd;
    model.factors = m_hyperparameters.integer("factors");
    // Vectors with their moments, and the gradients of a batch that touches them all.
    const auto rows = m_userCount + m_itemCount;
    requireModelMemory(fmt::format("Training {} factors of {} users and films", model.factors, rows),
                       static_cast<double>(rows) * static_cast<double>(model.factors + 8) * sizeof(float) *
                           (3 + m_threads),
                       "Take fewer factors.");
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
    if (m_blocked) {
        auto& settings = m_blocked->settings();
        settings.learningRate = m_settings.learningRate * m_rateFactor;
        settings.regularisation = m_strengths.at("regularisation");
        if (const auto bias = m_strengths.find("bias_regularisation"); bias != m_strengths.end())
            settings.biasRegularisation = bias->second;
        return;
    }
    auto& settings = m_fused->settings();
    settings.learningRate = m_settings.learningRate * m_rateFactor;
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
