#include "models/implicit_parameters.h"

#include "models/gradient_parameters.h"
#include "models/parameter_builders.h"

namespace matinee {

Parameter negativesParameter(std::int64_t value)
{
    return integerParameter(
        "negatives", "Negatives",
        "Films drawn at random for each interaction, none of the user's training films among them, to "
        "learn what a user "
        "does not watch. More of them teach more and take as much longer.",
        value, 1, 1000, 1, 20);
}

Parameter exampleRegularisationParameter(double value)
{
    return realParameter(
        "regularisation", "Regularisation",
        "Pulls the vectors of a user and a film towards zero each time they are met in training, so that "
        "those with many ratings are held back the most often. Weight decay pulls all of them in each step.",
        value, 0, 100, 1e-5, 0.1, ParameterScale::Logarithmic);
}

Parameter outputBiasParameter(bool value)
{
    Parameter parameter;
    parameter.key = "output_bias";
    parameter.label = "Output bias";
    parameter.help = "A constant before the sigmoid, which learns how rare an interaction is; without it the vectors "
                     "have to.";
    parameter.kind = ParameterKind::Boolean;
    parameter.defaultValue = value;
    parameter.advanced = true;
    return parameter;
}

Parameter outputInitParameter(const std::string& value)
{
    Parameter parameter;
    parameter.key = "output_init";
    parameter.label = "Output weights start";
    parameter.help = "How the weights of the last layer start: small and uniform (LeCun), as the paper has it; normal "
                     "with deviation 1; or all at one, where the model begins as a plain dot product.";
    parameter.kind = ParameterKind::Choice;
    parameter.choices = {{"lecun-uniform", "LeCun uniform"}, {"normal", "Normal"}, {"ones", "Ones"}};
    parameter.defaultValue = value;
    parameter.advanced = true;
    return parameter;
}

Parameter layersParameter(std::int64_t value)
{
    Parameter parameter;
    parameter.key = "layers";
    parameter.label = "Layers";
    parameter.help = "Layers of the tower. Each is half as wide as the one before it; the last is as wide as there are "
                     "factors.";
    parameter.kind = ParameterKind::Integer;
    parameter.defaultValue = value;
    parameter.minimum = 1;
    parameter.maximum = 6;
    return parameter;
}

Parameter positivesParameter(std::int64_t value)
{
    auto parameter = batchSizeParameter(value);
    parameter.help = "Interactions in each step, to which their negatives are added; 0 takes all of them at once (full "
                     "batch). Small batches learn more in an epoch, large ones run faster.";
    return parameter;
}

} // namespace matinee
