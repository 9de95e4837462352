#include "models/common_parameters.h"

#include "models/parameter_builders.h"

#include <algorithm>

namespace matinee {

namespace {

Parameter patience()
{
    auto parameter = integerParameter("patience", "Patience",
                                      "With early stopping: how many epochs without an improvement are waited for.", 5,
                                      1, 10'000, 1, 30);
    parameter.advanced = true;
    return parameter;
}

Parameter threshold()
{
    auto parameter = realParameter(
        "threshold", "Rating threshold",
        "Only ratings of at least so many stars count as an interaction, for learning from interactions and "
        "for ranking. 0: every rating counts, as watching alone says something.",
        0.0, 0, 100, 0, 5);
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
        add(flagParameter(
            "early_stopping", "Stop early",
            "Ends training when the validation rows have not improved for a while, and keeps the best epoch. Without "
            "it the last epoch is kept.",
            false));
        add(patience());
        add(flagParameter(
            "refit", "Refit",
            "Trains once more, on training and validation rows together, for as many epochs as were best, before the "
            "test rows are read.",
            false));
    }
    if (!info.isImplicit()) {
        add(flagParameter(
            "clip", "Clip predictions",
            "Cuts predictions to the data set's scale of stars before RMSE and MAE are computed. The loss is never "
            "clipped.",
            false));
        add(flagParameter(
            "ranking", "Rank films",
            "Also asks how well the model ranks the films of the test rows among all others. A good RMSE does not "
            "promise a good ranking.",
            false));
    }
    add(threshold());
}

} // namespace matinee
