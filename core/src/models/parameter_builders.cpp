#include "models/parameter_builders.h"

#include <utility>

namespace matinee {

Parameter integerParameter(std::string key, std::string label, std::string help, std::int64_t value, double minimum,
                           double maximum, double sliderMinimum, double sliderMaximum, ParameterScale scale)
{
    Parameter parameter;
    parameter.key = std::move(key);
    parameter.label = std::move(label);
    parameter.help = std::move(help);
    parameter.kind = ParameterKind::Integer;
    parameter.defaultValue = value;
    parameter.minimum = minimum;
    parameter.maximum = maximum;
    parameter.sliderMinimum = sliderMinimum;
    parameter.sliderMaximum = sliderMaximum;
    parameter.scale = scale;
    return parameter;
}

Parameter realParameter(std::string key, std::string label, std::string help, double value, double minimum,
                        double maximum, double sliderMinimum, double sliderMaximum, ParameterScale scale)
{
    auto parameter = integerParameter(std::move(key), std::move(label), std::move(help), 0, minimum, maximum,
                                      sliderMinimum, sliderMaximum, scale);
    parameter.kind = ParameterKind::Real;
    parameter.defaultValue = value;
    return parameter;
}

Parameter flagParameter(std::string key, std::string label, std::string help, bool value)
{
    Parameter parameter;
    parameter.key = std::move(key);
    parameter.label = std::move(label);
    parameter.help = std::move(help);
    parameter.kind = ParameterKind::Boolean;
    parameter.defaultValue = value;
    parameter.advanced = true;
    return parameter;
}

} // namespace matinee
