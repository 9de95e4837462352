#pragma once

#include <matinee/trainer.h>

#include <vector>

namespace matinee {

/// Fills in what a model predicts for some users and films, with its deviations where it has them.
void predictSamples(const Recommender& model, std::vector<SamplePrediction>& samples);

} // namespace matinee
