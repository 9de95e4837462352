#include "models/common_parameters.h"

#include <algorithm>

namespace matinee {

namespace {

Parameter flag(const std::string& key, const std::string& label, const std::string& help)
{
    Parameter parameter;
    parameter.key = key;
    parameter.label = label;
    parameter.help = help;
    parameter.kind = ParameterKind::Boolean;
    parameter.defaultValue = false;
    parameter.advanced = true;
    return parameter;
}

Parameter patience()
{
    Parameter parameter;
    parameter.key = "patience";
    parameter.label = "Patience";
    parameter.help = "With early stopping: how many epochs without an improvement are waited for.";
    parameter.kind = ParameterKind::Integer;
    parameter.defaultValue = std::int64_t{5};
    parameter.minimum = 1;
    parameter.maximum = 10'000;
    parameter.sliderMinimum = 1;
    parameter.sliderMaximum = 30;
    parameter.advanced = true;
    return parameter;
}

Parameter threshold()
{
    Parameter parameter;
    parameter.key = "threshold";
    parameter.label = "Rating threshold";
    parameter.help =
        "Only ratings of at least so many stars count as an interaction, for learning from interactions and "
        "for ranking. 0: every rating counts, as watching alone says something.";
    parameter.kind = ParameterKind::Real;
    parameter.defaultValue = 0.0;
    parameter.minimum = 0;
    parameter.maximum = 100;
    parameter.sliderMinimum = 0;
    parameter.sliderMaximum = 5;
    parameter.advanced = true;
    return parameter;
}

} // namespace

void addTrainingParameters(ModelInfo& info)
{
    const auto add = [&info](Parameter parameter) {
        const auto sameKey = [&parameter](const Parameter& other) { return other.key == parameter.key; };
        if (std::none_of(info.parameters.begin(), info.parameters.end(), sameKey))
            info.parameters.push_back(std::move(parameter));
    };
    const bool inEpochs = std::any_of(info.parameters.begin(), info.parameters.end(),
                                      [](const Parameter& parameter) { return parameter.key == "epochs"; });
    if (inEpochs) {
        add(flag(
            "early_stopping", "Stop early",
            "Ends training when the validation rows have not improved for a while, and keeps the best epoch. Without "
            "it the last epoch is kept."));
        add(patience());
        add(flag(
            "refit", "Refit",
            "Trains once more, on training and validation rows together, for as many epochs as were best, before the "
            "test rows are read."));
    }
    if (!info.isImplicit()) {
        add(flag(
            "clip", "Clip predictions",
            "Cuts predictions to the data set's scale of stars before RMSE and MAE are computed. The loss is never "
            "clipped."));
        add(flag("ranking", "Rank films",
                 "Also asks how well the model ranks the films of the test rows among all others. A good RMSE does not "
                 "promise a good ranking."));
    }
    add(threshold());
}

} // namespace matinee
