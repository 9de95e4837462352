#include "experiments/sweep/sweep_board.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace matinee {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

} // namespace

double EpochStats::*metricField(const std::string& metric)
{
    static const std::array<std::pair<const char*, double EpochStats::*>, 6> fields = {{
        {"validation_rmse", &EpochStats::validationRmse},
        {"validation_mae", &EpochStats::validationMae},
        {"validation_loss", &EpochStats::validationLoss},
        {"validation_hr@10", &EpochStats::validationHitRatio},
        {"validation_ndcg@10", &EpochStats::validationNdcg},
        {"train_loss", &EpochStats::trainLoss},
    }};
    for (const auto& [name, field] : fields) {
        if (metric == name)
            return field;
    }
    throw Error(ErrorCode::InvalidArgument, fmt::format("There is no metric '{}'.", metric), "metric");
}

SweepBoard::SweepBoard(const SweepSpec& spec)
    : m_spec(spec)
    , m_space(spec)
    , m_sampler(makeSampler(spec.method, m_space, spec.seed))
    , m_metric(metricField(spec.metric))
    , m_sign(isMoreBetter(spec.metric) ? -1 : 1)
{
    if (spec.scheduler == SweepScheduler::Asha)
        m_asha.emplace(spec.minEpochs, maxEpochs(), spec.reduction);
    const int count = trialCount(spec);
    for (int number = 0; number < count; ++number) {
        SweepTrial trial;
        trial.number = number;
        trial.seedIndex = number % spec.seeds;
        if (m_sampler->isAhead()) {
            // A space may have fewer points than it seemed to: different places may round to one value.
            const auto point = m_sampler->suggest(number / spec.seeds, {});
            if (!point)
                break;
            trial.point = *point;
        }
        m_trials.push_back(std::move(trial));
    }
}

int SweepBoard::maxEpochs() const
{
    const auto& settings = m_spec.experiment.hyperparameters;
    return settings.has("epochs") ? static_cast<int>(settings.integer("epochs")) : 1;
}

int SweepBoard::targetAfter(int epochs) const
{
    if (!m_asha)
        return 0;
    for (const int rung : m_asha->rungs()) {
        if (rung > epochs)
            return rung;
    }
    return m_asha->rungs().back();
}

void SweepBoard::merge(SweepTrial known)
{
    if (known.number < 0 || known.number >= static_cast<int>(m_trials.size()))
        return;
    known.seedIndex = known.number % m_spec.seeds;
    judge(known);
    known.target = targetAfter(known.epochs());
    if (m_asha && known.state == TrialState::Queued) {
        const auto& rungs = m_asha->rungs();
        if (std::find(rungs.begin(), rungs.end() - 1, known.epochs()) != rungs.end() - 1)
            known.state = TrialState::Paused;
    }
    if (known.state == TrialState::Done && known.bestEpoch == 0)
        known.state = TrialState::Failed;
    if (known.point.empty())
        known.point = trial(known.number).point;
    trial(known.number) = std::move(known);
}

std::optional<SweepTrial> SweepBoard::next(const std::vector<int>& order)
{
    for (const auto& each : m_trials) {
        if (each.state == TrialState::Queued && isBegun(each)) {
            auto again = each;
            again.target = targetAfter(again.epochs());
            return again;
        }
    }
    if (auto climber = promoted())
        return climber;
    return fresh(order);
}

std::optional<SweepTrial> SweepBoard::promoted()
{
    if (!m_asha)
        return std::nullopt;
    const auto trials = halvingTrials();
    auto number = m_asha->promotion(trials);
    const bool allBegun = std::none_of(m_trials.begin(), m_trials.end(), [](const SweepTrial& each) {
        return each.state == TrialState::Queued || each.state == TrialState::Running;
    });
    if (!number && allBegun)
        number = m_asha->lastPromotion(trials);
    if (!number)
        return std::nullopt;
    auto climber = trial(*number);
    climber.target = targetAfter(climber.epochs());
    return climber;
}

std::optional<SweepTrial> SweepBoard::fresh(const std::vector<int>& order)
{
    const auto isFresh = [this](int number) {
        return number >= 0 && number < static_cast<int>(m_trials.size()) && trial(number).state == TrialState::Queued &&
               !isBegun(trial(number));
    };
    int number = -1;
    const auto first = std::find_if(order.begin(), order.end(), isFresh);
    if (first != order.end()) {
        number = *first;
    } else {
        const auto found = std::find_if(m_trials.begin(), m_trials.end(),
                                        [&](const SweepTrial& each) { return isFresh(each.number); });
        if (found == m_trials.end())
            return std::nullopt;
        number = found->number;
    }
    auto chosen = trial(number);
    chosen.target = targetAfter(0);
    if (!chosen.point.empty())
        return chosen;

    const int point = number / m_spec.seeds;
    for (int seed = 0; seed < m_spec.seeds; ++seed) {
        const int sibling = point * m_spec.seeds + seed;
        if (!trial(sibling).point.empty()) {
            chosen.point = trial(sibling).point;
            return chosen;
        }
    }
    auto suggested = m_sampler->suggest(point, observations(point));
    if (!suggested) { // no other point is left
        for (auto& each : m_trials) {
            if (isFresh(each.number))
                each.state = TrialState::Skipped;
        }
        return std::nullopt;
    }
    chosen.point = std::move(*suggested);
    return chosen;
}

std::vector<Observation> SweepBoard::observations(int points) const
{
    std::vector<Observation> list;
    for (int point = 0; point < points; ++point) {
        Observation observation;
        double sum = 0;
        int results = 0;
        int running = 0;
        for (int seed = 0; seed < m_spec.seeds; ++seed) {
            const auto& trial = m_trials[static_cast<std::size_t>(point * m_spec.seeds + seed)];
            if (trial.point.empty())
                continue;
            observation.point = trial.point;
            const bool failed = trial.state == TrialState::Failed;
            if (failed || trial.state == TrialState::Done || trial.state == TrialState::Paused ||
                trial.state == TrialState::Pruned) {
                sum += failed ? kInfinity : loss(trial.value);
                ++results;
                // Who ended by itself needed no more epochs.
                observation.epochs = isHalving() && trial.state != TrialState::Done ? trial.epochs() : maxEpochs();
            } else {
                ++running;
            }
        }
        if (results + running == 0)
            continue;
        observation.known = results > 0;
        observation.loss = results > 0 ? sum / results : kInfinity;
        list.push_back(std::move(observation));
    }
    return list;
}

std::vector<HalvingTrial> SweepBoard::halvingTrials() const
{
    const auto& rungs = m_asha->rungs();
    std::vector<HalvingTrial> list;
    for (const auto& trial : m_trials) {
        HalvingTrial seen;
        seen.number = trial.number;
        seen.waits = trial.state == TrialState::Paused;
        const bool failed =
            trial.state == TrialState::Failed || (trial.state == TrialState::Done && !trial.error.empty());
        for (const int rung : rungs) {
            if (trial.epochs() >= rung && !failed)
                seen.losses.push_back(lossWithin(trial, rung));
            else if (trial.state == TrialState::Done && !failed)
                seen.losses.push_back(loss(trial.value));
        }
        if (failed) { // it has had its chance at the rung that it was on the way to
            for (const int rung : rungs) {
                const bool passed = trial.epochs() > rung;
                seen.losses.push_back(passed ? lossWithin(trial, rung) : kInfinity);
                if (!passed)
                    break;
            }
        }
        list.push_back(std::move(seen));
    }
    return list;
}

bool SweepBoard::isAnyRunning() const
{
    return std::any_of(m_trials.begin(), m_trials.end(),
                       [](const SweepTrial& trial) { return trial.state == TrialState::Running; });
}

void SweepBoard::prune()
{
    for (auto& trial : m_trials) {
        if (trial.state == TrialState::Paused)
            trial.state = TrialState::Pruned;
    }
}

void SweepBoard::addEpoch(int number, const EpochStats& epoch)
{
    auto& changed = trial(number);
    changed.history.push_back(epoch);
    judge(changed);
}

void SweepBoard::truncate(int number, int afterEpoch)
{
    auto& changed = trial(number);
    std::erase_if(changed.history, [afterEpoch](const EpochStats& epoch) { return epoch.epoch > afterEpoch; });
    judge(changed);
}

double SweepBoard::loss(double value) const
{
    return std::isfinite(value) ? m_sign * value : kInfinity;
}

double SweepBoard::lossWithin(const SweepTrial& trial, int epochs) const
{
    double best = kInfinity;
    for (const auto& epoch : trial.history) {
        if (epoch.epoch > 0 && epoch.epoch <= epochs)
            best = std::min(best, loss(epoch.*m_metric));
    }
    return best;
}

void SweepBoard::judge(SweepTrial& trial) const
{
    trial.value = kNone;
    trial.bestEpoch = 0;
    for (const auto& epoch : trial.history) {
        const double value = epoch.*m_metric;
        if (epoch.epoch > 0 && std::isfinite(value) && (trial.bestEpoch == 0 || loss(value) < loss(trial.value))) {
            trial.value = value;
            trial.bestEpoch = epoch.epoch;
        }
    }
}

} // namespace matinee
