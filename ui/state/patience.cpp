#include "ui/state/patience.h"

#include <algorithm>
#include <limits>

namespace matinee::ui {

Patience patienceOf(const ExperimentSpec& spec, const RunStart& start, std::span<const EpochStats> epochs)
{
    const auto& settings = spec.hyperparameters;
    if (!settings.has("early_stopping") || !settings.flag("early_stopping") || start.validation == 0)
        return {};
    // As RunResult::bestEpoch has it.
    const bool ranked = modelInfo(spec.model).isImplicit();
    Patience patience;
    double best = std::numeric_limits<double>::infinity();
    for (const auto& epoch : epochs) {
        const double judged = ranked ? -epoch.validationNdcg : epoch.validationLoss;
        if (epoch.epoch == 0 || !(judged < best))
            continue;
        best = judged;
        patience.bestEpoch = epoch.epoch;
    }
    const auto stopsAt = patience.bestEpoch + static_cast<int>(settings.integer("patience"));
    if (patience.bestEpoch > 0 && stopsAt < start.epochs)
        patience.stopsAt = stopsAt;
    return patience;
}

} // namespace matinee::ui
