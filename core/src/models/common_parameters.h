#pragma once

#include <matinee/recommender.h>

namespace matinee {

/// Adds what the trainer, not the model, reads: the schedule of a learning rate, early
/// stopping and refit for models that learn in epochs, clipping for
/// ratings, ranking and the threshold. The registry calls it for every model, so that keys and words are the same.
void addTrainingParameters(ModelInfo& info);

} // namespace matinee
