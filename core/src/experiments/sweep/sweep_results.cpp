#include "experiments/sweep/regression_forest.h"
#include "experiments/sweep/sweep_board.h"

#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

constexpr std::uint64_t kForestSeed = 0x66616E6F7661;

/// The value by which trials are compared with each other: ASHA's at the first rung, or good trials alone would have
/// trained for long.
double comparable(const SweepSpec& spec, const SweepTrial& trial)
{
    if (spec.scheduler != SweepScheduler::Asha)
        return trial.value;
    const auto field = metricField(spec.metric);
    const bool more = isMoreBetter(spec.metric);
    double best = std::numeric_limits<double>::quiet_NaN();
    for (const auto& epoch : trial.history) {
        const double value = epoch.*field;
        if (epoch.epoch > 0 && epoch.epoch <= spec.minEpochs && std::isfinite(value) &&
            !(more ? value <= best : value >= best))
            best = value;
    }
    return best;
}

bool isOver(const SweepTrial& trial)
{
    return trial.state == TrialState::Done || trial.state == TrialState::Paused || trial.state == TrialState::Pruned;
}

} // namespace

std::string toText(TrialState state)
{
    switch (state) {
    case TrialState::Queued:
        return "queued";
    case TrialState::Running:
        return "running";
    case TrialState::Paused:
        return "paused";
    case TrialState::Done:
        return "done";
    case TrialState::Pruned:
        return "pruned";
    case TrialState::Failed:
        return "failed";
    case TrialState::Skipped:
        return "skipped";
    }
    return {};
}

std::vector<ParameterImportance> parameterImportance(const SweepSpec& spec, const std::vector<SweepTrial>& trials)
{
    const SweepSpace space(spec);
    std::vector<double> places;
    std::vector<double> values;
    for (const auto& trial : trials) {
        const double value = comparable(spec, trial);
        if (!isOver(trial) || !std::isfinite(value) || trial.point.size() != space.size())
            continue;
        values.push_back(value);
        for (std::size_t a = 0; a < space.size(); ++a)
            places.push_back(space.axes()[a].place(trial.point[a]));
    }
    if (values.size() < static_cast<std::size_t>(kLeastTrialsForImportance))
        return {};
    const auto shares = RegressionForest(places, values, kForestSeed).mainEffects();
    if (std::all_of(shares.begin(), shares.end(), [](double share) { return share == 0; }))
        return {};
    std::vector<ParameterImportance> list;
    for (std::size_t a = 0; a < space.size(); ++a)
        list.push_back({spec.parameters[a].key, shares[a]});
    return list;
}

std::optional<SweepTrial> bestTrial(const SweepSpec& spec, const std::vector<SweepTrial>& trials)
{
    const double sign = isMoreBetter(spec.metric) ? -1 : 1;
    const auto seeds = static_cast<std::size_t>(std::max(1, spec.seeds));
    std::optional<SweepTrial> best;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t begin = 0; begin + seeds <= trials.size(); begin += seeds) {
        double sum = 0;
        auto first = begin;
        for (auto t = begin; t < begin + seeds; ++t) {
            sum += sign * trials[t].value;
            if (sign * trials[t].value < sign * trials[first].value)
                first = t;
        }
        if (std::isfinite(sum) && sum / static_cast<double>(seeds) < least) {
            least = sum / static_cast<double>(seeds);
            best = trials[first];
        }
    }
    return best;
}

} // namespace matinee
