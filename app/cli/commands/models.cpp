#include "commands/models.h"

#include "commands/model_option.h"
#include "output.h"

#include <matinee/recommender.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace matinee::cli {

namespace {

struct Options
{
    std::string id;
    bool json = false;
};

const char* kindText(ParameterKind kind)
{
    switch (kind) {
    case ParameterKind::Boolean:
        return "boolean";
    case ParameterKind::Integer:
        return "integer";
    case ParameterKind::Real:
        return "real";
    case ParameterKind::Choice:
        return "choice";
    }
    return "";
}

const char* outputText(ModelOutput output)
{
    switch (output) {
    case ModelOutput::Ratings:
        return "ratings";
    case ModelOutput::Probabilities:
        return "probabilities";
    case ModelOutput::Scores:
        return "scores";
    }
    return "";
}

bool hasRange(const Parameter& parameter)
{
    return parameter.kind == ParameterKind::Integer || parameter.kind == ParameterKind::Real;
}

nlohmann::json parameterJson(const Parameter& parameter)
{
    nlohmann::json object = {{"key", parameter.key},   {"label", parameter.label},
                             {"help", parameter.help}, {"kind", kindText(parameter.kind)},
                             {"live", parameter.live}, {"advanced", parameter.advanced}};
    std::visit([&object](const auto& value) { object["default"] = value; }, parameter.defaultValue);
    if (hasRange(parameter)) {
        object["min"] = parameter.minimum;
        object["max"] = parameter.maximum;
        object["scale"] = parameter.scale == ParameterScale::Logarithmic ? "logarithmic" : "linear";
    }
    if (parameter.kind == ParameterKind::Choice) {
        object["choices"] = nlohmann::json::array();
        for (const auto& choice : parameter.choices)
            object["choices"].push_back({{"value", choice.value}, {"label", choice.label}});
    }
    return object;
}

nlohmann::json modelJson(const ModelInfo& model)
{
    auto parameters = nlohmann::json::array();
    for (const auto& parameter : model.parameters)
        parameters.push_back(parameterJson(parameter));
    return {{"event", "model"},
            {"id", model.id},
            {"name", model.name},
            {"summary", model.summary},
            {"formula", model.formula},
            {"paper", model.paper},
            {"fallback", model.fallback},
            {"embeddings", model.hasEmbeddings},
            {"output", outputText(model.output)},
            {"objective", model.objective.empty() ? nlohmann::json(nullptr) : nlohmann::json(model.objective)},
            {"parameters", std::move(parameters)}};
}

std::string valuesText(const Parameter& parameter)
{
    if (hasRange(parameter))
        return fmt::format("{} to {}", parameter.minimum, parameter.maximum);
    std::string text;
    for (const auto& choice : parameter.choices)
        text += (text.empty() ? "" : ", ") + choice.value;
    return parameter.kind == ParameterKind::Boolean ? "true, false" : text;
}

void printModel(const ModelInfo& model, bool help)
{
    printLine(fmt::format("{}: {}", model.id, model.name));
    printLine("  " + model.formula);
    if (help) {
        printLine("  " + model.summary);
        printLine("  " + model.paper);
        printLine("  " + model.fallback);
    }
    Table table({{"  --set"}, {"default"}, {"values"}, {help ? "what it does" : "label"}});
    for (const auto& parameter : model.parameters)
        table.add({"  " + parameter.key, toText(parameter.defaultValue), valuesText(parameter),
                   help ? parameter.help : parameter.label});
    if (!model.parameters.empty())
        table.print();
}

int runModels(const Options& options)
{
    if (!options.id.empty()) {
        const ModelInfo& model = modelNamed(options.id);
        if (options.json)
            printJson(modelJson(model));
        else
            printModel(model, true);
        return kDone;
    }
    bool first = true;
    for (const auto& model : models()) {
        if (options.json) {
            printJson(modelJson(model));
            continue;
        }
        if (!first)
            printLine("");
        first = false;
        printModel(model, false);
    }
    return kDone;
}

} // namespace

void addModels(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("models", "List the models and their hyperparameters");
    command.add_option("ID", options->id, "One model, with its hyperparameters explained");
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runModels);
}

} // namespace matinee::cli
