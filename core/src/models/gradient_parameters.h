#pragma once

#include <matinee/parameter.h>

#include <cstdint>
#include <string>

namespace matinee {

/// Descriptions of the hyperparameters that gradient models share; a model gives its own defaults.
Parameter factorsParameter(std::int64_t value);
Parameter epochsParameter(std::int64_t value);
Parameter batchSizeParameter(std::int64_t value);
Parameter learningRateParameter(double value);
Parameter optimiserParameter(const std::string& value);
Parameter deterministicParameter();
Parameter momentumParameter();
Parameter weightDecayParameter(double value);
Parameter dropoutParameter(double value);
Parameter initParameter(const std::string& value);
Parameter initScaleParameter(double value);
Parameter regularisationParameter(double value);
Parameter biasRegularisationParameter(double value);
/// "count", "sqrt" or "constant": a vector with n ratings pays the penalty n, √n or 1 times a pass.
Parameter regularisationScalingParameter(const std::string& value);
Parameter globalBiasParameter();
Parameter biasInitScaleParameter();

/// A real hyperparameter above zero on a logarithmic scale: the regularisations of the solvers.
Parameter positiveParameter(const std::string& key, const std::string& label, const std::string& help, double value);

} // namespace matinee
