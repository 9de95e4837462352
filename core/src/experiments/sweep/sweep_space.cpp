#include "experiments/sweep/sweep_space.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

constexpr std::uint64_t kMostPoints = std::uint64_t{1} << 62;
constexpr std::size_t kMostListed = 10'000;
/// A last level that rounding alone keeps from the maximum is one.
constexpr double kStepTolerance = 1e-9;

[[noreturn]] void refuse(const std::string& key, const char* field, const std::string& sentence)
{
    throw Error(ErrorCode::InvalidArgument, sentence,
                *field ? fmt::format("parameters.{}.{}", key, field) : fmt::format("parameters.{}", key));
}

/// A value as the model takes it: 1 becomes 1.0 where the parameter is real.
ParameterValue accepted(const Parameter& parameter, const char* field, const ParameterValue& value)
{
    Hyperparameters one({parameter});
    try {
        one.set(parameter.key, value);
    } catch (const Error& error) {
        refuse(parameter.key, field, error.message());
    }
    return one.value(parameter.key);
}

double asNumber(const ParameterValue& value)
{
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    const auto* real = std::get_if<double>(&value);
    return real ? *real : std::numeric_limits<double>::quiet_NaN();
}

bool isNumber(const Parameter& parameter)
{
    return parameter.kind == ParameterKind::Integer || parameter.kind == ParameterKind::Real;
}

std::uint64_t product(std::uint64_t a, std::uint64_t b)
{
    return b > kMostPoints / a ? kMostPoints : a * b;
}

} // namespace

SweepAxis::SweepAxis(const Parameter& parameter, const SweepParameter& what)
    : m_key(parameter.key)
    , m_integer(parameter.kind == ParameterKind::Integer)
    , m_logarithmic(what.scale == ParameterScale::Logarithmic)
{
    if (!what.values.empty()) {
        useList(parameter, what);
    } else if (!isNumber(parameter)) {
        refuse(m_key, "values", fmt::format("'{}' has no range: the values to try must be listed.", m_key));
    } else {
        useRange(parameter, what);
        if (what.step != 0)
            useSteps(parameter, what);
        else if (m_minimum == m_maximum)
            m_list = {valueOf(m_minimum)};
    }
    orderList();
}

void SweepAxis::useList(const Parameter& parameter, const SweepParameter& what)
{
    if (what.values.size() > kMostListed)
        refuse(m_key, "values", fmt::format("At most {} values may be listed.", kMostListed));
    for (const auto& value : what.values) {
        auto plain = accepted(parameter, "values", value);
        if (std::find(m_list.begin(), m_list.end(), plain) != m_list.end())
            refuse(m_key, "values", fmt::format("{} is listed twice.", toText(plain)));
        m_list.push_back(std::move(plain));
    }
    m_kind = isNumber(parameter) ? Kind::Ordered : Kind::Categorical;
}

void SweepAxis::useRange(const Parameter& parameter, const SweepParameter& what)
{
    for (const auto& [field, bound] : {std::pair("min", what.minimum), std::pair("max", what.maximum)}) {
        accepted(parameter, field, bound);
        if (m_logarithmic && bound <= 0)
            refuse(m_key, field, fmt::format("A logarithmic scale needs a number above 0, not {}.", bound));
    }
    if (what.minimum > what.maximum)
        refuse(m_key, "min", fmt::format("It is above the maximum: {} > {}.", what.minimum, what.maximum));
    m_kind = m_integer ? Kind::Ordered : Kind::Continuous;
    m_minimum = what.minimum;
    m_maximum = what.maximum;
    const double half = m_integer ? 0.5 : 0;
    m_low = scaled(m_minimum - half);
    m_high = scaled(m_maximum + half);
}

void SweepAxis::useSteps(const Parameter& parameter, const SweepParameter& what)
{
    const double least = m_logarithmic ? 1 : 0;
    if (!(what.step > least) || !std::isfinite(what.step))
        refuse(m_key, "step",
               m_logarithmic ? fmt::format("A logarithmic scale is stepped by a factor above 1, not {}.", what.step)
                             : fmt::format("A step is above 0, not {}.", what.step));
    if (m_integer && !m_logarithmic && what.step != std::floor(what.step))
        refuse(m_key, "step", fmt::format("'{}' takes whole numbers, so the step is one, too.", m_key));
    const double steps =
        m_logarithmic ? std::log(m_maximum / m_minimum) / std::log(what.step) : (m_maximum - m_minimum) / what.step;
    if (steps >= static_cast<double>(kMostListed))
        refuse(m_key, "step", fmt::format("That are more than {} levels.", kMostListed));
    for (int i = 0; i <= static_cast<int>(steps + kStepTolerance); ++i) {
        const double number = m_logarithmic ? m_minimum * std::pow(what.step, i) : m_minimum + what.step * i;
        auto value = valueOf(number);
        if (m_list.empty() || m_list.back() != value) // whole numbers on a logarithmic scale may repeat
            m_list.push_back(accepted(parameter, "step", value));
    }
    m_kind = Kind::Ordered;
}

void SweepAxis::orderList()
{
    m_ranked.resize(m_list.size());
    std::iota(m_ranked.begin(), m_ranked.end(), std::size_t{0});
    if (m_kind != Kind::Categorical)
        std::stable_sort(m_ranked.begin(), m_ranked.end(),
                         [this](auto a, auto b) { return asNumber(m_list[a]) < asNumber(m_list[b]); });
    m_rankOf.resize(m_list.size());
    for (std::size_t rank = 0; rank < m_ranked.size(); ++rank)
        m_rankOf[m_ranked[rank]] = rank;
    if (!m_list.empty()) {
        if (m_kind == Kind::Continuous)
            m_kind = Kind::Ordered; // a range of one value
        m_gridLevels = m_list;
        return;
    }
    for (int i = 0; i < kGridLevels; ++i) {
        const double share = static_cast<double>(i) / (kGridLevels - 1);
        const double number = unscaled(scaled(m_minimum) + share * (scaled(m_maximum) - scaled(m_minimum)));
        auto value = valueOf(number);
        if (m_gridLevels.empty() || m_gridLevels.back() != value)
            m_gridLevels.push_back(std::move(value));
    }
}

double SweepAxis::scaled(double number) const
{
    return m_logarithmic ? std::log(number) : number;
}

double SweepAxis::unscaled(double number) const
{
    return m_logarithmic ? std::exp(number) : number;
}

ParameterValue SweepAxis::valueOf(double number) const
{
    // Logarithms there and back may miss a bound by a bit.
    number = std::clamp(number, m_minimum, m_maximum);
    if (m_integer)
        return static_cast<std::int64_t>(std::clamp(std::round(number), std::ceil(m_minimum), std::floor(m_maximum)));
    return number;
}

std::uint64_t SweepAxis::levels() const
{
    if (!m_list.empty())
        return m_list.size();
    return m_integer ? static_cast<std::uint64_t>(m_maximum - m_minimum) + 1 : 0;
}

ParameterValue SweepAxis::level(std::uint64_t number) const
{
    if (!m_list.empty())
        return m_list.at(number);
    return static_cast<std::int64_t>(m_minimum) + static_cast<std::int64_t>(number);
}

ParameterValue SweepAxis::at(double place) const
{
    place = std::clamp(place, 0.0, 1.0);
    if (!m_list.empty()) {
        const auto count = m_list.size();
        return m_list[m_ranked[std::min(static_cast<std::size_t>(place * static_cast<double>(count)), count - 1)]];
    }
    return valueOf(unscaled(m_low + place * (m_high - m_low)));
}

std::pair<double, double> SweepAxis::stretch(const ParameterValue& value) const
{
    if (!m_list.empty()) {
        auto found = std::find(m_list.begin(), m_list.end(), value);
        if (found == m_list.end()) // read from a file: 1 for 1.0
            found = std::find_if(m_list.begin(), m_list.end(),
                                 [&](const auto& listed) { return asNumber(listed) == asNumber(value); });
        if (found == m_list.end())
            throw Error(ErrorCode::InvalidArgument, fmt::format("{} is not a value of the sweep.", toText(value)),
                        "parameters." + m_key);
        const auto count = static_cast<double>(m_list.size());
        const auto rank = static_cast<double>(m_rankOf[static_cast<std::size_t>(found - m_list.begin())]);
        return {rank / count, (rank + 1) / count};
    }
    const double half = m_integer ? 0.5 : 0;
    const auto placeOf = [this](double number) {
        return std::clamp((scaled(number) - m_low) / (m_high - m_low), 0.0, 1.0);
    };
    const double number = std::clamp(asNumber(value), m_minimum, m_maximum);
    return {placeOf(number - half), placeOf(number + half)};
}

double SweepAxis::place(const ParameterValue& value) const
{
    const auto [low, high] = stretch(value);
    return (low + high) / 2;
}

SweepSpace::SweepSpace(const SweepSpec& spec)
{
    if (spec.parameters.empty())
        throw Error(ErrorCode::InvalidArgument, "A sweep needs a parameter to try values of.", "parameters");
    for (const auto& what : spec.parameters) {
        const auto* parameter = spec.experiment.hyperparameters.find(what.key);
        if (!parameter) {
            std::string keys;
            for (const auto& known : spec.experiment.hyperparameters.parameters())
                keys += (keys.empty() ? "" : ", ") + known.key;
            throw Error(ErrorCode::InvalidArgument,
                        keys.empty() ? fmt::format("The model '{}' has no hyperparameters.", spec.experiment.model)
                                     : fmt::format("The model '{}' has no hyperparameter '{}'; it has {}.",
                                                   spec.experiment.model, what.key, keys),
                        "parameters." + what.key);
        }
        const auto same = [&what](const SweepParameter& other) { return other.key == what.key; };
        if (std::count_if(spec.parameters.begin(), spec.parameters.end(), same) > 1)
            throw Error(ErrorCode::InvalidArgument, "It is there twice.", "parameters." + what.key);
        m_axes.emplace_back(*parameter, what);
    }
}

std::uint64_t SweepSpace::gridPoints() const
{
    std::uint64_t count = 1;
    for (const auto& axis : m_axes)
        count = product(count, axis.gridLevels().size());
    return count;
}

SweepPoint SweepSpace::gridPoint(std::uint64_t number) const
{
    SweepPoint point(m_axes.size());
    for (auto a = m_axes.size(); a-- > 0;) {
        const auto& levels = m_axes[a].gridLevels();
        point[a] = levels[number % levels.size()];
        number /= levels.size();
    }
    return point;
}

std::uint64_t SweepSpace::points() const
{
    std::uint64_t count = 1;
    for (const auto& axis : m_axes) {
        if (axis.levels() == 0)
            return 0;
        count = product(count, axis.levels());
    }
    return count;
}

SweepPoint SweepSpace::point(std::uint64_t number) const
{
    SweepPoint point(m_axes.size());
    for (auto a = m_axes.size(); a-- > 0;) {
        point[a] = m_axes[a].level(number % m_axes[a].levels());
        number /= m_axes[a].levels();
    }
    return point;
}

} // namespace matinee
