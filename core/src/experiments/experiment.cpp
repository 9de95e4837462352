#include <matinee/error.h>
#include <matinee/experiment.h>
#include <matinee/recommender.h>
#include <matinee/subset.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <type_traits>

namespace matinee {

namespace {

using nlohmann::json;

constexpr int kMostThreads = 4096;

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
    if constexpr (std::is_integral_v<Value>) {
        // A conversion would take -3 for 2^64 - 3 and 2.7 for 2.
        if (!found->is_number_integer() || (std::is_unsigned_v<Value> && !found->is_number_unsigned()))
            refuse(field, expected);
    }
    try {
        value = found->get<Value>();
    } catch (const json::exception&) {
        refuse(field, expected);
    }
}

/// Runs what refuses a bad setting, and says that it came from a field of the experiment.
template <class Work>
auto asField(const char* field, Work&& work)
{
    try {
        return work();
    } catch (const Error& error) {
        throw Error(ErrorCode::Format, error.message(), field);
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
    return {{"data", spec.data},
            {"rows", spec.rows},
            {"split", spec.split.text()},
            {"model", spec.model},
            {"hyperparameters", toJson(spec.hyperparameters)},
            {"seed", spec.seed},
            {"device", spec.device},
            {"threads", spec.threads},
            {"engine", spec.engine},
            {"candidates", spec.candidates}};
}

ExperimentSpec experimentFromJson(const json& object)
{
    if (!object.is_object())
        throw Error(ErrorCode::Format, "An experiment must be a JSON object.");
    std::string model = "biased-mf";
    read(object, "model", "a model's id", model);
    auto spec = asField("model", [&] { return ExperimentSpec::forModel(model); });
    read(object, "data", "a text", spec.data);
    read(object, "rows", "a text", spec.rows);
    asField("rows", [&] { checkRowsText(spec.rows); });
    read(object, "candidates", "a text", spec.candidates);
    read(object, "seed", "a whole number from 0 on", spec.seed);
    read(object, "device", "a text", spec.device);
    read(object, "threads", "a whole number from 0 on", spec.threads);
    if (spec.threads < 0 || spec.threads > kMostThreads)
        refuse("threads", "a whole number from 0 on");
    read(object, "engine", "a text", spec.engine);
    if (spec.engine != "auto" && spec.engine != "fused" && spec.engine != "autograd")
        refuse("engine", "auto, fused or autograd");
    std::string split = spec.split.text();
    read(object, "split", "a text", split);
    spec.split = asField("split", [&] { return SplitSpec::parse(split); });
    if (const auto found = object.find("hyperparameters"); found != object.end()) {
        if (!found->is_object())
            refuse("hyperparameters", "an object");
        for (const auto& [key, value] : found->items())
            asField("hyperparameters",
                    [&, &name = key, &plain = value] { spec.hyperparameters.set(name, valueOf(plain, name)); });
    }
    return spec;
}

} // namespace matinee
