#pragma once

#include "optim/kernels/linear_kernels.h"
#include "support/aligned_array.h"

#include <algorithm>
#include <cstddef>
#include <span>

namespace matinee {

/// The normal equations of one row, as scratch memory that serves one row after the other: the sum of the outer
/// products of vectors that hold a rating's input and, behind it, what it is to give. So one sum is all that is needed:
/// its first rows and columns are the matrix of the equations, the next row their right-hand side, the others whatever
/// else a model wants sums of. Linear in the number of vectors; no memory is taken after construction. T: float or
/// double.
template <class T>
class NormalEquations
{
public:
    /// \param unknowns numbers of an input; further: numbers behind it in each vector, at least 1
    NormalEquations(std::size_t unknowns, std::size_t further);

    /// Numbers of a vector, and rows of the sum.
    std::size_t size() const { return m_size; }

    void reset();                             ///< the sum to zero
    void reset(const NormalEquations& start); ///< the sum to another's of the same shape

    /// Room for the size() numbers of the next vector, to be written before the next call.
    T* next()
    {
        if (m_gathered == m_capacity)
            finish();
        return m_vectors.data() + m_gathered++ * m_stride;
    }
    /// A copy of a vector in memory that can be read up to the end of its last cache line; it may be changed.
    T* add(const T* record)
    {
        constexpr auto line = AlignedArray<T>::kPerLine;
        T* const vector = next();
        // In whole lines, as the number of bytes is known then.
        for (std::size_t i = 0; i < m_size; i += line)
            std::copy_n(record + i, line, vector + i);
        return vector;
    }
    /// Adds what next() and add() have gathered to the sum; to be called after the last of them.
    void finish();

    /// Adds the weighted sum of another of the same shape.
    void add(const NormalEquations& other, T weight);

    /// The sum, where row >= column.
    T& at(std::size_t row, std::size_t column) { return m_matrix.data()[column * m_stride + row]; }

    /// Decomposes the matrix A = L Lᵀ in place and solves L y = right-hand side.
    /// \return y, which may be changed. \throws Error{Internal} if A is not positive definite
    std::span<T> solveForwards();
    /// Solves Lᵀ x = y.
    std::span<const T> solveBackwards();

private:
    std::size_t m_unknowns;
    std::size_t m_size;
    std::size_t m_stride;
    std::size_t m_capacity;
    std::size_t m_gathered = 0;
    const kernels::LinearKernels<T>& m_kernels;
    AlignedArray<T> m_vectors;
    AlignedArray<T> m_matrix;
    AlignedArray<T> m_forwards;
    AlignedArray<T> m_solution;
};

extern template class NormalEquations<float>;
extern template class NormalEquations<double>;

} // namespace matinee
