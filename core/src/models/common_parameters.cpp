#include "models/common_parameters.h"

#include "models/parameter_builders.h"

#include <algorithm>
#include <utility>
#include <vector>

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

/// Of models with a learning rate; what they do: matinee/schedule.h.
std::vector<Parameter> schedule()
{
    Parameter kind;
    kind.key = "schedule";
    kind.label = "Schedule";
    kind.help =
        "How the learning rate changes as training goes. Constant: not at all. Step: times the factor after "
        "every so many epochs. Cosine: down to the factor along half a cosine. One cycle: up in the first third "
        "and far down in the rest. Plateau: times the factor when so many epochs brought no improvement.";
    kind.kind = ParameterKind::Choice;
    kind.choices = {{"constant", "Constant"},
                    {"step", "Step"},
                    {"cosine", "Cosine"},
                    {"one-cycle", "One cycle"},
                    {"plateau", "Reduce on plateau"}};
    kind.defaultValue = std::string("constant");
    auto epochs = integerParameter("schedule_epochs", "Schedule epochs",
                                   "Of the step schedule: epochs between two steps. Of the plateau: epochs without an "
                                   "improvement that are waited for.",
                                   5, 1, 100'000, 1, 30);
    auto factor =
        realParameter("schedule_factor", "Schedule factor",
                      "What a step or a plateau multiplies the learning rate by, and the share of it that the "
                      "cosine ends at.",
                      0.1, 0, 1, 0, 1);
    return {std::move(kind), std::move(epochs), std::move(factor)};
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
    const auto has = [&info](const char* key) {
        return std::any_of(info.parameters.begin(), info.parameters.end(),
                           [key](const Parameter& parameter) { return parameter.key == key; });
    };
    if (has("learning_rate") && has("epochs")) {
        for (auto& parameter : schedule())
            add(std::move(parameter));
    }
    if (has("epochs")) {
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
