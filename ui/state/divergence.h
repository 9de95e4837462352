#pragma once

#include <matinee/trainer.h>

#include <optional>

namespace matinee::ui {

/// The experiment of a run that diverged, with a tenth of the learning rate that it had in the end; nothing for a model
/// without one.
std::optional<ExperimentSpec> gentlerSpec(const TrainedRun& run);

} // namespace matinee::ui
