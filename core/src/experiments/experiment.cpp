#include <matinee/error.h>
#include <matinee/experiment.h>
#include <matinee/recommender.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace matinee {

namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& field, const std::string& expected)
{
    throw Error(ErrorCode::Format, fmt::format("The field '{}' must be {}.", field, expected), field);
}

/// Reads a field that may be absent into value.
template <class Value>
void read(const json& object, const char* field, const char* expected, Value& value)
{
    const auto found = object.find(field);
    if (found == object.end())
        return;
    try {
        value = found->get<Value>();
    } catch (const json::exception&) {
        refuse(field, expected);
    }
}

ParameterValue valueOf(const json& value, const std::string& key)
{
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    if (value.is_number())
        return value.get<double>();
    if (value.is_string())
        return value.get<std::string>();
    refuse(key, "a number, a text, true or false");
}

} // namespace

ExperimentSpec ExperimentSpec::forModel(const std::string& model)
{
    ExperimentSpec spec;
    spec.model = model;
    spec.hyperparameters = Hyperparameters(modelInfo(model).parameters);
    return spec;
}

json toJson(const Hyperparameters& hyperparameters)
{
    auto object = json::object();
    for (const auto& [key, value] : hyperparameters.values())
        std::visit([&object, &name = key](const auto& plain) { object[name] = plain; }, value);
    return object;
}

json toJson(const ExperimentSpec& spec)
{
    return {{"data", spec.data},      {"split", spec.split.text()},
            {"model", spec.model},    {"hyperparameters", toJson(spec.hyperparameters)},
            {"seed", spec.seed},      {"device", spec.device},
            {"threads", spec.threads}};
}

ExperimentSpec experimentFromJson(const json& object)
{
    if (!object.is_object())
        throw Error(ErrorCode::Format, "An experiment must be a JSON object.");
    std::string model = "biased-mf";
    read(object, "model", "a model's id", model);
    auto spec = ExperimentSpec::forModel(model);
    read(object, "data", "a text", spec.data);
    read(object, "seed", "a whole number from 0 on", spec.seed);
    read(object, "device", "a text", spec.device);
    read(object, "threads", "a whole number", spec.threads);
    std::string split = spec.split.text();
    read(object, "split", "a text", split);
    spec.split = SplitSpec::parse(split);
    if (const auto found = object.find("hyperparameters"); found != object.end()) {
        if (!found->is_object())
            refuse("hyperparameters", "an object");
        for (const auto& [key, value] : found->items())
            spec.hyperparameters.set(key, valueOf(value, key));
    }
    return spec;
}

} // namespace matinee
