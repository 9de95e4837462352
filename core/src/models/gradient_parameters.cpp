#include "models/gradient_parameters.h"

#include "models/parameter_builders.h"

namespace matinee {

Parameter factorsParameter(std::int64_t value)
{
    return integerParameter(
        "factors", "Factors",
        "Length of each user's and each film's vector. More of them can tell finer tastes apart, and learn the "
        "training ratings by heart sooner.",
        value, 1, 1024, 1, 128);
}

Parameter epochsParameter(std::int64_t value)
{
    return integerParameter("epochs", "Epochs",
                            "Passes over the training ratings. Too many and the validation loss rises again.", value, 1,
                            100'000, 1, 100);
}

Parameter batchSizeParameter(std::int64_t value)
{
    return integerParameter(
        "batch_size", "Batch size",
        "Ratings in each step; 0 takes all of them at once (full batch). Small batches learn more in an epoch, "
        "large ones run faster.",
        value, 0, 100'000'000, 16, 16'384, ParameterScale::Logarithmic);
}

Parameter learningRateParameter(double value)
{
    auto parameter = realParameter("learning_rate", "Learning rate",
                                   "How far each step goes. Too small learns slowly, too large bounces or diverges.",
                                   value, 0, 1000, 1e-5, 1, ParameterScale::Logarithmic);
    parameter.live = true;
    return parameter;
}

Parameter optimiserParameter(const std::string& value)
{
    Parameter parameter;
    parameter.key = "optimiser";
    parameter.label = "Optimiser";
    parameter.help = "Adam adapts the step of every number by itself and works almost anywhere; SGD is plain gradient "
                     "descent, with momentum if wanted; AdaGrad makes a vector's steps smaller the more it has moved. "
                     "SGD and AdaGrad with batches of one rating are by far the fastest.";
    parameter.kind = ParameterKind::Choice;
    parameter.choices = {{"adam", "Adam"}, {"sgd", "SGD"}, {"adagrad", "AdaGrad"}};
    parameter.defaultValue = value;
    return parameter;
}

Parameter deterministicParameter()
{
    return flagParameter(
        "deterministic", "Same numbers every time",
        "Of training rating by rating on several threads: the same seed gives the same numbers. Without "
        "it no thread waits for another, which is a little faster.",
        true);
}

Parameter momentumParameter()
{
    auto parameter = realParameter(
        "momentum", "Momentum",
        "Share of the last step that is kept (SGD only): smooths the path and goes faster along a valley.", 0, 0,
        0.9999, 0, 0.99);
    parameter.live = true;
    parameter.advanced = true;
    return parameter;
}

Parameter weightDecayParameter(double value)
{
    auto parameter =
        realParameter("weight_decay", "Weight decay",
                      "Pulls all numbers towards zero in every step (L2 regularisation) and so keeps the model from "
                      "learning by heart.",
                      value, 0, 100, 1e-6, 0.1, ParameterScale::Logarithmic);
    parameter.live = true;
    return parameter;
}

Parameter dropoutParameter(double value)
{
    auto parameter =
        realParameter("dropout", "Dropout",
                      "Share of each vector's numbers that are left out at random in a training step; another way "
                      "against learning by heart.",
                      value, 0, 0.99, 0, 0.9);
    parameter.live = true;
    return parameter;
}

Parameter initParameter(const std::string& value)
{
    Parameter parameter;
    parameter.key = "init";
    parameter.label = "Initialiser";
    parameter.help = "Distribution of the vectors before training: normal has mean 0 and the scale as its standard "
                     "deviation, uniform runs from 0 to the scale.";
    parameter.kind = ParameterKind::Choice;
    parameter.choices = {{"normal", "Normal"}, {"uniform", "Uniform"}};
    parameter.defaultValue = value;
    parameter.advanced = true;
    return parameter;
}

Parameter initScaleParameter(double value)
{
    auto parameter =
        realParameter("init_scale", "Initial scale",
                      "Size of the vectors before training. With 1 and many factors the first predictions are wild.",
                      value, 0, 100, 1e-3, 1, ParameterScale::Logarithmic);
    parameter.advanced = true;
    return parameter;
}

Parameter regularisationParameter(double value)
{
    auto parameter =
        realParameter("regularisation", "Regularisation",
                      "Pulls the vectors of a rating's user and film towards zero (L2 penalty). Zero lets the model "
                      "learn by heart; far too much leaves no taste at all.",
                      value, 0, 1000, 1e-3, 10, ParameterScale::Logarithmic);
    parameter.live = true;
    return parameter;
}

Parameter biasRegularisationParameter(double value)
{
    auto parameter =
        realParameter("bias_regularisation", "Bias regularisation",
                      "The same pull on the biases of a rating's user and film; they bear less of it than vectors.",
                      value, 0, 1000, 1e-4, 1, ParameterScale::Logarithmic);
    parameter.live = true;
    parameter.advanced = true;
    return parameter;
}

Parameter regularisationScalingParameter(const std::string& value)
{
    Parameter parameter;
    parameter.key = "regularisation_scaling";
    parameter.label = "Regularisation per";
    parameter.help =
        "How often the penalty counts in an epoch. Rating: once for each of a vector's ratings, so everyone is held "
        "back alike. Vector: once for each vector, so it hardly matters where there are many ratings. Root: between "
        "the two, the square root of the number of ratings.";
    parameter.kind = ParameterKind::Choice;
    parameter.choices = {{"count", "Rating"}, {"sqrt", "Root of the ratings"}, {"constant", "Vector"}};
    parameter.defaultValue = value;
    parameter.advanced = true;
    return parameter;
}

Parameter globalBiasParameter()
{
    Parameter parameter;
    parameter.key = "global_bias";
    parameter.label = "Global bias";
    parameter.help =
        "Where the constant term starts: at the mean of the training ratings, or at zero, whence it has to "
        "be learned.";
    parameter.kind = ParameterKind::Choice;
    parameter.choices = {{"mean", "Mean"}, {"zero", "Zero"}};
    parameter.defaultValue = std::string("mean");
    parameter.advanced = true;
    return parameter;
}

Parameter biasInitScaleParameter()
{
    auto parameter = initScaleParameter(0.01);
    parameter.key = "bias_init_scale";
    parameter.label = "Initial bias scale";
    parameter.help = "Standard deviation of the user and film biases before training, in stars.";
    return parameter;
}

Parameter positiveParameter(const std::string& key, const std::string& label, const std::string& help, double value)
{
    return realParameter(key, label, help, value, 1e-9, 1e6, 1e-4, 10, ParameterScale::Logarithmic);
}

} // namespace matinee
