#pragma once

#include <matinee/trainer.h>

#include <string>

namespace matinee::cli {

inline constexpr auto kDiverged = "Training has diverged: the predictions are not numbers.";

/// Whether the predictions of a run that is measured by its errors are no longer numbers.
bool hasDiverged(const RunResult& result, const ModelInfo& model);

/// A run's result for people: errors and rankings as tables, beside those of the references; "-" stands for what is not
/// a number.
void printResult(const RunResult& result, const ModelInfo& model);

} // namespace matinee::cli
