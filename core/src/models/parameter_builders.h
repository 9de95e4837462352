#pragma once

#include <matinee/parameter.h>

#include <cstdint>
#include <string>

namespace matinee {

/// A whole number with its accepted range and a slider's reach.
Parameter integerParameter(std::string key, std::string label, std::string help, std::int64_t value, double minimum,
                           double maximum, double sliderMinimum, double sliderMaximum,
                           ParameterScale scale = ParameterScale::Linear);
/// The same of a real number.
Parameter realParameter(std::string key, std::string label, std::string help, double value, double minimum,
                        double maximum, double sliderMinimum, double sliderMaximum,
                        ParameterScale scale = ParameterScale::Linear);
/// An advanced switch.
Parameter flagParameter(std::string key, std::string label, std::string help, bool value);

} // namespace matinee
