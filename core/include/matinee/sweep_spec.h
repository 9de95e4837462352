#pragma once

#include <matinee/experiment.h>

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace matinee {

struct ModelInfo;

/// How a sweep chooses the points that it tries.
enum class SweepMethod
{
    Grid,   ///< every combination of the levels, in order: the last parameter changes fastest
    Random, ///< uniform in each parameter's scale; the point of a trial depends on the seed and the trial's number
            ///< alone
    Tpe ///< tree-structured Parzen estimator (Bergstra et al., NIPS 2011): near what was good, far from what was bad
};

/// Whether trials may be cut short.
enum class SweepScheduler
{
    None, ///< every trial trains all its epochs
    Asha  ///< asynchronous successive halving (Li et al., MLSys 2020): only the better trials train on, rung by rung
};

/// What is tried of one hyperparameter: listed values, or a range.
struct SweepParameter
{
    std::string key;                    ///< of the model's hyperparameters
    std::vector<ParameterValue> values; ///< the values to try; empty: the range below
    double minimum = 0;                 ///< inclusive; Integer and Real parameters only
    double maximum = 0;
    ParameterScale scale = ParameterScale::Linear;
    /// 0: every value of the range. Else the levels are minimum, minimum + step, ... and on a logarithmic scale
    /// minimum, minimum * step, ... A grid without a step takes kGridLevels levels spread evenly over the range.
    double step = 0;
};

/// Levels that a grid takes of a range without a step.
inline constexpr int kGridLevels = 5;

/// A value for each of the sweep's parameters, in their order.
using SweepPoint = std::vector<ParameterValue>;

/// All that defines a sweep; a JSON file, the unit of sharing: the window and every process of "matinee-cli sweep" that
/// is given the same file work on the same sweep.
struct SweepSpec
{
    std::string name;          ///< for people; may be empty, and does not make another sweep of it
    ExperimentSpec experiment; ///< what every trial starts from
    SweepMethod method = SweepMethod::Random;
    SweepScheduler scheduler = SweepScheduler::None;
    int trials = 20;         ///< points to try; of a grid at most so many, 0: all of them
    int seeds = 1;           ///< trials of each point, with the experiment's seed, the seed + 1, ...
    std::uint64_t seed = 42; ///< of the points that are drawn
    std::string metric;      ///< one of sweepMetrics(); the best epoch of a trial counts
    int jobs = 1;            ///< trials at the same time in one process; does not make another sweep of it
    int minEpochs = 1;       ///< Asha: the first rung
    int reduction = 3;       ///< Asha: one in so many goes on to the next rung, which has so many times the epochs
    std::vector<SweepParameter> parameters;
};

/// What a sweep may be judged by, as the epoch events name it: "validation_rmse", "validation_mae", "validation_loss",
/// "validation_hr@10", "validation_ndcg@10", "train_loss".
const std::vector<std::string>& sweepMetrics();
/// The metric that a model is judged by: "validation_ndcg@10" of interactions, else "validation_rmse".
std::string defaultSweepMetric(const ModelInfo& model);
/// A first rung of ASHA from which there are two more to the last: a ninth of the epochs, with a reduction of three. A
/// lower one spares more epochs and favours what learns fast, whether it ends well or not.
int defaultMinEpochs(const ExperimentSpec& experiment, int reduction = 3);
/// Whether more of a metric is better: hit ratio and NDCG.
bool isMoreBetter(const std::string& metric);

/// What is tried of a hyperparameter unless something else is said: its slider's range and scale, or all its choices.
SweepParameter defaultSweepParameter(const Parameter& parameter);

/// \throws Error{InvalidArgument} in one sentence for what cannot work: an unknown or repeated key, a value out of
/// range, min above max, a logarithmic scale from 0 on, no parameters at all, a metric that the model or the split does
/// not give, ASHA over a swept number of epochs. where() is the field as in the file: "parameters.learning_rate.max".
void checkSweep(const SweepSpec& spec);

/// {"format":"matinee-sweep","version":1,"name","experiment":{...},"method":"grid|random|tpe",
///  "scheduler":"none|asha","trials","seeds","seed","metric","jobs","min_epochs","reduction",
///  "parameters":{KEY:{"values":[...]} | {"min","max","scale":"linear|log","step"} | {}}}
nlohmann::ordered_json toJson(const SweepSpec& spec);
/// Reads and checks. Only experiment and parameters must be there; the order of the parameters is that of the file, if
/// it was read as an nlohmann::ordered_json, else alphabetical. \throws Error{Format} naming the field, unknown ones
/// too.
SweepSpec sweepFromJson(const nlohmann::ordered_json& json);
/// \throws Error{NotFound, Io, Format} with the file in where().
SweepSpec readSweep(const std::filesystem::path& file);

/// 16 hexadecimal digits: which sweep it is. The same for the same experiment, method, scheduler, parameters, metric,
/// seeds and number of trials; name and jobs do not count.
std::string sweepDigest(const SweepSpec& spec);

/// Distinct points that there are to try, whatever `trials` says: of a grid its combinations; 0: no end of them.
std::uint64_t sweepPoints(const SweepSpec& spec);
/// Trials in all: points to try (no point twice) times seeds.
int trialCount(const SweepSpec& spec);

/// The experiment of one point: what "promote to run" starts. \param seedIndex from 0 to seeds - 1.
ExperimentSpec trialExperiment(const SweepSpec& spec, const SweepPoint& point, int seedIndex = 0);

} // namespace matinee
