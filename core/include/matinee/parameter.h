#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace matinee {

using ParameterValue = std::variant<bool, std::int64_t, double, std::string>;

enum class ParameterKind
{
    Boolean,
    Integer,
    Real,
    Choice
};
enum class ParameterScale
{
    Linear,
    Logarithmic
};

struct ParameterChoice
{
    std::string value; ///< as on the command line
    std::string label; ///< for people
};

/// One hyperparameter as data. The form, the command line, sweeps and the run record are built from this, so no model
/// ever sees a widget.
struct Parameter
{
    std::string key;   ///< as in --set key=value
    std::string label; ///< "Learning rate"
    std::string help;  ///< what it does and what more or less of it means, in plain language
    ParameterKind kind = ParameterKind::Real;
    ParameterValue defaultValue;
    double minimum = 0; ///< Integer and Real: inclusive; what is accepted
    double maximum = 0;
    ParameterScale scale = ParameterScale::Linear; ///< how a slider should run
    std::vector<ParameterChoice> choices;          ///< Choice only
    bool live = false;                             ///< may change while training runs
    bool advanced = false;                         ///< a form may fold it away
    /// A slider's reach where the accepted range is far wider than the useful one; equal: minimum and maximum.
    double sliderMinimum = 0;
    double sliderMaximum = 0;
};

/// Values for a list of parameters: starts at the defaults, accepts only valid values.
class Hyperparameters
{
public:
    Hyperparameters() = default;
    explicit Hyperparameters(std::vector<Parameter> parameters);

    const std::vector<Parameter>& parameters() const { return m_parameters; }
    const Parameter* find(const std::string& key) const;

    /// \throws Error{InvalidArgument} for an unknown key, a wrong type or a value out of range; where() is the key.
    void set(const std::string& key, const ParameterValue& value);
    /// From text, as --set has it.
    void setText(const std::string& key, const std::string& text);

    const ParameterValue& value(const std::string& key) const;
    bool has(const std::string& key) const { return m_values.contains(key); }
    bool flag(const std::string& key) const;
    std::int64_t integer(const std::string& key) const;
    double real(const std::string& key) const;
    const std::string& text(const std::string& key) const;
    const std::map<std::string, ParameterValue>& values() const { return m_values; }

private:
    std::vector<Parameter> m_parameters;
    std::map<std::string, ParameterValue> m_values;
};

/// "0.01", "true", "adam": the shortest text that reads back as the same value.
std::string toText(const ParameterValue& value);

} // namespace matinee
