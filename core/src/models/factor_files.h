#pragma once

#include <matinee/model_file.h>
#include <matinee/state_file.h>

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace matinee {

/// The values in memory order, as floats.
template <class Values>
std::vector<float> floatsOf(const Values& values)
{
    std::vector<float> floats(static_cast<std::size_t>(values.size()));
    Eigen::Map<Eigen::MatrixXf>(floats.data(), values.rows(), values.cols()) = values.template cast<float>();
    return floats;
}

/// Puts a matrix with one vector a column into a model file, where it has one vector a row: {columns, rows}.
template <class Values>
void putColumns(ModelFile& file, const std::string& name, const Values& values)
{
    file.put(name, {static_cast<std::uint64_t>(values.cols()), static_cast<std::uint64_t>(values.rows())},
             floatsOf(values));
}

/// \throws Error{Format} if it is missing or has another shape.
inline Eigen::MatrixXf getColumns(const ModelFile& file, const std::string& name, Eigen::Index rows,
                                  Eigen::Index columns)
{
    const auto& array = file.get(name, {static_cast<std::uint64_t>(columns), static_cast<std::uint64_t>(rows)});
    return Eigen::Map<const Eigen::MatrixXf>(array.values.data(), rows, columns);
}

/// Puts a matrix or a vector, with whatever lies between its columns left out, into a state as it is.
template <class Values>
void putValues(StateFile& state, const std::string& name, const Values& values)
{
    const typename Values::PlainObject plain = values;
    state.put(name, std::span<const typename Values::Scalar>(plain.data(), static_cast<std::size_t>(plain.size())));
}

/// Into a matrix or a vector of that size. \throws Error{Format} if it is missing or has another size
template <class Values>
void readValues(const StateFile& state, const std::string& name, Values&& values)
{
    typename std::remove_reference_t<Values>::PlainObject plain(values.rows(), values.cols());
    state.read(name, std::span<typename decltype(plain)::Scalar>(plain.data(), static_cast<std::size_t>(plain.size())));
    values = plain;
}

} // namespace matinee
