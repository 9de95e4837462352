#pragma once

#include <matinee/parameter.h>

#include <cstdint>
#include <string>

namespace matinee {

/// Descriptions of the hyperparameters that gradient models of interactions share; a model gives its own defaults.
Parameter negativesParameter(std::int64_t value);
Parameter exampleRegularisationParameter(double value);
Parameter outputBiasParameter(bool value);
Parameter outputInitParameter(const std::string& value);
Parameter layersParameter(std::int64_t value);
/// Batch size, counted in interactions.
Parameter positivesParameter(std::int64_t value);

} // namespace matinee
