#pragma once

#include <matinee/sweep_spec.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace matinee {

/// What a sweep tries of one hyperparameter, laid over [0, 1] in the parameter's own scale: where the samplers, the
/// forest and the grid meet the values that a model takes.
class SweepAxis
{
public:
    enum class Kind
    {
        Continuous,
        Ordered,    ///< numbers, each of which has a stretch of [0, 1]
        Categorical ///< no order: stretches of equal length
    };

    /// \throws Error{InvalidArgument}; where() is the field, "parameters.learning_rate.max".
    SweepAxis(const Parameter& parameter, const SweepParameter& what);

    Kind kind() const { return m_kind; }
    /// How many values there are; 0: no end of them.
    std::uint64_t levels() const;
    /// A value by its number, from 0 to levels() - 1. Listed values are in the order of the file.
    ParameterValue level(std::uint64_t number) const;
    /// The values of a grid: every level of a list or a stepped range, kGridLevels spread over another range.
    const std::vector<ParameterValue>& gridLevels() const { return m_gridLevels; }

    /// The value at a place in [0, 1].
    ParameterValue at(double place) const;
    /// The stretch of [0, 1] that gives a value; without length where the axis is continuous.
    std::pair<double, double> stretch(const ParameterValue& value) const;
    /// Its middle.
    double place(const ParameterValue& value) const;

private:
    void useList(const Parameter& parameter, const SweepParameter& what);
    void useRange(const Parameter& parameter, const SweepParameter& what);
    void useSteps(const Parameter& parameter, const SweepParameter& what);
    void orderList();
    double scaled(double number) const;
    double unscaled(double number) const;
    ParameterValue valueOf(double number) const;

    std::string m_key;
    Kind m_kind = Kind::Continuous;
    bool m_integer = false;
    bool m_logarithmic = false;
    double m_minimum = 0;
    double m_maximum = 0;
    double m_low = 0; ///< of [0, 1], in the scale: a whole number has half a unit on both sides
    double m_high = 0;
    std::vector<ParameterValue> m_list; ///< listed or stepped values; empty: the range
    std::vector<std::size_t> m_ranked;  ///< indices into the list, by value where it has an order
    std::vector<std::size_t> m_rankOf;  ///< the inverse
    std::vector<ParameterValue> m_gridLevels;
};

/// All axes of a sweep.
class SweepSpace
{
public:
    explicit SweepSpace(const SweepSpec& spec);

    const std::vector<SweepAxis>& axes() const { return m_axes; }
    std::size_t size() const { return m_axes.size(); }

    /// Points of the grid over all axes' gridLevels(); at most 2^62.
    std::uint64_t gridPoints() const;
    SweepPoint gridPoint(std::uint64_t number) const;
    /// Distinct points; 0: no end of them. At most 2^62.
    std::uint64_t points() const;
    SweepPoint point(std::uint64_t number) const;

private:
    std::vector<SweepAxis> m_axes;
};

} // namespace matinee
