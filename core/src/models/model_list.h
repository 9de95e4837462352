#pragma once

#include <matinee/recommender.h>

#include <vector>

namespace matinee {

// One function a model file; registry.cpp and, for models that need torch, torch_registry.cpp list them.
ModelInfo globalMeanModel();
ModelInfo biasModel();
ModelInfo popularityModel();
ModelInfo itemKnnModel();
ModelInfo easeModel();
ModelInfo alsModel();
ModelInfo bpmfModel();
ModelInfo ialsModel();
ModelInfo mfModel();
ModelInfo biasedMfModel();
ModelInfo biasedMfDropoutModel();
ModelInfo featureMfModel();
ModelInfo svdppModel();
ModelInfo gmfModel();
ModelInfo mlpModel();
ModelInfo neumfModel();
ModelInfo bprModel();

/// The models that need torch, simplest first.
std::vector<ModelInfo> torchModels();

} // namespace matinee
