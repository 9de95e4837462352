#pragma once

#include <matinee/trainer.h>

#include <string>

namespace matinee::cli {

/// A run's result for people: errors and rankings as tables, beside those of the references.
void printResult(const RunResult& result);

} // namespace matinee::cli
