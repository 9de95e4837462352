#include "support/atomic_file.h"

#include <matinee/error.h>
#include <matinee/recommender.h>
#include <matinee/sweep_spec.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

namespace matinee {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* kFormat = "matinee-sweep";
constexpr int kVersion = 1;

constexpr std::array kMethods = {std::pair("grid", SweepMethod::Grid), std::pair("random", SweepMethod::Random),
                                 std::pair("tpe", SweepMethod::Tpe)};
constexpr std::array kSchedulers = {std::pair("none", SweepScheduler::None), std::pair("asha", SweepScheduler::Asha)};
constexpr std::array kScales = {std::pair("linear", ParameterScale::Linear),
                                std::pair("log", ParameterScale::Logarithmic)};

[[noreturn]] void refuse(const std::string& field, const std::string& expected)
{
    throw Error(ErrorCode::Format, fmt::format("It must be {}.", expected), field);
}

void refuseUnknown(const ordered_json& object, const std::string& prefix, std::initializer_list<const char*> known)
{
    for (const auto& [key, value] : object.items()) {
        bool found = false;
        std::string names;
        for (const auto* name : known) {
            found = found || key == name;
            names += (names.empty() ? "" : ", ") + std::string(name);
        }
        if (!found)
            throw Error(ErrorCode::Format, fmt::format("There is no such field here; there are {}.", names),
                        prefix + key);
    }
}

template <class Choices>
auto choiceFrom(const ordered_json& object, const char* field, const std::string& where, const Choices& choices,
                typename Choices::value_type::second_type otherwise)
{
    const auto found = object.find(field);
    if (found == object.end())
        return otherwise;
    std::string names;
    for (const auto& [name, value] : choices) {
        if (*found == name)
            return value;
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    refuse(where, "one of " + names);
}

template <class Choices>
const char* nameOf(typename Choices::value_type::second_type value, const Choices& choices)
{
    for (const auto& [name, each] : choices) {
        if (each == value)
            return name;
    }
    return "";
}

/// A whole number from 0 on; nothing else would be converted without a word.
template <class Number>
void readCount(const ordered_json& object, const char* field, Number& count)
{
    const auto found = object.find(field);
    if (found == object.end())
        return;
    // What was set from a program's int is not unsigned.
    const bool negative = !found->is_number_unsigned() && found->is_number_integer() && found->get<std::int64_t>() < 0;
    if (!found->is_number_integer() || negative ||
        found->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<Number>::max()))
        refuse(field, "a whole number from 0 on");
    count = found->get<Number>();
}

void readText(const ordered_json& object, const char* field, std::string& text)
{
    const auto found = object.find(field);
    if (found == object.end())
        return;
    if (!found->is_string())
        refuse(field, "a text");
    text = found->get<std::string>();
}

ParameterValue valueFrom(const ordered_json& value, const std::string& where)
{
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    if (value.is_number())
        return value.get<double>();
    if (value.is_string())
        return value.get<std::string>();
    refuse(where, "numbers, texts, true or false");
}

void readNumber(const ordered_json& object, const char* field, const std::string& prefix, double& number)
{
    const auto found = object.find(field);
    if (found == object.end())
        return;
    if (!found->is_number())
        refuse(prefix + field, "a number");
    number = found->get<double>();
}

SweepParameter parameterFrom(const std::string& key, const ordered_json& object, const Hyperparameters& settings)
{
    const auto where = "parameters." + key;
    const auto prefix = where + ".";
    if (!object.is_object())
        refuse(where, "an object: {\"values\":[...]}, {\"min\":...,\"max\":...} or {} for the slider's range");
    SweepParameter what;
    what.key = key;
    const auto* known = settings.find(key);
    if (const auto values = object.find("values"); values != object.end()) {
        refuseUnknown(object, prefix, {"values"});
        if (!values->is_array() || values->empty())
            refuse(prefix + "values", "a list of at least one value");
        for (const auto& value : *values)
            what.values.push_back(valueFrom(value, prefix + "values"));
        return what;
    }
    if (known)
        what = defaultSweepParameter(*known);
    refuseUnknown(object, prefix, {"values", "min", "max", "scale", "step"});
    if (!what.values.empty() && !object.empty())
        refuse(where, "{\"values\":[...]}, or {} for all values");
    readNumber(object, "min", prefix, what.minimum);
    readNumber(object, "max", prefix, what.maximum);
    readNumber(object, "step", prefix, what.step);
    what.scale = choiceFrom(object, "scale", prefix + "scale", kScales, what.scale);
    return what;
}

ordered_json jsonOf(const SweepParameter& what)
{
    auto object = ordered_json::object();
    if (!what.values.empty()) {
        auto& values = object["values"] = ordered_json::array();
        for (const auto& value : what.values)
            std::visit([&values](const auto& plain) { values.push_back(plain); }, value);
        return object;
    }
    object["min"] = what.minimum;
    object["max"] = what.maximum;
    object["scale"] = nameOf(what.scale, kScales);
    if (what.step != 0)
        object["step"] = what.step;
    return object;
}

void checkFormat(const ordered_json& object)
{
    if (!object.is_object())
        throw Error(ErrorCode::Format, "A sweep must be a JSON object.");
    if (const auto format = object.find("format"); format != object.end() && *format != kFormat)
        refuse("format", fmt::format("'{}'", kFormat));
    int version = kVersion;
    readCount(object, "version", version);
    if (version != kVersion)
        throw Error(ErrorCode::Format, fmt::format("This Matinee reads version {}, not {}.", kVersion, version),
                    "version");
    refuseUnknown(object, {},
                  {"format", "version", "name", "experiment", "method", "scheduler", "trials", "seeds", "seed",
                   "metric", "jobs", "min_epochs", "reduction", "parameters"});
}

} // namespace

ordered_json toJson(const SweepSpec& spec)
{
    auto parameters = ordered_json::object();
    for (const auto& what : spec.parameters)
        parameters[what.key] = jsonOf(what);
    ordered_json object = {{"format", kFormat},
                           {"version", kVersion},
                           {"name", spec.name},
                           {"experiment", toJson(spec.experiment)},
                           {"method", nameOf(spec.method, kMethods)},
                           {"scheduler", nameOf(spec.scheduler, kSchedulers)},
                           {"trials", spec.trials},
                           {"seeds", spec.seeds},
                           {"seed", spec.seed},
                           {"metric", spec.metric},
                           {"jobs", spec.jobs}};
    if (spec.scheduler == SweepScheduler::Asha) {
        object["min_epochs"] = spec.minEpochs;
        object["reduction"] = spec.reduction;
    }
    object["parameters"] = std::move(parameters);
    return object;
}

SweepSpec sweepFromJson(const ordered_json& object)
{
    checkFormat(object);
    SweepSpec spec;
    readText(object, "name", spec.name);
    const auto experiment = object.find("experiment");
    if (experiment == object.end() || !experiment->is_object())
        refuse("experiment", "an object: the experiment that every trial starts from");
    try {
        spec.experiment = experimentFromJson(json(*experiment));
    } catch (const Error& error) {
        throw Error(ErrorCode::Format, error.message(),
                    error.where().empty() ? "experiment" : "experiment." + error.where());
    }
    spec.method = choiceFrom(object, "method", "method", kMethods, spec.method);
    spec.scheduler = choiceFrom(object, "scheduler", "scheduler", kSchedulers, spec.scheduler);
    if (spec.method == SweepMethod::Grid)
        spec.trials = 0;
    readCount(object, "trials", spec.trials);
    readCount(object, "seeds", spec.seeds);
    readCount(object, "seed", spec.seed);
    spec.metric = defaultSweepMetric(modelInfo(spec.experiment.model));
    readText(object, "metric", spec.metric);
    readCount(object, "jobs", spec.jobs);
    readCount(object, "reduction", spec.reduction);
    spec.minEpochs = defaultMinEpochs(spec.experiment, std::min(spec.reduction, 1000));
    readCount(object, "min_epochs", spec.minEpochs);
    const auto parameters = object.find("parameters");
    if (parameters == object.end() || !parameters->is_object() || parameters->empty())
        refuse("parameters", "an object with a hyperparameter at least, e.g. {\"learning_rate\":{}}");
    for (const auto& [key, value] : parameters->items())
        spec.parameters.push_back(parameterFrom(key, value, spec.experiment.hyperparameters));
    try {
        checkSweep(spec);
    } catch (const Error& error) {
        throw Error(ErrorCode::Format, error.message(), error.where());
    }
    return spec;
}

SweepSpec readSweep(const std::filesystem::path& file)
{
    const auto text = readWholeFile(file);
    ordered_json object;
    try {
        object = ordered_json::parse(text);
    } catch (const json::exception&) {
        throw Error(ErrorCode::Format, "It is not valid JSON.", file.string());
    }
    try {
        return sweepFromJson(object);
    } catch (const Error& error) {
        const auto field =
            error.where().empty() ? error.message() : fmt::format("{}: {}", error.where(), error.message());
        throw Error(ErrorCode::Format, field, file.string());
    }
}

} // namespace matinee
