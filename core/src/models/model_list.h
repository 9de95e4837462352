#pragma once

#include <matinee/recommender.h>

namespace matinee {

// One function a model file; registry.cpp lists them.
ModelInfo globalMeanModel();
ModelInfo biasModel();
ModelInfo mfModel();
ModelInfo biasedMfModel();

} // namespace matinee
