#include "ui/state/divergence.h"

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr const char* kRate = "learning_rate";
constexpr double kGentler = 0.1;

} // namespace

std::optional<ExperimentSpec> gentlerSpec(const TrainedRun& run)
{
    if (!run.spec.hyperparameters.has(kRate))
        return {};
    auto spec = run.spec;
    for (const auto& change : run.changes)
        spec.hyperparameters.set(change.key, change.to);
    const auto* parameter = spec.hyperparameters.find(kRate);
    const double gentler = spec.hyperparameters.real(kRate) * kGentler;
    spec.hyperparameters.set(kRate, std::clamp(gentler, parameter->minimum, parameter->maximum));
    return spec;
}

} // namespace matinee::ui
