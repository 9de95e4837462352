#include "experiments/sweep/sweep_space.h"
#include "support/digest.h"

#include <matinee/error.h>
#include <matinee/recommender.h>
#include <matinee/sweep_spec.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <span>

namespace matinee {

namespace {

constexpr int kMostTrials = 100'000;
constexpr int kMostSeeds = 1'000;
constexpr int kMostJobs = 64;
constexpr int kMostReduction = 100;

[[noreturn]] void refuse(const char* field, const std::string& sentence)
{
    throw Error(ErrorCode::InvalidArgument, sentence, field);
}

void checkCount(const char* field, int count, int least, int most)
{
    if (count < least || count > most)
        refuse(field, fmt::format("It must be between {} and {}, not {}.", least, most, count));
}

bool hasValidation(const SplitSpec& split)
{
    switch (split.kind) {
    case SplitSpec::Kind::Random:
    case SplitSpec::Kind::Sklearn:
    case SplitSpec::Kind::Pandas:
    case SplitSpec::Kind::Temporal:
        return split.parts.size() > 2;
    case SplitSpec::Kind::LeaveOneOut:
    case SplitSpec::Kind::Folds:
        return split.validationFraction > 0 || split.validationNewest;
    case SplitSpec::Kind::Files:
        return split.files.size() > 2 || split.validationFraction > 0;
    case SplitSpec::Kind::All:
        return false;
    }
    return false;
}

void checkMetric(const SweepSpec& spec)
{
    const auto& known = sweepMetrics();
    if (std::find(known.begin(), known.end(), spec.metric) == known.end()) {
        std::string names;
        for (const auto& name : known)
            names += (names.empty() ? "" : ", ") + name;
        refuse("metric", fmt::format("The metric is one of {}; not '{}'.", names, spec.metric));
    }
    const auto& info = modelInfo(spec.experiment.model);
    const bool ofStars = spec.metric == "validation_rmse" || spec.metric == "validation_mae";
    const bool noLoss = info.output == ModelOutput::Scores && spec.metric == "validation_loss";
    if (noLoss || (info.isImplicit() ? ofStars : isMoreBetter(spec.metric)))
        refuse("metric", fmt::format("The model '{}' is judged by {} in each epoch, not by {}.", info.id,
                                     defaultSweepMetric(info), spec.metric));
    if (spec.metric.starts_with("validation") && !hasValidation(spec.experiment.split))
        refuse("metric", fmt::format("{} needs validation rows, and the split '{}' has none.", spec.metric,
                                     spec.experiment.split.text()));
}

void checkHalving(const SweepSpec& spec)
{
    checkCount("reduction", spec.reduction, 2, kMostReduction);
    const auto& settings = spec.experiment.hyperparameters;
    if (!settings.has("epochs"))
        refuse("scheduler",
               fmt::format("The model '{}' has no epochs that could be cut short.", spec.experiment.model));
    for (const auto& parameter : spec.parameters) {
        if (parameter.key == "epochs")
            refuse("parameters.epochs", "With ASHA the experiment's epochs are what the trials are given, rung by "
                                        "rung; they cannot be tried themselves.");
    }
    if (spec.seeds > 1)
        refuse("seeds", "ASHA compares single trials: it takes one seed.");
    checkCount("min_epochs", spec.minEpochs, 1, static_cast<int>(settings.integer("epochs")));
}

} // namespace

const std::vector<std::string>& sweepMetrics()
{
    static const std::vector<std::string> names = {"validation_rmse",  "validation_mae",     "validation_loss",
                                                   "validation_hr@10", "validation_ndcg@10", "train_loss"};
    return names;
}

std::string defaultSweepMetric(const ModelInfo& model)
{
    return model.isImplicit() ? "validation_ndcg@10" : "validation_rmse";
}

int defaultMinEpochs(const ExperimentSpec& experiment, int reduction)
{
    const auto& settings = experiment.hyperparameters;
    const auto epochs = settings.has("epochs") ? settings.integer("epochs") : 1;
    return static_cast<int>(std::max<std::int64_t>(1, epochs / std::max(1, reduction * reduction)));
}

bool isMoreBetter(const std::string& metric)
{
    return metric.ends_with("@10");
}

SweepParameter defaultSweepParameter(const Parameter& parameter)
{
    SweepParameter what;
    what.key = parameter.key;
    what.scale = parameter.scale;
    if (parameter.kind == ParameterKind::Boolean) {
        what.values = {false, true};
    } else if (parameter.kind == ParameterKind::Choice) {
        for (const auto& choice : parameter.choices)
            what.values.emplace_back(choice.value);
    } else if (parameter.sliderMinimum < parameter.sliderMaximum) {
        what.minimum = parameter.sliderMinimum;
        what.maximum = parameter.sliderMaximum;
    } else {
        what.minimum = parameter.minimum;
        what.maximum = parameter.maximum;
    }
    return what;
}

void checkSweep(const SweepSpec& spec)
{
    const SweepSpace space(spec);
    if (spec.trials == 0 && spec.method != SweepMethod::Grid)
        refuse("trials", "Only a grid ends by itself: say how many points are to be tried.");
    checkCount("trials", spec.trials, 0, kMostTrials);
    checkCount("seeds", spec.seeds, 1, kMostSeeds);
    checkCount("jobs", spec.jobs, 1, kMostJobs);
    if (spec.method == SweepMethod::Grid && spec.trials == 0 && space.gridPoints() > kMostTrials)
        refuse("parameters", fmt::format("The grid has {} points; {} are the most that a sweep tries.",
                                         space.gridPoints(), kMostTrials));
    checkMetric(spec);
    if (spec.scheduler == SweepScheduler::Asha)
        checkHalving(spec);
}

std::string sweepDigest(const SweepSpec& spec)
{
    auto plain = spec;
    plain.name.clear();
    plain.jobs = 1;
    const auto text = toJson(plain).dump();
    Digest digest;
    digest.add(std::as_bytes(std::span(text)));
    return digest.text();
}

std::uint64_t sweepPoints(const SweepSpec& spec)
{
    const SweepSpace space(spec);
    return spec.method == SweepMethod::Grid ? space.gridPoints() : space.points();
}

int trialCount(const SweepSpec& spec)
{
    const auto points = sweepPoints(spec);
    const auto asked = static_cast<std::uint64_t>(spec.trials);
    const auto tried = asked == 0 ? points : points == 0 ? asked : std::min(asked, points);
    return static_cast<int>(std::min<std::uint64_t>(tried, kMostTrials)) * spec.seeds;
}

ExperimentSpec trialExperiment(const SweepSpec& spec, const SweepPoint& point, int seedIndex)
{
    auto experiment = spec.experiment;
    for (std::size_t p = 0; p < spec.parameters.size(); ++p)
        experiment.hyperparameters.set(spec.parameters[p].key, point.at(p));
    experiment.seed += static_cast<std::uint64_t>(seedIndex);
    return experiment;
}

} // namespace matinee
