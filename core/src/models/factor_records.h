#pragma once

#include "support/aligned_array.h"

#include <Eigen/Core>
#include <cstddef>

namespace matinee {

/// The vectors and biases of users or films as a solver reads them, in an order that memory does not know: what belongs
/// to one lies together, from a cache line on. A record is the vector, the bias and a 1.
class FactorRecords
{
public:
    static constexpr std::size_t kFurther = 2; ///< numbers behind the vector

    FactorRecords() = default;
    /// Vectors and biases are zero.
    FactorRecords(Eigen::Index factors, std::size_t rows)
        : m_factors(factors)
        , m_rows(static_cast<Eigen::Index>(rows))
        , m_stride((factors + 2 + kPerLine - 1) / kPerLine * kPerLine)
        , m_numbers(rows * static_cast<std::size_t>(m_stride))
    {
        Column(m_numbers.data() + factors + 1, m_rows, Eigen::InnerStride<>(m_stride)).setOnes();
    }

    const double* record(std::size_t row) const { return m_numbers.data() + row * static_cast<std::size_t>(m_stride); }

    Eigen::Map<Eigen::VectorXd> vector(std::size_t row)
    {
        return {m_numbers.data() + row * static_cast<std::size_t>(m_stride), m_factors};
    }
    Eigen::Map<const Eigen::VectorXd> vector(std::size_t row) const { return {record(row), m_factors}; }
    double& bias(std::size_t row)
    {
        return m_numbers.data()[row * static_cast<std::size_t>(m_stride) + static_cast<std::size_t>(m_factors)];
    }
    double bias(std::size_t row) const { return record(row)[m_factors]; }

    /// All vectors, factors x rows.
    auto vectors() { return Vectors(m_numbers.data(), m_factors, m_rows, Eigen::OuterStride<>(m_stride)); }
    auto vectors() const { return ConstVectors(m_numbers.data(), m_factors, m_rows, Eigen::OuterStride<>(m_stride)); }
    auto biases() { return Column(m_numbers.data() + m_factors, m_rows, Eigen::InnerStride<>(m_stride)); }
    auto biases() const { return ConstColumn(m_numbers.data() + m_factors, m_rows, Eigen::InnerStride<>(m_stride)); }

private:
    using Vectors = Eigen::Map<Eigen::MatrixXd, 0, Eigen::OuterStride<>>;
    using ConstVectors = Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>>;
    using Column = Eigen::Map<Eigen::VectorXd, 0, Eigen::InnerStride<>>;
    using ConstColumn = Eigen::Map<const Eigen::VectorXd, 0, Eigen::InnerStride<>>;
    static constexpr auto kPerLine = static_cast<Eigen::Index>(AlignedArray<double>::kPerLine);

    Eigen::Index m_factors = 0;
    Eigen::Index m_rows = 0;
    Eigen::Index m_stride = 0;
    AlignedArray<double> m_numbers;
};

} // namespace matinee
