#pragma once

#include <matinee/cross_validation.h>
#include <matinee/reproduction.h>

#include <string>
#include <utility>
#include <vector>

namespace matinee {

/// Hyperparameters as --set takes them.
using Settings = std::vector<std::pair<std::string, std::string>>;

ExperimentSpec specOf(const std::string& model, const Settings& settings, const std::string& split);

/// Trains quietly. \throws Error{Stopped} if it was stopped: half a reproduction is none.
std::shared_ptr<const TrainedRun> trainQuietly(const ReproductionContext& context, ExperimentSpec spec,
                                               const Dataset& data, TrainingObserver* observer = nullptr);

/// Several numbers a seed: runs work for each seed and fills bySeed, ours and seconds of the rows, in the order of the
/// numbers.
void measure(const ReproductionContext& context, bool oneSeed, std::vector<ReproductionRow>& rows,
             const std::function<std::vector<double>(std::uint64_t seed)>& work);

/// A row that is not measured yet.
ReproductionRow expected(const std::string& what, const std::string& metric, double published, double low, double high,
                         const std::string& why = {});

/// Rows for a system with a bar alone: at most, at least.
ReproductionRow atMost(const std::string& what, const std::string& metric, double published, double bar,
                       const std::string& why = {});
ReproductionRow atLeast(const std::string& what, const std::string& metric, double published, double bar,
                        const std::string& why = {});

/// The parts of the list; each in a file of its own.
std::vector<Reproduction> notebookReproductions();
std::vector<Reproduction> ratingReproductions();
std::vector<Reproduction> rankingReproductions();

} // namespace matinee
