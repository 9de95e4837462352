#pragma once

#include <matinee/model_file.h>

#include <Eigen/Core>
#include <cstdint>
#include <string>
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

} // namespace matinee
