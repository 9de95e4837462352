#include "training/resume_check.h"

#include <matinee/error.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <string_view>

namespace matinee {

namespace {

/// What says how long to train, not how.
constexpr std::array<std::string_view, 4> kFree = {"epochs", "early_stopping", "patience", "refit"};

[[noreturn]] void refuse(const std::string& key)
{
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("A run goes on only as it began, and '{}' is another one now: start a new run.", key), key);
}

} // namespace

void requireResumable(const Checkpoint& checkpoint, const ExperimentSpec& spec, const Dataset& data)
{
    const auto& before = checkpoint.spec;
    if (data.provenance.digest != checkpoint.dataDigest)
        throw Error(ErrorCode::InvalidArgument,
                    "The ratings are not those that the run was trained on, so it cannot go on.", spec.data);
    if (spec.model != before.model)
        refuse("model");
    if (spec.rows != before.rows)
        refuse("rows");
    if (spec.split.text() != before.split.text())
        refuse("split");
    if (spec.seed != before.seed)
        refuse("seed");
    if (spec.engine != before.engine)
        refuse("engine");
    if (spec.threads > 0 && spec.threads != checkpoint.threads)
        refuse("threads");
    if (spec.hyperparameters.has("epochs") && spec.hyperparameters.integer("epochs") < checkpoint.epoch)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("The run has {} epochs already: it cannot go on to epoch {}.", checkpoint.epoch,
                                spec.hyperparameters.integer("epochs")),
                    "epochs");
    for (const auto& parameter : spec.hyperparameters.parameters()) {
        const bool isFree = parameter.live || std::ranges::find(kFree, parameter.key) != kFree.end();
        if (!isFree && before.hyperparameters.has(parameter.key) &&
            before.hyperparameters.value(parameter.key) != spec.hyperparameters.value(parameter.key))
            refuse(parameter.key);
    }
}

} // namespace matinee
