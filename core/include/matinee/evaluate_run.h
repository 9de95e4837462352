#pragma once

#include <matinee/trainer.h>

#include <memory>
#include <string>

namespace matinee {

/// Measures a finished run once more, with today's metrics: its errors on training, validation and test rows, and its
/// ranking. \param candidates file of candidates; empty: the run's own, if any, else drawn as in training.
/// \throws Error{NotFound, Format} for the candidates; Error{Stopped}
RunResult evaluateRun(const TrainedRun& run, const std::string& candidates = {}, const RunContext& context = {});

/// The same run with the weights of its best validation epoch, measured anew. \throws Error{NotFound} where they were
/// not kept; Error{Stopped}
std::shared_ptr<const TrainedRun> restoreBest(const TrainedRun& run, const RunContext& context = {});

} // namespace matinee
