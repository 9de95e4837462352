#include <matinee/error.h>
#include <matinee/parameter.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace matinee {

namespace {

[[noreturn]] void refuse(const Parameter& parameter, const std::string& sentence)
{
    throw Error(ErrorCode::InvalidArgument, sentence, parameter.key);
}

template <class Number>
std::optional<Number> parseNumber(const std::string& text)
{
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

double asReal(const Parameter& parameter, const ParameterValue& value)
{
    if (const auto* real = std::get_if<double>(&value))
        return *real;
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    refuse(parameter, fmt::format("'{}' takes a number, not '{}'.", parameter.key, toText(value)));
}

void checkRange(const Parameter& parameter, double number)
{
    if (!(number >= parameter.minimum && number <= parameter.maximum))
        refuse(parameter, fmt::format("'{}' must be between {} and {}, not {}.", parameter.key, parameter.minimum,
                                      parameter.maximum, number));
}

ParameterValue checked(const Parameter& parameter, const ParameterValue& value)
{
    switch (parameter.kind) {
    case ParameterKind::Boolean:
        if (!std::holds_alternative<bool>(value))
            refuse(parameter, fmt::format("'{}' takes true or false, not '{}'.", parameter.key, toText(value)));
        return value;
    case ParameterKind::Integer: {
        const double number = asReal(parameter, value);
        checkRange(parameter, number);
        if (number != std::floor(number))
            refuse(parameter, fmt::format("'{}' takes a whole number, not {}.", parameter.key, number));
        return static_cast<std::int64_t>(number);
    }
    case ParameterKind::Real: {
        const double number = asReal(parameter, value);
        checkRange(parameter, number);
        return number;
    }
    case ParameterKind::Choice: {
        const auto* text = std::get_if<std::string>(&value);
        const bool known = text && std::any_of(parameter.choices.begin(), parameter.choices.end(),
                                               [&](const auto& choice) { return choice.value == *text; });
        if (!known) {
            std::string values;
            for (const auto& choice : parameter.choices)
                values += (values.empty() ? "" : ", ") + choice.value;
            refuse(parameter, fmt::format("'{}' is one of {}; not '{}'.", parameter.key, values, toText(value)));
        }
        return value;
    }
    }
    refuse(parameter, fmt::format("'{}' has an unknown kind.", parameter.key));
}

} // namespace

Hyperparameters::Hyperparameters(std::vector<Parameter> parameters)
    : m_parameters(std::move(parameters))
{
    for (const auto& parameter : m_parameters)
        m_values[parameter.key] = checked(parameter, parameter.defaultValue);
}

const Parameter* Hyperparameters::find(const std::string& key) const
{
    const auto found = std::find_if(m_parameters.begin(), m_parameters.end(),
                                    [&](const auto& parameter) { return parameter.key == key; });
    return found == m_parameters.end() ? nullptr : &*found;
}

void Hyperparameters::set(const std::string& key, const ParameterValue& value)
{
    const auto* parameter = find(key);
    if (!parameter) {
        std::string keys;
        for (const auto& known : m_parameters)
            keys += (keys.empty() ? "" : ", ") + known.key;
        throw Error(ErrorCode::InvalidArgument,
                    keys.empty() ? fmt::format("This model has no hyperparameters, so not '{}' either.", key)
                                 : fmt::format("There is no hyperparameter '{}' here; there are {}.", key, keys),
                    key);
    }
    m_values[key] = checked(*parameter, value);
}

void Hyperparameters::setText(const std::string& key, const std::string& text)
{
    const auto* parameter = find(key);
    if (parameter && parameter->kind == ParameterKind::Boolean) {
        if (text == "true" || text == "1" || text == "yes" || text == "on")
            return set(key, true);
        if (text == "false" || text == "0" || text == "no" || text == "off")
            return set(key, false);
    } else if (parameter && parameter->kind != ParameterKind::Choice) {
        if (const auto integer = parseNumber<std::int64_t>(text))
            return set(key, *integer);
        if (const auto real = parseNumber<double>(text))
            return set(key, *real);
    }
    set(key, text);
}

const ParameterValue& Hyperparameters::value(const std::string& key) const
{
    const auto found = m_values.find(key);
    if (found == m_values.end())
        throw Error(ErrorCode::Internal, fmt::format("The hyperparameter '{}' is asked for but not described.", key));
    return found->second;
}

bool Hyperparameters::flag(const std::string& key) const
{
    return std::get<bool>(value(key));
}

std::int64_t Hyperparameters::integer(const std::string& key) const
{
    return std::get<std::int64_t>(value(key));
}

double Hyperparameters::real(const std::string& key) const
{
    return std::get<double>(value(key));
}

const std::string& Hyperparameters::text(const std::string& key) const
{
    return std::get<std::string>(value(key));
}

std::string toText(const ParameterValue& value)
{
    struct Visitor
    {
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(std::int64_t integer) const { return std::to_string(integer); }
        std::string operator()(double real) const { return fmt::format("{}", real); }
        std::string operator()(const std::string& text) const { return text; }
    };
    return std::visit(Visitor{}, value);
}

} // namespace matinee
