#pragma once

#include <matinee/trainer.h>

#include <string>

namespace matinee {

/// Measures a finished run once more, with today's metrics: its errors on training, validation and test rows, and its
/// ranking. \param candidates file of candidates; empty: the run's own, if any, else drawn as in training.
/// \throws Error{NotFound, Format} for the candidates; Error{Stopped}
RunResult evaluateRun(const TrainedRun& run, const std::string& candidates = {}, const RunContext& context = {});

} // namespace matinee
